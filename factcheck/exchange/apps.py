from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "factcheck.exchange"
    label = "exchange"
    verbose_name = "Exports and imports"

    def ready(self) -> None:
        from factcheck.desks.verifying import leave_behind
        from factcheck.desks.working import leave_to_workers
        from factcheck.exchange.archive.tables import left_behind
        from factcheck.exchange.leftovers import remove_leftovers

        leave_behind(left_behind)
        leave_to_workers(remove_leftovers)
