from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "factcheck.exchange"
    label = "exchange"
    verbose_name = "Exports and imports"
