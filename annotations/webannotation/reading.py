"""A document of the model, taken apart: what the desk has words for, where it points, and what is only kept.

Read strictly: what breaks a "must" of the model is refused with a pointer. Read as the model allows: one value or a list,
text as `bodyValue` or as bodies of any kind, members nobody here knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotations.models.annotation import Motivation
from annotations.webannotation import shapes
from annotations.webannotation.bodies import Said, said_by
from annotations.webannotation.targets import Target, targets_of
from annotations.webannotation.terms import CONTEXT, listed
from annotations.webannotation.values import (
    MOST,
    check_agents,
    check_iri,
    check_iris,
    check_object,
    check_string,
    check_time,
    each,
    refuse,
)

SERVER_OWNED = ("id", "modified", "generator", "generated")
"""What the server says itself, whatever was sent: where the annotation is, and how this copy of it came about."""

LISTS = ("@context", "items")

REVISIONS = "/api/v1/revisions/"
Document = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """An annotation as it was sent. `members` are those to keep, `revisions` the ids of our own revisions it was made on."""

    id: str
    motivation: str
    said: Said
    targets: tuple[Target, ...]
    canonical: str | None
    via: tuple[str, ...]
    members: Document
    revisions: frozenset[str]


def read_annotation(document: object, base: str) -> Given:
    """Read a document, or raise Invalid at what is wrong with it. `base` is scheme and host of this server."""
    said = _stated(check_object(document, ()))
    _check_head(said)
    _check_lifecycle(said)
    _check_content(said)
    revisions: set[str] = set()
    said["target"] = _without_own_states(said["target"], f"{base}{REVISIONS}", revisions)
    kept = {name: said[name] for name in said if name not in (*SERVER_OWNED, "canonical", "via")}
    return Given(
        id=said.get("id", ""), motivation=motivation_of(said), said=_comment_and_tags(said),
        targets=_targets(said["target"]), canonical=said.get("canonical"),
        via=tuple(str(one) for one in listed(said.get("via"))), members=kept, revisions=frozenset(revisions),
    )  # fmt: skip


def _stated(value: Any) -> Any:
    """A JSON value in one of the ways to write it in JSON-LD.

    `null` and empty lists state nothing, and are left out; a list of one string is that string. Contexts and sets stay as
    they are, for there it is not the same; and so does an empty list of selectors, which would have it be about the whole.
    """
    if isinstance(value, dict):
        stated = {
            name: inner if name == "@context" else _stated(inner) for name, inner in value.items() if inner is not None
        }
        return {
            name: _single(inner) if name not in LISTS else inner
            for name, inner in stated.items()
            if inner != [] or name == "selector"
        }
    return [_stated(inner) for inner in value] if isinstance(value, list) else value


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def _check_head(said: Document) -> None:
    if CONTEXT not in listed(said.get("@context")):
        refuse(("@context",), f"An annotation has the context {CONTEXT}, alone or in a list.")
    for one, here in each(said["@context"], ("@context",)):
        if not isinstance(one, dict):
            check_string(one, here)
    if "id" in said:
        check_iri(said["id"], ("id",))
    if "Annotation" not in listed(said.get("type")):
        refuse(("type",), "This should be `Annotation`, alone or in a list.")
    for name in ("type", "motivation"):
        for one, here in each(said.get(name), (name,)):
            check_string(one, here)


def _check_lifecycle(said: Document) -> None:
    for name in ("created", "modified", "generated"):
        if name in said:
            check_time(said[name], (name,))
    for name in ("creator", "generator", "audience"):
        check_agents(said.get(name), (name,))
    if isinstance(said.get("stylesheet"), list):
        refuse(("stylesheet",), "An annotation has one stylesheet.")
    check_agents(said.get("stylesheet"), ("stylesheet",))
    for name in ("rights", "via"):
        check_iris(said.get(name), (name,))
    if "canonical" in said:
        check_iri(said["canonical"], ("canonical",))


def _check_content(said: Document) -> None:
    if "body" in said and "bodyValue" in said:
        refuse(("bodyValue",), "An annotation has `body` or `bodyValue`, not both.")
    if "bodyValue" in said:
        check_string(said["bodyValue"], ("bodyValue",))
    shapes.check_bodies(said.get("body"))
    shapes.check_targets(said.get("target"))
    if "stylesheet" not in said and any(shapes.has_style(said.get(name)) for name in ("body", "target")):
        refuse(("stylesheet",), "What names a style class (`styleClass`) needs the `stylesheet` that has it.")


def _targets(target: object) -> tuple[Target, ...]:
    """All that is pointed at, also in sets within sets."""
    targets = tuple(targets_of(target))
    if len(targets) > MOST:
        refuse(
            ("target",),
            f"An annotation has at most {MOST} targets, those in sets counted; this one has {len(targets)}.",
        )
    return targets


def known_motivation(given: object) -> str:
    """The first motivation of the W3C's list, `replying` only where it stands alone: that is told by the target. Or ""."""
    names = [str(one).removeprefix("oa:") for one in listed(given)]
    known = [name for name in names if name in Motivation.values]
    return next((name for name in known if name != Motivation.REPLYING), known[0] if known else "")


def motivation_of(said: Document) -> str:
    """The motivation the desk keeps; without one in the document, what the body is for."""
    known = known_motivation(said.get("motivation"))
    if known:
        return known
    found = said_by(said.get("body", said.get("bodyValue")))
    if "bodyValue" in said or found.comment:
        return Motivation.COMMENTING
    if found.tags:
        return Motivation.TAGGING
    return Motivation.LINKING if "body" in said else Motivation.HIGHLIGHTING


def _comment_and_tags(said: Document) -> Said:
    if "bodyValue" in said:
        return Said(said["bodyValue"], (), ("bodyValue",))
    return said_by(said.get("body"), known_motivation(said.get("motivation")))


def _without_own_states(value: Any, revisions: str, found: set[str]) -> Any:
    """A target without the states this server adds (`targets.with_place`), whose revisions are put into `found`."""
    if isinstance(value, list):
        return [_without_own_states(one, revisions, found) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _without_own_states(inner, revisions, found) for name, inner in value.items()}
    if "source" not in value:
        return kept
    states = listed(kept.pop("state", None))
    foreign = [state for state in states if not _is_own(state, revisions, found)]
    return {**kept, "state": foreign[0] if len(foreign) == 1 else foreign} if foreign else kept


def _is_own(state: object, revisions: str, found: set[str]) -> bool:
    cached = state.get("cached") if isinstance(state, dict) else None
    if not isinstance(cached, str) or not cached.startswith(revisions):
        return False
    found.add(cached.removeprefix(revisions).strip("/"))
    return True
