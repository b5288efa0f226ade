"""Below `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from factcheck.exchange.views import ExportAgreement, ExportAnnotations, ExportArticles, ExportClaims

urlpatterns = [
    path("export/agreement.<slug:kind>", ExportAgreement.as_view(), name="api-export-agreement"),
    path("export/claims.<slug:kind>", ExportClaims.as_view(), name="api-export-claims"),
    path("export/annotations.<slug:kind>", ExportAnnotations.as_view(), name="api-export-annotations"),
    path("export/articles.<slug:kind>", ExportArticles.as_view(), name="api-export-articles"),
]
