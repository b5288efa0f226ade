from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "factcheck.desks"
    label = "desks"
    verbose_name = "Desks and history"

    def ready(self) -> None:
        from factcheck.desks import lookups, search  # noqa: F401  # register them
