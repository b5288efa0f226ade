"""What events tell, in words: fields by their names, choices by their labels, related records by what people call them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from factcheck.desks.models import Event, InHistory, User
from factcheck.desks.verifying import kinds

UNTOLD = frozenset(
    {
        "reason", "claim", "status", "state", "judging_round", "archived_at", "submitted_at", "decided_at", "number",
        "reviewer", "revision", "knew_verdicts",
    }
)  # fmt: skip
"""Changes that the event's name, its time or its actor tells already, or the page it stands on."""

Names = dict[type[models.Model], dict[str, str]]


@dataclass(frozen=True)
class Change:
    """A field of a record before and after, in words. `is_text` where it is worth comparing word by word."""

    label: str
    before: str
    after: str
    is_text: bool


@dataclass(frozen=True)
class Telling:
    """An event with what changed by it, and the reason that was given for it."""

    event: Event
    reason: str
    changes: list[Change]


def tell(events: Iterable[Event], *, first_versions: bool = True) -> list[Telling]:
    """Each event in words, in the order given; as many queries as there are kinds of related records, whatever its length.

    The events are those that somebody may see: what they name is told by its `history_name`, or left out.
    Without `first_versions` what a new record said is left out.
    """
    found = list(events)
    told = [event for event in found if first_versions or event.version != 1]
    models_by_kind = kinds()
    names = _names(told, models_by_kind)
    return [
        Telling(
            event=event,
            reason=str(event.changes.get("reason", [None, None])[1] or ""),
            changes=list(_changes(event, models_by_kind.get(event.subject_type), names, in_full=event in told)),
        )
        for event in found
    ]


def _changes(event: Event, model: type[InHistory] | None, names: Names, *, in_full: bool) -> Iterator[Change]:
    """What changed; if not `in_full`, only what is told beside the fields, such as where a record came from."""
    for name, (before, after) in event.changes.items():
        if name in UNTOLD or name.endswith("_sha256") or (before is None and after in (False, 0)):
            continue
        field = _field(model, name)
        if field is not None and not in_full:
            continue
        was, now = (_in_words(field, value, names) for value in (before, after))
        if was != now:
            yield Change(_label(field, name), was, now, _is_text(field))


def _field(model: type[InHistory] | None, name: str) -> models.Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:  # told beside the fields, such as the words that a publisher changed
        return None
    return found if isinstance(found, models.Field) else None


def _label(field: models.Field[Any, Any] | None, name: str) -> str:
    said = str(field.verbose_name) if field else name.replace("_", " ").replace(".", ": ")
    return said[:1].upper() + said[1:]


def _is_text(field: models.Field[Any, Any] | None) -> bool:
    return field is None or (isinstance(field, models.CharField | models.TextField) and not field.choices)


def _in_words(field: models.Field[Any, Any] | None, value: Any, names: Names) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, (_in_words(field, one, names) for one in value)))
    if field is not None and field.related_model in names:
        return names[field.related_model].get(str(value), "")
    if field is not None and field.is_relation:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    labels = dict(field.flatchoices) if field is not None else {}
    return str(labels.get(value, value))


def _moment(value: str) -> str:
    moment = parse_datetime(value)
    return date_format(moment, "j M Y, H:i") if isinstance(moment, datetime) else value


def _names(events: Sequence[Event], models_by_kind: dict[str, type[InHistory]]) -> Names:
    """What people call the records that the events refer to, by model and id."""
    wanted: dict[type[models.Model], set[str]] = {}
    for event in events:
        for name, values in event.changes.items():
            related = getattr(_field(models_by_kind.get(event.subject_type), name), "related_model", None)
            if isinstance(related, type) and _has_names(related):
                wanted.setdefault(related, set()).update(_ids(values))
    return {model: _called(model, ids) for model, ids in wanted.items()}


def _has_names(model: type[models.Model]) -> bool:
    return model is User or bool(getattr(model, "history_name", ""))


def _ids(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from (value if isinstance(value, list) else [value] if value else [])


def _called(model: type[models.Model], ids: set[str]) -> dict[str, str]:
    if model is User:
        return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}
    named = model._base_manager.filter(pk__in=ids).values_list("pk", model.history_name)  # type: ignore[attr-defined]
    return {str(key): str(name) for key, name in named}
