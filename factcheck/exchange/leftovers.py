"""Files of imports and exports that nobody has any more: their row was removed, or never came, and no transaction takes a
file back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import Storage

from factcheck.core import clock
from factcheck.exchange.models import Export, Import

FOLDERS: tuple[tuple[type[Export | Import], str], ...] = ((Export, "exports"), (Import, "imports"))
"""Where the files of each lie."""
STILL_COMING = timedelta(days=1)
"""A file that was written since then may be one whose row is yet to be committed."""


def remove_leftovers() -> None:
    """Remove the files that no export or import names, but for those that are still coming."""
    for model, folder in FOLDERS:
        named = set(model._base_manager.exclude(file="").values_list("file", flat=True))
        storage: Storage = model._meta.get_field("file").storage
        for name in _files_in(storage, folder):
            if name not in named:
                _remove_if_old(storage, name)


def _files_in(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files_in(storage, f"{folder}/{name}")


def _remove_if_old(storage: Storage, name: str) -> None:
    with suppress(FileNotFoundError):  # somebody else removed it meanwhile
        if storage.get_modified_time(name) < clock.now() - STILL_COMING:
            storage.delete(name)
