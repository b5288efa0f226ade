"""Forms that speak with services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django import forms

from factcheck.core.problems import Invalid, NotAllowed, NotFound, Problem, Stale


class ServiceForm(forms.Form):
    """A form whose fields are the keyword arguments of a service.

    `field_at` maps the JSON pointers of problems to fields where they differ from the field's name. After a Stale,
    `conflict` holds it; nothing that was typed is lost.
    """

    field_at: ClassVar[dict[str, str]] = {}
    conflict: Stale | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    @contextmanager
    def problems(self) -> Iterator[None]:
        """Turn a Problem of the service into errors beside the fields; look at `is_valid()` again afterwards.

        What a form cannot mend (not found, not allowed) goes on to become a page.
        """
        try:
            yield
        except (NotFound, NotAllowed):
            raise
        except Stale as problem:
            self.conflict = problem
            self.add_error(None, problem.detail)
        except Problem as problem:
            self._take(problem)

    def _take(self, problem: Problem) -> None:
        if not isinstance(problem, Invalid) or not problem.errors:
            self.add_error(None, problem.detail)
        for error in problem.errors:
            self.add_error(self._field(error.pointer), error.detail)

    def _field(self, pointer: str) -> str | None:
        parts = pointer.strip("/").split("/")
        for known in ("/" + "/".join(parts[:n]) for n in range(len(parts), 0, -1)):
            name = self.field_at.get(known, known.strip("/").replace("/", "_"))
            if name in self.fields:
                return name
        return None
