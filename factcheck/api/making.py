"""The members that Python makes after the database has written the rest: found by their paths, made for all at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from factcheck.api.asking import Asked, inner_shape
from factcheck.api.shapes import Made, Shape
from factcheck.desks.actors import Actor

Path = tuple[str, ...]


def paths_to_make(shape: Shape, asked: Asked) -> list[tuple[Path, Made]]:
    """Where in an object such members stand, through whatever is embedded in it."""
    found: list[tuple[Path, Made]] = []
    for name, member in shape.shown(asked):
        if isinstance(member, Made):
            found.append(((name,), member))
        within = inner_shape(member)
        if within is not None:
            found += [((name, *path), made) for path, made in paths_to_make(within, asked.below(name))]
    return found


def make_members(bodies: list[Any], paths: list[tuple[Path, Made]], actor: Actor, base: str) -> None:
    """Put them in: where one goes, the database has left the id of its row. One that was taken away meanwhile is empty."""
    for path, made in paths:
        places = [place for body in bodies for place in _objects_at(body, path[:-1])]
        name = path[-1]
        found = made.make(actor, [UUID(place[name]) for place in places], base)
        for place in places:
            place[name] = found.get(UUID(place[name]), {})


def _objects_at(value: Any, path: Path) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _objects_at(one, path)
    elif isinstance(value, dict):
        if not path:
            yield value
        else:
            yield from _objects_at(value.get(path[0]), path[1:])
