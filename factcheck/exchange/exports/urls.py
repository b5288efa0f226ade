"""The pages of exports."""

from __future__ import annotations

from django.urls import path

from factcheck.exchange.exports import web

urlpatterns = [
    path("exports/", web.export_list, name="exports"),
    path("exports/archive/<slug:desk>/", web.archive, name="archive-desk"),
    path("exports/add/<slug:resource>/", web.add, name="add-export"),
    path("exports/<uuid:export_id>/file/", web.file, name="export-file"),
    path("exports/<uuid:export_id>/delete/", web.remove, name="delete-export"),
]
