"""doccano (https://doccano.github.io/doccano/): JSON Lines of texts, with labels of words or of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from factcheck.core.problems import FieldError, Invalid
from factcheck.exchange.imports.drafts import ArticleDraft, At, From, MarkDraft, Read
from factcheck.exchange.imports.jsonrows import each, json_lines
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.readers.spans import span_in
from factcheck.exchange.imports.values import Noting, an_object, different, listed, string, web_url


def read(file: IO[bytes], options: Options) -> Iterator[Read]:
    """An article for each text, a mark with a tag for each label of words, a tag for each label of the whole."""
    return each(json_lines(file), lambda at, said: _article(at, said, options))


def _article(at: At, said: dict[str, Any], options: Options) -> Iterator[ArticleDraft]:
    raw = said.get("text", said.get("data"))
    if not isinstance(raw, str) or not raw.strip():
        raise Invalid.at("/text", "A text has words.")
    key = string(said.get("id"))
    name = "entities" if "entities" in said else "label" if "label" in said else "labels"
    labels = listed(said.get(name))
    marks, tags = _labels(at, raw, name, labels, key)
    meta = an_object(said.get("meta"))
    noting = Noting(at, options.dates)
    fields = {
        "url": web_url(said.get("url") or meta.get("url")),
        "title": noting.cut(string(said.get("title") or meta.get("title")), 500),
        "tags": different(iter(tags)),
    }  # fmt: skip
    comments = "\n".join(string(one) for one in listed(said.get("Comments", said.get("comments"))))
    if comments:
        noting.note("Comments on a whole text are not taken over.", "Comments")
    yield ArticleDraft(at, From(key), raw, fields, marks, noting.notes)


def _labels(at: At, raw: str, name: str, labels: list[Any], key: str) -> tuple[list[MarkDraft], list[str]]:
    marks, tags, errors = [], [], []
    for number, label in enumerate(labels):
        if isinstance(label, str | int):
            tags.append(str(label))
            continue
        try:
            start, end, tag, own = _span(label)
            place = span_in(raw, start, end)
        except Invalid as problem:
            errors.append(FieldError(f"/{name}/{number}", problem.detail))
            continue
        of_mark = f"{key}/{own or f'{place[0]}-{place[1]}-{tag}'}" if key else ""
        marks.append(MarkDraft(at.below(name, number), From(of_mark[:500]), *place, tags=different(iter([tag]))))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    return marks, tags


def _span(label: object) -> tuple[object, object, str, str]:
    if isinstance(label, list) and len(label) == 3:
        return label[0], label[1], string(label[2]), ""
    if isinstance(label, dict):
        own = string(label.get("id"))
        return label.get("start_offset"), label.get("end_offset"), string(label.get("label")), own
    raise Invalid.at("", "A label is [start, end, name], an object with start_offset, end_offset and label, or a name.")
