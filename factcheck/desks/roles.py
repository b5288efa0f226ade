"""Roles of a member and scopes of a token: two ladders, and how one caps the other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may do, each including those before it."""

    VIEWER = "viewer", _("Viewer")
    REVIEWER = "reviewer", _("Reviewer")
    EDITOR = "editor", _("Editor")
    ADMIN = "admin", _("Admin")

    @property
    def rank(self) -> int:
        return list(Role).index(self)


class Scope(models.TextChoices):
    """What a token may be used for, each including those before it; a scope caps the role of its owner."""

    READ = "read", _("Read")
    WRITE = "write", _("Write")
    PUBLISH = "publish", _("Publish")
    ADMIN = "admin", _("Admin")

    @property
    def rank(self) -> int:
        return list(Scope).index(self)

    @property
    def highest_role(self) -> Role:
        return list(Role)[self.rank]
