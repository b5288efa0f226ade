from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db import models

from factcheck.core import clock
from factcheck.core.hashing import canonical_json, sha256_bytes, sha256_text

if TYPE_CHECKING:
    from .desk import Desk

Told = dict[str, Any]
"""What history tells of a row: plain JSON values by name; relations as ids."""


class InHistory(models.Model):
    """A row whose every change is an event of its desk; `verify_history` holds it against them.

    `history_type` is its name in events. `history_fields` are the fields whose changes history keeps in full, from which
    every version can be told again; of `history_digests`, long or not for everybody's eyes, it keeps the SHA-256.
    By the field `history_name`, if there is one, people call the row where the history of another refers to it; whoever may
    read that other history reads the name as it is now. So a row that may be hidden from some of them has none.
    """

    history_type: ClassVar[str]
    history_name: ClassVar[str] = ""
    history_fields: ClassVar[tuple[str, ...]]
    history_digests: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def rows_of(cls, desk: Desk) -> models.QuerySet[Self]:
        """All there are at a desk, archived ones too."""
        return cls._base_manager.filter(desk=desk)

    @property
    def history_desk_id(self) -> UUID:
        """The desk in whose chain it is told of."""
        return self.desk_id  # type: ignore[attr-defined,no-any-return]  # of every row but a desk itself

    @property
    def history_claim_id(self) -> Any:
        """The claim it is about, so that a claim's history is one index scan."""
        return getattr(self, "claim_id", None)

    @property
    def history_version(self) -> int | None:
        """The number of its version now; None for a row whose versions are not counted."""
        return getattr(self, "version", None)

    def told(self, links: Mapping[str, Iterable[models.Model]] | None = None) -> Told:
        """The row as it is now, as its events should tell it. `links` are those of a row that has no others yet."""
        digests = {f"{name}_sha256": _digest(getattr(self, name)) for name in self.history_digests}
        return {name: self._plain(name, links) for name in self.history_fields} | digests

    def told_of(self, names: Iterable[str]) -> Told:
        """The same of some of its fields."""
        return {name: self._plain(name, None) for name in names}

    def untold(self) -> Told:
        """What holds of a field that history has not told of: its default. The field is younger than the row's last event."""
        fields = [self._meta.get_field(name) for name in self.history_fields]
        return {f.name: f.get_default() for f in fields if not f.many_to_many and f.has_default()}  # type: ignore[union-attr]

    def _plain(self, name: str, links: Mapping[str, Iterable[models.Model]] | None) -> Any:
        attribute = _attribute(type(self), name)
        if attribute is None:
            linked = getattr(self, name).all() if links is None else links.get(name, ())
            return sorted(str(x.pk) for x in linked)
        value = getattr(self, attribute)
        if value is None or isinstance(value, str | int | list):
            return value
        if isinstance(value, UUID | Decimal):
            return str(value)
        if isinstance(value, datetime):
            return clock.iso(value)
        return value.isoformat() if isinstance(value, date) else value


@cache
def _attribute(model: type[models.Model], name: str) -> str | None:
    """Where a row has the value of a field; None for links, which it has elsewhere."""
    field = model._meta.get_field(name)
    return None if field.many_to_many else field.attname  # type: ignore[union-attr]


def _digest(value: Any) -> str:
    return sha256_text(value) if isinstance(value, str) else sha256_bytes(canonical_json(value))
