"""The formats that are taken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportFormat(models.TextChoices):
    CLAIMREVIEW = "claimreview", _("ClaimReview (schema.org)")
    WEBANNOTATION = "webannotation", _("Web Annotation (W3C)")
    LABEL_STUDIO = "label-studio", _("Label Studio")
    DOCCANO = "doccano", _("doccano")
    FEVER = "fever", _("FEVER")
    AVERITEC = "averitec", _("AVeriTeC")
    CSV = "csv", _("Table (CSV)")
    ARCHIVE = "archive", _("Archive of a desk")
