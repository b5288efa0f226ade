from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ApiConfig(AppConfig):
    name = "factcheck.api"
    label = "api"
    verbose_name = "REST API"

    def ready(self) -> None:
        from factcheck.api.idempotency import forget_answers_that_name, forget_old_answers
        from factcheck.api.sql_json import teach_sqlite
        from factcheck.desks.signals import deidentified
        from factcheck.desks.working import leave_to_workers

        connection_created.connect(teach_sqlite)
        leave_to_workers(forget_old_answers)
        deidentified.connect(forget_answers_that_name)
