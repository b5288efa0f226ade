"""Annotations as JSON-LD documents of the model. What came in from elsewhere goes out again as it came, with what is so now.

`base` is the scheme and host of the request, so that addresses are absolute.
"""

from __future__ import annotations

from typing import Any

from annotations.anchoring import Quote, Span, selectors_of
from annotations.models import Annotation, Article
from annotations.models.annotation import Motivation
from annotations.models.article import URLKind
from annotations.webannotation.bodies import Said, bodies_of, saying
from annotations.webannotation.reading import REVISIONS, known_motivation, motivation_of
from annotations.webannotation.targets import changed_at, found_at, with_place
from annotations.webannotation.terms import CONTEXT, listed
from factcheck.core import clock
from factcheck.desks.models import User

Document = dict[str, Any]


def annotation(row: Annotation, base: str) -> Document:
    """A row of `queries.portable_rows` as a document of its own."""
    members: Document = (row.external or {}).get("members", {})
    kept = {name: value for name, value in members.items() if name not in ("body", "bodyValue", "target")}
    return {
        **own_head(row, base),
        **kept,
        "id": address(row, base),
        "motivation": _motivation_now(row, members),
        "modified": clock.iso(row.updated_at),
        "generator": software(base),
        "generated": clock.iso(row.updated_at),
        **({"canonical": row.canonical} if row.canonical else {}),
        **({"via": _one_or_many(row.via)} if row.via else {}),
        **_bodies_now(row, members),
        "target": _target_now(row, members, base),
    }


def embedded(row: Annotation, base: str) -> Document:
    """The same inside a page, which has said the context already."""
    document = annotation(row, base)
    if document["@context"] == CONTEXT:
        del document["@context"]
    return document


def address(row: Annotation, base: str) -> str:
    """The IRI of an annotation."""
    return f"{base}/wa/{row.desk.slug}/{row.id}"


def own_head(row: Annotation, base: str) -> Document:
    """What an annotation says of itself where nothing else came in with it."""
    return {
        "@context": CONTEXT,
        "id": address(row, base),
        "type": "Annotation",
        "motivation": own_motivation(row.motivation, is_reply=row.reply_to_id is not None),
        **({"creator": person(row.created_by)} if row.created_by else {}),
        "created": clock.iso(row.created_at),
    }


def person(user: User) -> Document:
    """A person by id and names; never more."""
    return {"id": f"urn:uuid:{user.id}", "type": "Person", "name": str(user), "nickname": user.username}


def software(base: str) -> Document:
    """This server, which makes the document."""
    return {"id": f"{base}/", "type": "Software", "name": "Fact-check desk", "homepage": f"{base}/"}


def own_motivation(motivation: str, *, is_reply: bool) -> str | list[str]:
    """The motivation, and that it is a reply."""
    return ["replying", motivation] if is_reply and motivation != Motivation.REPLYING else motivation


def source_of(article: Article, base: str) -> str:
    """Where the article was published, or else its page here."""
    by_kind = {url.kind: url.url for url in article.urls.all()}
    return by_kind.get(URLKind.GIVEN) or by_kind.get(URLKind.CANONICAL) or f"{base}/articles/{article.pk}/"


def own_target(article: Article, quote: Quote, span: Span, base: str) -> Document:
    """The words of an article as a specific resource, without the state they were read in."""
    return {"type": "SpecificResource", "source": source_of(article, base), "selector": selectors_of(quote, span)}


def state(row: Annotation, base: str) -> Document:
    """The revision an annotation was made on: when it was taken in, and where it is kept (annotation-model §4.3.1)."""
    return {
        "type": "TimeState",
        "sourceDate": clock.iso(row.revision.created_at),
        "cached": f"{base}{REVISIONS}{row.revision_id}/",
    }


def place_in(row: Annotation, base: str) -> Document:
    """The words of an annotation in its article, whatever else it points at."""
    return {**own_target(row.article, row.quote, row.span, base), "state": state(row, base)}


def _motivation_now(row: Annotation, members: Document) -> object:
    """The motivation as it came, with the one the desk keeps in its place if that is another by now."""
    given = members.get("motivation")
    if given is None:
        return own_motivation(row.motivation, is_reply=row.reply_to_id is not None)
    was = motivation_of(members)
    if was == row.motivation:
        return given
    now = [row.motivation if str(one).removeprefix("oa:") == was else one for one in listed(given)]
    return _one_or_many(now if row.motivation in now else [row.motivation, *now])


def _one_or_many(values: list[Any]) -> object:
    return values if len(values) > 1 else values[0]


def _bodies_now(row: Annotation, members: Document) -> Document:
    if "bodyValue" in members and row.comment and not row.tags:
        return {"bodyValue": row.comment}
    if "body" in members:
        body = saying(members["body"], known_motivation(members.get("motivation")), Said(row.comment, tuple(row.tags)))
    else:
        body = bodies_of(row.comment, row.tags)
    return {"body": body} if body else {}


def _target_now(row: Annotation, members: Document, base: str) -> object:
    if "target" not in members:
        return _own_target_now(row, base)
    steps = tuple((row.external or {}).get("place", ()))
    place = found_at(members["target"], steps)
    if not isinstance(place, dict) or "source" not in place:
        return members["target"]
    shown = with_place(place, row.selectors, state(row, base))
    return changed_at(members["target"], steps, shown)


def _own_target_now(row: Annotation, base: str) -> object:
    answered = row.reply_to
    if answered is None:
        return place_in(row, base)
    iri = f"{base}/wa/{row.desk.slug}/{answered.pk}"
    same = (answered.revision_id, answered.start, answered.end) == (row.revision_id, row.start, row.end)
    return iri if same else [iri, place_in(row, base)]
