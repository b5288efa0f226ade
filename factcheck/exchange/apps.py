from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "factcheck.exchange"
    label = "exchange"
    verbose_name = "Exports and imports"

    def ready(self) -> None:
        from factcheck.desks.verifying import look_up_arrivals
        from factcheck.desks.working import leave_to_workers
        from factcheck.exchange.archive.tables import came_in
        from factcheck.exchange.leftovers import remove_leftovers

        look_up_arrivals(came_in)
        leave_to_workers(remove_leftovers)
