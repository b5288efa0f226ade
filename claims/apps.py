from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims and verdicts"

    def ready(self) -> None:
        from annotations.signals import placed_by_hand, reanchored
        from claims import blindness, queries, receivers
        from claims.api.shown import show_claims_in_texts
        from factcheck.api.presenters import tell_of_desks
        from factcheck.desks import history
        from factcheck.desks.services.desks import keep_part
        from factcheck.desks.signals import desk_opened, recorded

        tell_of_desks("rating_scale", queries.scale_ids_in_force)
        show_claims_in_texts()
        keep_part("rating_scale", receivers.choose_scale)
        history.hide(blindness)
        recorded.connect(receivers.tell_people, dispatch_uid="claims.tell_people")
        reanchored.connect(receivers.tell_claims, dispatch_uid="claims.tell_claims")
        placed_by_hand.connect(receivers.tell_of_place, dispatch_uid="claims.tell_of_place")
        desk_opened.connect(receivers.give_rating_scale, dispatch_uid="claims.give_rating_scale")
