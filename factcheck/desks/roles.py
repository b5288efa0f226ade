"""Roles of a member and scopes of a token: two ladders. What somebody does needs a step on each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may do, each including those of lower rank. An assessor looks in from outside, for a while: reads as a
    viewer does, and is none of those whom work is given to."""

    ASSESSOR = "assessor", _("Assessor")
    VIEWER = "viewer", _("Viewer")
    REVIEWER = "reviewer", _("Reviewer")
    EDITOR = "editor", _("Editor")
    ADMIN = "admin", _("Admin")

    @property
    def rank(self) -> int:
        return _ROLES[self]

    @property
    def widest_scope(self) -> Scope:
        """The scope of a token beyond which another would be worth no more to somebody of this role."""
        return _WORTH[self]


class Scope(models.TextChoices):
    """What a token may be used for, each including those of lower rank; whoever signed in has all of them."""

    READ = "read", _("Read")
    WRITE = "write", _("Write")
    PUBLISH = "publish", _("Publish")
    ADMIN = "admin", _("Admin")

    @property
    def rank(self) -> int:
        return _SCOPES[self]


_ROLES = {Role.ASSESSOR: 10, Role.VIEWER: 10, Role.REVIEWER: 20, Role.EDITOR: 30, Role.ADMIN: 40}
_SCOPES = {Scope.READ: 10, Scope.WRITE: 20, Scope.PUBLISH: 30, Scope.ADMIN: 40}
_WORTH = {
    Role.ASSESSOR: Scope.READ, Role.VIEWER: Scope.READ, Role.REVIEWER: Scope.WRITE, Role.EDITOR: Scope.PUBLISH,
    Role.ADMIN: Scope.ADMIN,
}  # fmt: skip
