"""Targets: finding the one that is a place in an article, and giving all of them back with where it is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.webannotation.terms import Step, listed

Resource = dict[str, Any]
FRAGMENT = "FragmentSelector"


@dataclass(frozen=True)
class Target:
    """One target: its IRI without a fragment, what selects a part of it (None: all of it), and where these stand."""

    iri: str
    selector: object
    at: tuple[Step, ...]
    selector_at: tuple[Step, ...]
    is_fragment: bool = False


def targets_of(target: object) -> list[Target]:
    """Every target of a document, also those in sets, in order."""
    return list(_targets(target, ("target",)))


def _targets(target: object, at: tuple[Step, ...]) -> Iterator[Target]:
    if isinstance(target, list):
        for index, one in enumerate(target):
            yield from _targets(one, (*at, index))
    elif isinstance(target, str):
        yield _of_iri(target, at, at)
    elif isinstance(target, dict) and isinstance(target.get("items"), list):
        yield from _targets(target["items"], (*at, "items"))
    elif isinstance(target, dict):
        yield _of_resource(target, at)


def _of_iri(iri: str, at: tuple[Step, ...], iri_at: tuple[Step, ...]) -> Target:
    document, _hash, fragment = iri.partition("#")
    selector = {"type": FRAGMENT, "value": fragment} if fragment else None
    return Target(document, selector, at, iri_at, is_fragment=bool(fragment))


def _of_resource(target: Resource, at: tuple[Step, ...]) -> Target:
    if "source" not in target:
        return _of_iri(target["id"], at, (*at, "id"))
    source = target["source"]
    found = _of_iri(source["id"] if isinstance(source, dict) else source, at, (*at, "source"))
    if "selector" not in target:
        return found
    return Target(found.iri, target["selector"], at, (*at, "selector"))


def holds_quote(selector: object) -> bool:
    """Whether a quote is in a selector, which proves whatever place it is found at."""
    if isinstance(selector, list):
        return any(holds_quote(one) for one in selector)
    if not isinstance(selector, dict):
        return False
    return selector.get("type") == "TextQuoteSelector" or any(holds_quote(inner) for inner in selector.values())


def changed_at(value: object, steps: tuple[Step, ...], changed: Resource) -> object:
    """A JSON value with the object at `steps` put in the place of what stood there; nothing is changed in place."""
    if not steps:
        return changed
    step, rest = steps[0], steps[1:]
    if isinstance(value, list) and isinstance(step, int):
        return [*value[:step], changed_at(value[step], rest, changed), *value[step + 1 :]]
    if isinstance(value, dict):
        return {**value, step: changed_at(value[step], rest, changed)}
    raise LookupError(f"There is no {step!r} in what was kept.")


def found_at(value: Any, steps: tuple[Step, ...]) -> Any:
    """What stands in a JSON value at these steps."""
    for step in steps:
        value = value[step]
    return value


def with_place(target: Resource, selectors: list[Resource], state: Resource) -> Resource:
    """A specific resource with the quote and position that were found for it, and the revision they were found in.

    Selectors are added only where it had some, and no quote among them: a target that is a whole document stays one.
    """
    given = listed(target.get("selector"))
    has_quote = any(isinstance(one, dict) and one.get("type") == "TextQuoteSelector" for one in given)
    if given and not has_quote:
        target = {**target, "selector": [*given, *selectors]}
    states = [*listed(target.get("state")), state]
    return {**target, "state": states if len(states) > 1 else states[0]}
