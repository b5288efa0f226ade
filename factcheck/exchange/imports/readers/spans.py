"""Places in a text as other programs count them, in code points of the text as the desk keeps it."""

from __future__ import annotations

from factcheck.core.problems import Invalid
from factcheck.core.text import canonical_text


def span_in(raw: str, start: object, end: object, exact: str = "") -> tuple[int, int]:
    """`[start, end)` in the canonical text of `raw`.

    The place is taken in code points; where the words there are not `exact` but are when it is counted in UTF-16, as
    browsers do, in those. Raises Invalid for what is no place, or one with other words.
    """
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise Invalid.at("", "A place has a start and an end, as whole numbers, the start before the end.")
    if exact and raw[start:end] != exact:
        units = raw.encode("utf-16-le", "surrogatepass")
        before, within = units[: start * 2], units[start * 2 : end * 2]
        if within.decode("utf-16-le", "replace") != exact:
            raise Invalid.at("", f"At this place stand other words than {exact[:80]!r}.")
        start = len(before.decode("utf-16-le", "surrogatepass"))
        end = start + len(exact)
    if end > len(raw):
        raise Invalid.at("", f"The text ends at {len(raw)}; this place ends at {end}.")
    return len(canonical_text(raw[:start])), len(canonical_text(raw[:end]))
