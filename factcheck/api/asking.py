"""`?expand=a,b.c` and `?fields=`: what somebody asks to be shown of an object, and what there is to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from factcheck.core.problems import Invalid

if TYPE_CHECKING:
    from django.db.models import Model

    from factcheck.api.shapes import Member, Shape

Tree = Mapping[str, Any]

DEEPEST = 2
"""Steps of a path in `expand`."""


@dataclass(frozen=True)
class Asked:
    """What to embed, and what to keep (None: all of it), as trees of names; a leaf of `fields` is kept whole."""

    expand: Tree = field(default_factory=dict)
    fields: Tree | None = None

    def keeps(self, name: str) -> bool:
        return self.fields is None or name in self.fields

    def below(self, name: str) -> Asked:
        """The same of what stands in a member."""
        fields = None if self.fields is None else self.fields.get(name) or None
        return Asked(self.expand.get(name, {}), fields)

    @cached_property
    def key(self) -> tuple[Any, Any]:
        """What tells it from others."""
        return _frozen(self.expand), None if self.fields is None else _frozen(self.fields)


NOTHING = Asked()


@lru_cache(maxsize=1024)
def asked_of(shape: Shape, expand: str | None, fields: str | None) -> Asked:
    """What the two parameters ask for. Raises Invalid for a name that is not there, naming those that are."""
    embedded = {} if expand is None else _expansions(shape, expand)
    asked = Asked(embedded)
    if fields is None:
        return asked
    kept: dict[str, Any] = {}
    for path in fields.split(","):
        _require_member(shape, asked, path)
        _keep(kept, path.split("."))
    return Asked(embedded, kept)


@cache
def paths_to_expand(shape: Shape) -> tuple[str, ...]:
    """What `expand` may name: two steps at most, and never back to a kind of object that is on the way."""
    return tuple(".".join(path) for path in _ways(shape, (shape.model,)))


def paths_to_keep(shape: Shape, asked: Asked = NOTHING) -> list[str]:
    """What `fields` may name: members, and the members of those that `expand` names."""
    return [".".join(path) for path in _members(shape, asked)]


def inner_shape(member: Member) -> Shape | None:
    """The shape that a member embeds whole; None for a plain one, and for ids."""
    embeds = getattr(member, "shape", None)
    return embeds() if embeds is not None and getattr(member, "whole", True) else None


def _ways(shape: Shape, above: tuple[type[Model], ...]) -> Iterator[tuple[str, ...]]:
    for name, member in {**shape.members, **shape.expansions}.items():
        within = inner_shape(member)
        if within is None or within.model in above or not (name in shape.expansions or within.expansions):
            continue
        yield (name,)
        if len(above) < DEEPEST:
            yield from ((name, *path) for path in _ways(within, (*above, within.model)))


def _expansions(shape: Shape, expand: str) -> dict[str, Any]:
    known = paths_to_expand(shape)
    tree: dict[str, Any] = {}
    for path in expand.split(","):
        if path not in known:
            raise Invalid.at("/expand", f"There is no {path[:100]!r} to expand; there is {', '.join(known)}.")
        at = tree
        for name in path.split("."):
            at = at.setdefault(name, {})
    return tree


def _members(shape: Shape, asked: Asked) -> Iterator[tuple[str, ...]]:
    for name, member in shape.shown(asked):
        yield (name,)
        within = inner_shape(member) if name in asked.expand else None
        if within is not None:
            yield from ((name, *path) for path in _members(within, asked.below(name)))


def _require_member(shape: Shape, asked: Asked, path: str) -> None:
    if path not in paths_to_keep(shape, asked):
        known = ", ".join(name for name, _member in shape.shown(asked))
        raise Invalid.at(
            "/fields",
            f"There is no member {path[:100]!r}; there is {known}; and in what `expand` names, members of it.",
        )


def _keep(kept: dict[str, Any], path: list[str]) -> None:
    """Add a path to the tree; what is kept whole stays whole."""
    name, *rest = path
    if not rest:
        kept[name] = {}
    elif name not in kept:
        kept[name] = {}
        _keep(kept[name], rest)
    elif kept[name]:
        _keep(kept[name], rest)


def _frozen(tree: Tree) -> tuple[Any, ...]:
    return tuple(sorted((name, _frozen(below)) for name, below in tree.items()))
