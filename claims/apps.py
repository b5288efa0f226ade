from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims and verdicts"

    def ready(self) -> None:
        from annotations.signals import reanchored
        from claims import blindness, queries, receivers
        from factcheck.api.presenters import tell_of_desks
        from factcheck.desks import history
        from factcheck.desks.signals import desk_opened

        tell_of_desks("rating_scale", queries.scale_ids_in_force)
        history.hide("verdict", blindness.hidden_verdict_ids)
        reanchored.connect(receivers.tell_claims, dispatch_uid="claims.tell_claims")
        history.hide_events(blindness.events_that_name_reviewers)
        history.hide("decision", blindness.hidden_decision_ids)
        history.hide("review", blindness.hidden_review_ids)
        desk_opened.connect(receivers.give_rating_scale, dispatch_uid="claims.give_rating_scale")
