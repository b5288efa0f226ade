from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims and verdicts"

    def ready(self) -> None:
        from claims import blindness, receivers
        from factcheck.desks import history
        from factcheck.desks.signals import desk_opened

        history.hide("verdict", blindness.hidden_verdict_ids)
        desk_opened.connect(receivers.give_rating_scale, dispatch_uid="claims.give_rating_scale")
