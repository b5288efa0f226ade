from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "factcheck.exchange"
    label = "exchange"
    verbose_name = "Exports and imports"

    def ready(self) -> None:
        from factcheck.desks.verifying import leave_behind
        from factcheck.exchange.archive.tables import left_behind

        leave_behind(left_behind)
