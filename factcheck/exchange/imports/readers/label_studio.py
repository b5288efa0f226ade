"""Label Studio's JSON (https://labelstud.io/guide/export): tasks with annotations or predictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from factcheck.core.problems import FieldError, Invalid
from factcheck.exchange.imports.drafts import ArticleDraft, At, From, MarkDraft, Read
from factcheck.exchange.imports.jsonrows import each, json_entries
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.readers.spans import span_in
from factcheck.exchange.imports.values import Noting, an_object, different, listed, string, web_url

TEXTS = ("text", "content", "body", "article", "document")
KINDS = {"labels": "labels", "hypertextlabels": "hypertextlabels", "choices": "choices", "taxonomy": "taxonomy"}


def read(file: IO[bytes], options: Options) -> Iterator[Read]:
    """An article for each task, a mark for each region, and a tag for each choice made for the whole text."""
    return each(json_entries(file), lambda at, said: _task(at, said, options))


def _task(at: At, said: dict[str, Any], options: Options) -> Iterator[ArticleDraft]:
    data = an_object(said.get("data"))
    texts = [data[name] for name in TEXTS if isinstance(data.get(name), str)]
    texts += [one for one in data.values() if isinstance(one, str) and not web_url(one)]
    raw = next((str(one) for one in texts if one.strip()), "")
    if not raw:
        raise Invalid.at("/data", f"A task has a text in its `data`, as {', '.join(TEXTS)}.")
    noting = Noting(at, options.dates)
    key = string(said.get("id"))
    marks: list[MarkDraft] = []
    tags: list[str] = []
    errors: list[FieldError] = []
    name = "annotations" if any(_kept(one) for one in listed(said.get("annotations"))) else "predictions"
    for number, one in enumerate(listed(said.get(name))):
        if _kept(one):
            _take(at.below(name, number), f"/{name}/{number}", one, raw, key, noting, marks, tags, errors)
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    fields = {
        "url": web_url(data.get("url")), "title": noting.cut(string(data.get("title")), 500), "tags": different(iter(tags)),
    }  # fmt: skip
    yield ArticleDraft(
        at, From(key, "", noting.moment(said.get("created_at"), "created_at")), raw, fields, marks, noting.notes
    )


def _kept(one: object) -> bool:
    return isinstance(one, dict) and not one.get("was_cancelled")


def _take(
    at: At, here: str, one: dict[str, Any], raw: str, key: str, noting: Noting, marks: list[MarkDraft], tags: list[str],
    errors: list[FieldError],
) -> None:  # fmt: skip
    """The regions of one annotation into `marks`, its choices into `tags`."""
    author = string(one.get("model_version")) if "completed_by" not in one else _person(one["completed_by"])
    made_at = noting.moment(one.get("created_at"))
    path = (*here[1:].split("/"), "result")
    for number, result in enumerate(listed(one.get("result"))):
        value = result.get("value") if isinstance(result, dict) else None
        if not isinstance(value, dict):
            errors.append(FieldError(f"{here}/result/{number}", "A result is an object with a value."))
            continue
        names = different(string(x) for kind in KINDS for x in _flat(value.get(kind)))
        if "start" not in value:
            tags += names
            if not names:
                noting.note(
                    f"A result of the type {string(result.get('type'))[:40]!r} is not taken over.", *path, number
                )
            continue
        try:
            exact = value.get("text")
            place = span_in(raw, value["start"], value.get("end"), exact if isinstance(exact, str) else "")
        except Invalid as problem:
            errors.append(FieldError(f"{here}/result/{number}/value", problem.detail))
            continue
        own = "/".join(filter(None, (key, string(one.get("id")), string(result.get("id")) or f"{place[0]}-{place[1]}")))
        marks.append(
            MarkDraft(
                at.below("result", number), From(own[:500] if key else "", author[:300], made_at), *place, tags=names
            )
        )


def _flat(value: object) -> Iterator[Any]:
    for one in listed(value):
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


def _person(value: object) -> str:
    return (
        string(value.get("email") or value.get("username") or value.get("id"))
        if isinstance(value, dict)
        else string(value)
    )
