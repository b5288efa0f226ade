from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "factcheck.desks"
    label = "desks"
    verbose_name = "Desks and history"
