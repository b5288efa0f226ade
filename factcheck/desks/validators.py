"""Rules for single fields, kept by the models and so by every face."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

LARGEST_NUMBER = 2**53 - 1


def validate_web_url(value: str) -> None:
    """An absolute http or https URL with a host; `javascript:` and its like are refused."""
    problem = ValidationError(
        _("%(value)s is not a web address; it should look like https://example.org/page."),
        params={"value": repr(value[:100])},
    )
    if any(c.isspace() or ord(c) < 32 or ord(c) == 127 for c in value):
        raise problem
    try:
        parts = urlsplit(value)
        host = parts.hostname
        parts.port  # noqa: B018  # raises for a port that is none
    except ValueError:
        raise problem from None
    if parts.scheme not in ("http", "https") or not host or "\\" in parts.netloc or "@" in parts.netloc:
        raise problem


def validate_language(value: str) -> None:
    """A language tag (BCP 47), such as `en` or `pt-BR`, by its shape; languages have two or three letters."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", value):
        raise ValidationError(
            _("%(value)s is no language tag; it should look like en or pt-BR."), params={"value": repr(value[:40])}
        )


@deconstructible
class ShortList:
    """A list of at most `most` different, non-blank strings of at most `length` characters; perhaps from `choices`."""

    def __init__(self, most: int = 50, length: int = 100, choices: tuple[str, ...] = ()) -> None:
        self.most, self.length, self.choices = most, length, choices

    def __call__(self, value: object) -> None:
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise ValidationError(_("This should be a list of strings."))
        if len(value) > self.most:
            raise ValidationError(_("At most %(most)d entries are taken.") % {"most": self.most})
        if len(set(value)) != len(value):
            raise ValidationError(_("Each entry may stand in the list once."))
        for entry in value:
            self._check(entry)

    def _check(self, entry: str) -> None:
        if not entry.strip() or len(entry) > self.length:
            raise ValidationError(_("An entry has 1 to %(length)d characters.") % {"length": self.length})
        if self.choices and entry not in self.choices:
            raise ValidationError(
                _("%(entry)s is not one of %(choices)s.") % {"entry": repr(entry), "choices": ", ".join(self.choices)}
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShortList) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.most, self.length, self.choices))


@deconstructible
class KeptJSON:
    """Any JSON value of at most `most` characters whose numbers every database and every reader of JSON keeps (RFC 7493)."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, value: object) -> None:
        if len(json.dumps(value, ensure_ascii=False, default=str)) > self.most:
            raise ValidationError(_("This is too large: %(most)d characters are the most.") % {"most": self.most})
        if self._holds_large_number(value):
            raise ValidationError(_("It holds a number that is too large."))

    def _holds_large_number(self, value: object) -> bool:
        if isinstance(value, dict):
            return any(self._holds_large_number(inner) for inner in value.values())
        if isinstance(value, list):
            return any(self._holds_large_number(inner) for inner in value)
        return isinstance(value, int | float) and abs(value) > LARGEST_NUMBER

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeptJSON) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self.most)
