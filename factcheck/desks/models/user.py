from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.hashing import sha256_text
from factcheck.core.ids import uuid7


class FormerUsername(models.Model):
    """A username that is nobody's any more and stays so: texts that address its owner would else address another.

    Its SHA-256, in lower case, is kept; the name was taken out on request.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)

    def __str__(self) -> str:
        return self.digest

    @classmethod
    def reserve(cls, username: str) -> None:
        cls.objects.get_or_create(digest=cls._digest(username))

    @classmethod
    def is_reserved(cls, username: str) -> bool:
        return cls.objects.filter(digest=cls._digest(username)).exists()

    @staticmethod
    def _digest(username: str) -> str:
        return sha256_text(username.lower())


def refuse_former_username(username: str) -> None:
    """A validator: nobody takes the username of a person whose name was taken out."""
    if FormerUsername.is_reserved(username):
        raise ValidationError(_("This username is taken. Choose another."))


class User(AbstractUser):
    """A person who signs in. What they may do is in their memberships, one for each desk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        _("username"), max_length=150, unique=True,
        help_text=_("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."),
        validators=[AbstractUser.username_validator, refuse_former_username],
        error_messages={"unique": _("A user with that username already exists.")},
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=150, blank=True)
    first_name = None  # type: ignore[assignment]  # one name, as people write it
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
