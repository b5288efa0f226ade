"""Source copies on their way into the store of uploads, which no transaction takes back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.files import File
from django.core.files.storage import Storage
from django.db import IntegrityError

from annotations.models import Capture
from annotations.models.capture import place_of
from factcheck.core.problems import Conflict, Invalid
from factcheck.exchange.archive import verify
from factcheck.exchange.archive.storing import wrong_line


@dataclass
class Copies:
    """Files that were put into the store of uploads, to be taken out again if all comes to nothing."""

    storage: Storage
    names: list[str] = field(default_factory=list)

    def keep(self, place: verify.Zipped, capture: Capture) -> None:
        name = place_of(capture, "")
        if self.storage.exists(name):
            return
        with place.open(f"captures/{capture.sha256}") as content:
            self.names.append(self.storage.save(name, File(content)))

    def undo(self) -> None:
        for name in self.names:
            self.storage.delete(name)
        self.names.clear()


@contextmanager
def none_left_over() -> Iterator[Copies]:
    """Copies that are taken out again when what is done inside does not come to its end."""
    kept = Copies(Capture._meta.get_field("content").storage)
    done = False
    try:
        yield kept
        done = True
    except verify.Unfit as unfit:
        raise wrong_line(*unfit.failure) from None
    except (zipfile.BadZipFile, EOFError) as problem:
        raise Invalid(f"The archive cannot be read: {problem}.") from None
    except IntegrityError as refused:
        raise Conflict(
            f"Something here rests on what the archive does not have any more: {str(refused).splitlines()[0]}."
        ) from None
    finally:
        if not done:
            kept.undo()
