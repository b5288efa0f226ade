"""Pages on which files are taken in."""

from __future__ import annotations

from django.urls import path

from factcheck.exchange.imports import web

urlpatterns = [
    path("imports/", web.imports, name="imports"),
    path("imports/<uuid:import_id>/", web.one, name="import"),
    path("imports/<uuid:import_id>/again/", web.again, name="import-again"),
    path("imports/<uuid:import_id>/forget/", web.forget, name="forget-import"),
]
