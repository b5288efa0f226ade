"""Below `/wa/`."""

from __future__ import annotations

from django.urls import path

from annotations.webannotation.views import AnnotationView, ContainerView

urlpatterns = [
    path("<slug:desk>/", ContainerView.as_view(), name="wa-container"),
    path("<slug:desk>/<uuid:annotation_id>", AnnotationView.as_view(), name="wa-annotation"),
]
