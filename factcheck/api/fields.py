"""Fields of input: each takes one JSON type and no look-alike (no `"5"` or `true` for 5, no 5 for `"5"`)."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from uuid import UUID

from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.utils.html import is_html_input

from factcheck.core.ids import read_id
from factcheck.core.text import has_unstorable
from factcheck.desks.filters import moment_in
from factcheck.desks.validators import ShortList, validate_web_url

UNSTORABLE = _("NUL and lone surrogates cannot be stored; leave them out.")
LARGEST_INTEGER = 2**53 - 1
"""What every reader of JSON can hold exactly (RFC 7493)."""


class SourceText(serializers.CharField):
    """The words of a document, of any length. The service makes them storable; nothing is trimmed."""

    default_error_messages: ClassVar = {"not_a_string": _("This should be a string.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_blank", True)
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(**kwargs)
        # the NUL and surrogate checks of REST framework go: services replace both in documents
        self.validators = [v for v in self.validators if not type(v).__name__.startswith("Prohibit")]

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("not_a_string")
        return str(data)


class StrictString(SourceText):
    """A string that can be stored. Not trimmed; blank where the field says so."""

    default_error_messages: ClassVar = {"unstorable": UNSTORABLE}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_blank", not kwargs.get("required", True))
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if has_unstorable(value):
            self.fail("unstorable")
        return value


class WebURL(StrictString):
    """An absolute http or https address."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(**kwargs)
        self.validators = [*self.validators, validate_web_url]


class StrictSlug(StrictString):
    """Letters, digits, hyphens and underscores of ASCII."""

    def __init__(self, *, allow_unicode: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [*self.validators, validate_slug]


class StrictChoice(serializers.ChoiceField):
    """One of the choices, as a string. Where it may be left open, null says so, as it does in answers."""

    default_error_messages: ClassVar = {"invalid_choice": _("{input} is not one of {known}.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "allow_null": kwargs.get("allow_blank", False)})

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return (True, "") if data is None and self.allow_null else super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or not (data in self.choices or (data == "" and self.allow_blank)):
            self.fail("invalid_choice", input=repr(data)[:100], known=", ".join(map(str, self.choices)))
        return data


class StrictInteger(serializers.IntegerField):
    """A whole number."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", -LARGEST_INTEGER)
        kwargs.setdefault("max_value", LARGEST_INTEGER)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return int(data)


class StrictNumber(serializers.FloatField):
    """A number."""

    def to_internal_value(self, data: Any) -> float:
        if type(data) not in (int, float):
            self.fail("invalid")
        try:
            return float(data)
        except OverflowError:
            self.fail("invalid")


class StrictBoolean(serializers.BooleanField):
    """`true` or `false`."""

    def get_value(self, dictionary: Any) -> Any:
        """As a form writes it, where the body is one."""
        value = super().get_value(dictionary)
        return {"true": True, "false": False}.get(value, value) if is_html_input(dictionary) else value

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return bool(data)


class StrictDate(serializers.DateField):
    """A day, as `2018-12-03` and in no other spelling."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or len(value) != len("2018-12-03") or "W" in value:
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class StrictMoment(serializers.DateTimeField):
    """A time in ISO 8601, as `2018-12-03T10:00:00Z`; without a zone it is UTC."""

    def to_internal_value(self, value: Any) -> Any:
        looks_right = isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", value)
        moment = moment_in(value) if looks_right else None
        if moment is None:
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        return moment


class ShortStrings(serializers.ListField):
    """A list of different short strings; see `ShortList` for how many and how long."""

    def __init__(self, rule: ShortList | None = None, **kwargs: Any) -> None:
        self.rule = rule or ShortList()
        child: serializers.Field[Any, Any, Any, Any] = (
            StrictChoice(choices=self.rule.choices) if self.rule.choices else StrictString(max_length=self.rule.length)
        )
        super().__init__(child=child, max_length=self.rule.most, **kwargs)
        self.validators = [*self.validators, self.rule]


class Reference(serializers.UUIDField):
    """The id of another object."""

    default_error_messages: ClassVar = {"invalid": _("This should be the id of an object: a UUID as a string.")}

    def to_internal_value(self, data: Any) -> UUID:
        try:
            return read_id(data) if isinstance(data, str) else self.fail("invalid")
        except ValueError:
            self.fail("invalid")


class AnyJSON(serializers.JSONField):
    """Any JSON value; strings in it can be stored. The service says what it has to be."""

    def to_internal_value(self, data: Any) -> Any:
        if wrong := self._wrong_in(data):
            raise serializers.ValidationError(wrong)
        return data

    def _wrong_in(self, value: object) -> Any:
        """Errors in the nested shape of a serializer's."""
        if isinstance(value, str):
            return [UNSTORABLE] if has_unstorable(value) else None
        if isinstance(value, list):
            return {n: wrong for n, x in enumerate(value) if (wrong := self._wrong_in(x))}
        if isinstance(value, dict):
            return {name: wrong for name, x in value.items() if (wrong := self._wrong_in(x))}
        return None


@extend_schema_field({"type": "object", "additionalProperties": {}})
class StoredObject(AnyJSON):
    """A JSON object that is kept as it is: at most 20,000 characters, no number beyond 2^53 - 1."""

    default_error_messages: ClassVar = {
        "not_an_object": _("This should be an object."),
        "too_long": _("This object is too large: 20,000 characters are the most."),
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            self.fail("not_an_object")
        if len(str(data)) > 20_000:
            self.fail("too_long")
        return super().to_internal_value(data)

    def _wrong_in(self, value: object) -> Any:
        if type(value) is int and abs(value) > LARGEST_INTEGER:
            return [_("This number is too large.")]
        return super()._wrong_in(value)


STRICT_FIELDS: dict[type[models.Field[Any, Any]], type[serializers.Field[Any, Any, Any, Any]]] = {
    models.CharField: StrictString,
    models.SlugField: StrictSlug,
    models.TextField: StrictString,
    models.DateField: StrictDate,
    models.DateTimeField: StrictMoment,
    models.BooleanField: StrictBoolean,
    models.FloatField: StrictNumber,
    models.PositiveSmallIntegerField: StrictInteger,
    models.SmallIntegerField: StrictInteger,
}
"""The field of input for each kind of model field."""
