"""The whole URL map."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("claims.api.urls")),  # first, since each address before it is compared with each request
    path("api/v1/", include("annotations.api.urls")),
    path("api/v1/", include("factcheck.exchange.urls")),
    path("", include("factcheck.web.urls")),
    path("", include("annotations.web.urls")),
    path("", include("claims.web.urls")),
    path("", include("factcheck.exchange.exports.urls")),
    path("", include("factcheck.exchange.imports.urls")),
    path("wa/", include("annotations.webannotation.urls")),
    path("", include("factcheck.api.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "factcheck.handlers.bad_request"
handler403 = "factcheck.handlers.forbidden"
handler404 = "factcheck.handlers.not_found"
handler500 = "factcheck.handlers.server_error"
