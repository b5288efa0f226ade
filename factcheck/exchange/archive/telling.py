"""Progress on a terminal."""

from __future__ import annotations

from django.core.management.base import OutputWrapper


class Counting:
    """One line that is written over again at each percent; nothing where no terminal shows it."""

    def __init__(self, out: OutputWrapper, what: str) -> None:
        self.out, self.what = out, what
        self.last = -1

    def __call__(self, done: int, total: int | None) -> None:
        percent = done * 100 // total if total else 0
        if percent == self.last or not self.out.isatty():
            return
        self.last = percent
        of = f" of {total} ({percent} %)" if total else ""
        self.out.write(f"\r{done}{of} {self.what}", ending="\n" if done == total else "")
