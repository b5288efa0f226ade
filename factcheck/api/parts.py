"""What may be read with `expand` and `fields`, declared for the OpenAPI description.

`Claim` is a whole claim, `ClaimPart` as much of one as was asked for: no member is sure to be there, and an id may be the
object it leads to.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers

from factcheck.api.asking import inner_shape
from factcheck.api.outputs import Output
from factcheck.api.shapes import Ids, Member, Shape, Whole

ONLY_EXPANDED = "Only with `expand`."


class Embedded(serializers.Field):  # type: ignore[type-arg]
    """A member that `expand` makes an object, or a list of them, of: `plain` is what it is otherwise, if it is there."""

    def __init__(self, *, plain: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.plain, self.member = plain, member


class EmbeddedExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = Embedded

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        member, plain = self.target.member, self.target.plain
        shape: Any = inner_shape(member)
        part = auto_schema.resolve_serializer(part_of(shape), direction).ref
        if isinstance(member, Ids):
            return {"type": "array", "items": {"anyOf": [{"type": "string", "format": "uuid"}, part]}}
        if not isinstance(member, Whole) and not member.first:
            said = {} if plain is not None else {"description": ONLY_EXPANDED}
            return {"type": "array", "items": part, **said}
        return {"anyOf": [auto_schema._map_serializer_field(plain, direction), part]}


def part_of(shape: Shape) -> type[Output]:
    """The declaration of as much of an object as was asked for."""
    return _part_of(shape.output, shape)


@cache
def _part_of(whole: type[Output], shape: Shape) -> type[Output]:
    fields = {name: _part(name, field, shape) for name, field in whole().fields.items()}
    fields |= {n: Embedded(plain=None, member=m) for n, m in shape.expansions.items() if n not in fields}
    return type(f"{whole.__name__.removesuffix('Out')}PartOut", (serializers.Serializer,), fields)


def _part(name: str, plain: Any, shape: Shape) -> Any:
    """A field of a whole object, which need not be there in a part."""
    if name in shape.expansions:
        return Embedded(plain=_loose(plain), member=shape.expansions[name])
    member = shape.members[name]
    within = inner_shape(member)
    if within is not None and within.expansions:
        return Embedded(plain=_loose(plain), member=member)
    return _loose(plain, required=False)


def _loose(field: Any, **changed: Any) -> Any:
    """The field anew, bound to nothing."""
    found = copy.copy(field)
    found._kwargs = {**field._kwargs, **changed}
    return copy.deepcopy(found)
