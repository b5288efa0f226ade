"""What a body may hold: declared as a serializer, read strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers

from factcheck.api import problems
from factcheck.api.fields import STRICT_FIELDS, ShortStrings, StrictChoice
from factcheck.core.problems import FieldError, Invalid, NotFound
from factcheck.desks.kept import KeptSeen
from factcheck.desks.many import for_each
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.validators import ShortList

M = TypeVar("M", bound=models.Model)

MOST_AT_ONCE = 1_000
"""Objects that one POST to a list makes."""


class Input(serializers.Serializer[Any]):
    """An object with the declared members; any other is refused by name, so that a misspelling is never lost."""

    together: ClassVar[dict[str, Any]] = {}
    """What the members are together, as JSON Schema says it."""

    def to_internal_value(self, data: Any) -> Any:
        errors: dict[str, Any] = {}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as problem:
            value, errors = {}, dict(problem.detail)  # type: ignore[arg-type]  # a serializer's detail is a dict
        if isinstance(data, Mapping):
            if self.root is not self and self.root.partial:
                errors |= self._missing_from(data)
            known = [name for name, field in self.fields.items() if not field.read_only]
            for name in data:
                if name not in known:
                    said = _("There is no member %(name)s here; there is %(known)s.")
                    errors[name] = [said % {"name": repr(name)[:100], "known": ", ".join(known)}]
        if errors:
            raise serializers.ValidationError(errors)
        return value

    def _missing_from(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What an object inside a change lacks: a change leaves out members, but each that it has is whole."""
        return {
            name: [field.error_messages["required"]]
            for name, field in self.fields.items()
            if field.required and name not in data
        }


class ModelInput(Input, serializers.ModelSerializer[Any]):
    """Members that are fields of a model, under the model's own rules for length, choices and the like."""

    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, **STRICT_FIELDS}
    serializer_choice_field = StrictChoice

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        kind, kwargs = super().build_standard_field(field_name, model_field)
        rule = next((v for v in model_field.validators if isinstance(v, ShortList)), None)
        if rule is not None:
            return ShortStrings, {"rule": rule, "required": kwargs.get("required", True)}
        return kind, kwargs


class Nothing(Input):
    """An action that takes no members: `{}`, or no body at all."""


def read_input(kind: type[serializers.BaseSerializer[Any]], body: object, *, partial: bool = False) -> dict[str, Any]:
    """The members of a body, each of its declared type; `partial` asks for none of them. Raises Invalid."""
    if isinstance(body, list):
        raise Invalid.at("", "Send one object here, not a list.")
    return _members(_reader(kind, partial=partial), body)  # type: ignore[arg-type]  # a class can be hashed


def read_inputs(kind: type[serializers.BaseSerializer[Any]], bodies: Sequence[object]) -> list[dict[str, Any]]:
    """The members of each of up to MOST_AT_ONCE bodies. Raises Invalid with each error under its index (`/3/text`)."""
    if not bodies:
        raise Invalid.at("", "This list is empty; send an object, or a list of some.")
    if len(bodies) > MOST_AT_ONCE:
        raise Invalid.at("", f"At most {MOST_AT_ONCE:,} objects are taken at once; these are {len(bodies):,}.")
    reader = _reader(kind, partial=False)  # type: ignore[arg-type]  # a class can be hashed
    return for_each(bodies, lambda body: _members(reader, body))


@cache
def _reader(kind: type[serializers.BaseSerializer[Any]], *, partial: bool) -> serializers.BaseSerializer[Any]:
    """One serializer of a kind: making its fields takes longer than reading a body, and reading leaves no trace in it."""
    return kind(partial=partial)


def _members(reader: serializers.BaseSerializer[Any], body: object) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Invalid.at("", "Send a JSON object.")
    try:
        return dict(reader.run_validation(body))
    except serializers.ValidationError as problem:
        raise problems.invalid(problem.detail) from None


def referred_to(rows: DeskQuerySet[M], id: UUID, pointer: str) -> M:  # noqa: A002  # the contract calls it id
    """The row that a member of the body names by its id; Invalid at that member when there is none the caller may see."""
    try:
        return rows.fetch(id)
    except NotFound as problem:
        raise Invalid.at(pointer, problem.detail) from None


def all_referred_to(rows: DeskQuerySet[M] | KeptSeen[M], named: Mapping[str, UUID]) -> dict[str, M]:
    """The rows that members of the body name by their ids, by the members' pointers; one query, however many they are.

    Raises Invalid with an error at each member whose row is not there for the caller.
    """
    found = rows.in_bulk(set(named.values())) if named else {}
    errors = [FieldError(pointer, rows.no_such(key)) for pointer, key in named.items() if key not in found]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    return {pointer: found[key] for pointer, key in named.items()}
