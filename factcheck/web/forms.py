"""Forms that speak with services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.datastructures import MultiValueDict

from factcheck.core.problems import NotFound, NotSignedIn, Problem, Stale


def _plain(value: object) -> str:
    """A value as it reads, whichever way lines end and in whatever order several were chosen."""
    if isinstance(value, list | tuple):
        return "\n".join(sorted(str(x) for x in value))
    return str("" if value is None else value).replace("\r\n", "\n").strip()


class LinesField(forms.CharField):
    """Several short things in one field, separated by commas (or by `separator`); a list of strings."""

    def __init__(self, *, separator: str = ",", **kwargs: object) -> None:
        self.separator = separator
        super().__init__(**kwargs)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        return f"{self.separator} ".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        return [x.strip() for x in str(value or "").split(self.separator) if x.strip()]


class DayInput(forms.DateInput):
    """A date in the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A date and a time in the browser's own picker."""

    input_type = "datetime-local"


class MomentField(forms.DateTimeField):
    """A time to the minute, which is all that people are shown of it; another second of that minute is no change."""

    widget = MomentInput

    def prepare_value(self, value: Any) -> Any:
        shown = super().prepare_value(value)
        return f"{shown:%Y-%m-%dT%H:%M}" if isinstance(shown, datetime) else shown

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(self.prepare_value(initial)), data)


class ServiceForm(forms.Form):
    """A form whose fields are the keyword arguments of a service.

    `field_at` maps the JSON pointers of problems to fields where they differ from the field's name. After a Stale,
    `conflict` holds it; any other Problem is kept as `problem`. Nothing that was typed is lost.
    """

    field_at: ClassVar[dict[str, str]] = {}
    conflict: Stale | None = None
    problem: Problem | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    @contextmanager
    def problems(self) -> Iterator[None]:
        """Turn a Problem of the service into errors beside the fields; look at `is_valid()` again afterwards.

        Only when the record itself is not there any more (NotFound), or nobody is signed in, it becomes a page.
        """
        try:
            yield
        except (NotFound, NotSignedIn):
            raise
        except Stale as problem:
            self.conflict = problem
            self.add_error(None, problem.detail)
        except Problem as problem:
            self.problem = problem
            self._take(problem)

    def show_conflict(self, saved: Mapping[str, object]) -> list[tuple[str, object, object]]:
        """Where the saved record differs from what was typed: (label, saved, typed).

        The form then carries the version of the saved record, so that sending it again is a decision made with open
        eyes, not an accident.
        """
        if self.conflict is None:
            raise ValueError("There is no conflict to show; ask after a Stale.")
        given = MultiValueDict(self.data)
        given["version"] = str(self.conflict.facts["current_version"])
        self.data = given
        rows = [
            (name, self._understood(name, self._as_sent(name, saved[name])), self._understood(name, self[name].value()))
            for name in saved
            if name in self.fields
        ]
        return [
            (str(self[name].label), self._in_words(name, theirs), self._in_words(name, typed))
            for name, theirs, typed in rows
            if _plain(theirs) != _plain(typed)
        ]

    def _as_sent(self, name: str, saved: object) -> object:
        """A saved value as the form would send it: a list in one line, a time to the minute."""
        field = self.fields[name]
        value = field.prepare_value(saved)
        return value if hasattr(field, "choices") else field.widget.format_value(value)

    def _understood(self, name: str, sent: object) -> object:
        """What the field makes of what was sent, so that what is the same looks the same."""
        field = self.fields[name]
        return field.prepare_value(field.to_python(sent))

    def _in_words(self, name: str, value: object) -> object:
        """A value as people read it: what was chosen by its label, several of them a line each."""
        words = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        if isinstance(value, list | tuple):
            return "\n".join(words.get(str(one), str(one)) for one in value)
        return words.get(str(value), value)

    def _take(self, problem: Problem) -> None:
        if not problem.errors:
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


class SignInForm(AuthenticationForm):
    """Username and password; `behaviours/start.js` puts the cursor there."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        del self.fields["username"].widget.attrs["autofocus"]
