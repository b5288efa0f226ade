"""The desks' endpoints, the API about itself, and what those who run the service ask."""

from __future__ import annotations

from django.urls import path, re_path

from factcheck.api import description, desks, operations

urlpatterns = [
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("api/schema/", description.SchemaView.as_view(), name="schema"),
    path("api/docs/", description.docs, name="api-docs"),
    path("api/v1/me/", desks.Me.as_view(), name="api-me"),
    path("api/v1/desks/", desks.DeskList.as_view(), name="api-desks"),
    path("api/v1/desks/<slug:slug>/", desks.DeskDetail.as_view(), name="api-desk"),
    path("api/v1/events/", desks.EventList.as_view(), name="api-events"),
    re_path(r"^api/", operations.AnythingElse.as_view()),
]
