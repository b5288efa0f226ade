"""Below `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from factcheck.exchange.exports import api as exports
from factcheck.exchange.imports import api as imports

urlpatterns = [
    path("export/agreement.<slug:kind>", exports.StreamAgreement.as_view(), name="api-export-agreement"),
    path("export/annotations.<slug:kind>", exports.StreamAnnotations.as_view(), name="api-export-annotations"),
    path("export/articles.<slug:kind>", exports.StreamArticles.as_view(), name="api-export-articles"),
    path("export/claims.<slug:kind>", exports.StreamClaims.as_view(), name="api-export-claims"),
    path("export/evidence.<slug:kind>", exports.StreamEvidence.as_view(), name="api-export-evidence"),
    path("export/reviews.<slug:kind>", exports.StreamReviews.as_view(), name="api-export-reviews"),
    path("export/sources.<slug:kind>", exports.StreamSources.as_view(), name="api-export-sources"),
    path("export/verdicts.<slug:kind>", exports.StreamVerdicts.as_view(), name="api-export-verdicts"),
    path("exports/", exports.ExportList.as_view(), name="api-exports"),
    path("exports/<uuid:id>/", exports.ExportDetail.as_view(), name="api-export"),
    path("exports/<uuid:id>/file/", exports.ExportFile.as_view(), name="api-export-file"),
    path("imports/", imports.ImportList.as_view(), name="api-imports"),
    path("imports/<uuid:id>/", imports.ImportDetail.as_view(), name="api-import"),
    path("origins/", imports.OriginList.as_view(), name="api-origins"),
]
