from django.apps import AppConfig
from django.db.backends.signals import connection_created


class DesksConfig(AppConfig):
    name = "factcheck.desks"
    label = "desks"
    verbose_name = "Desks and history"

    def ready(self) -> None:
        from factcheck.desks import lookups, search  # noqa: F401  # register them
        from factcheck.desks.connecting import replace_if_left

        connection_created.connect(replace_if_left)
