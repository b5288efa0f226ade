"""What a field of input takes, as JSON Schema: as strict as the field itself, so that what fits the schema is taken."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factcheck.api.fields import ShortStrings, WebURL
from factcheck.api.inputs import Input
from factcheck.desks.validators import validate_language

Described = dict[str, Any]

WEB_URL = r"https?://[^\s\x00-\x20\x7f/?#@\\:\[\]]+(:[0-5]?[0-9]{1,4})?([/?#][^\s\x00-\x20\x7f]*)?"
"""What `validate_web_url` takes, but for hosts in square brackets; drf-spectacular adds that a field may be blank."""
LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
NOT_BLANK = r"[^\s\x1c-\x1f\x85]"
"""A character that Python does not strip."""


def described(field: serializers.Field[Any, Any, Any, Any], schema: Described) -> Described:
    """The schema that drf-spectacular has of a field, with what it does not know of ours."""
    if isinstance(field, WebURL):
        return {**schema, "pattern": f"^{WEB_URL}$"}
    if isinstance(field, ShortStrings):
        return {**schema, "uniqueItems": True, "items": _entry(schema["items"])}
    if isinstance(field, serializers.CharField) and validate_language in field.validators:
        return {**schema, "pattern": f"^{LANGUAGE}$"}
    return _nullable(schema)


def described_whole(serializer: Input, schema: Described) -> Described:
    """An object of input: the declared members and no others, and what they are together."""
    own = vars(type(serializer)).get("__doc__")
    without = {name: value for name, value in schema.items() if name != "description"}
    about = {"description": str(own)} if own else {}
    return {**without, **about, "additionalProperties": False, **({} if serializer.partial else serializer.together)}


def _entry(schema: Described) -> Described:
    return schema if "enum" in schema else {**schema, "pattern": NOT_BLANK}


def _nullable(schema: Described) -> Described:
    """A string of a format, or null: told apart, since a format says nothing of null."""
    if schema.get("type") != ["string", "null"] or "format" not in schema:
        return schema
    about = {name: value for name, value in schema.items() if name not in ("type", "format")}
    return {**about, "anyOf": [{"type": "string", "format": schema["format"]}, {"type": "null"}]}
