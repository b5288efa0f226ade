from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ApiConfig(AppConfig):
    name = "factcheck.api"
    label = "api"
    verbose_name = "REST API"

    def ready(self) -> None:
        from factcheck.api.sql_json import teach_sqlite

        connection_created.connect(teach_sqlite)
