"""The text of an article with its claims marked: flat `<mark>` segments, and a numbered link where each claim ends.

The words of a block are `text[start:end]` to the code point: a link's number is drawn by CSS, so that no character is
added to what one selects.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotations.anchoring import Block, Span, segments

ELEMENTS = {"heading": "h2", "quote": "blockquote"}
WORST_FIRST = (
    "false", "mostly_false", "mixed", "conflicting", "not_enough_evidence", "satire", "other", "mostly_true", "true", "open",
)  # fmt: skip
LONG = 50_000
"""Code points past which blocks out of sight are not laid out."""


@dataclass(frozen=True)
class Marking:
    """A place to be marked. `number` and `claim` are None for words that were marked but make no claim."""

    annotation: UUID
    span: Span
    family: str = "open"
    rating: str = ""
    number: int | None = None
    claim: UUID | None = None


def marked_text(text: str, blocks: Sequence[Block], markings: Sequence[Marking]) -> SafeString:
    """Every block as an element with `data-start`, its code point offset. Blocks come in the order of the text; each marking
    is looked at where it stands alone, so that the time grows with both and not with their product.

    Where the words of an annotation begin, an empty element is named `annotation-…`, so that links lead there.
    """
    waiting = deque(sorted(markings, key=lambda m: m.span.start))
    told: list[str] = []
    here: list[Marking] = []
    named: set[UUID] = set()
    for block in blocks:
        while waiting and waiting[0].span.start < block.end:
            here.append(waiting.popleft())
        here = [m for m in here if m.span.end > block.start]
        told.append(_block(text, block, here, named))
    return mark_safe("\n".join(told))  # noqa: S308  # escaped below


def _block(text: str, block: Block, markings: Sequence[Marking], named: set[UUID]) -> str:
    element = ELEMENTS.get(block.kind, "p")
    words = "".join(_pieces(text, Span(block.start, block.end), markings, named))
    return f'<{element} data-start="{block.start}" data-kind="{block.kind}" dir="auto">{words}</{element}>'


def _pieces(text: str, within: Span, markings: Sequence[Marking], named: set[UUID]) -> Iterator[str]:
    for run in segments(within, [m.span for m in markings]):
        words = escape(text[run.start : run.end])
        if not run.covering:
            yield words
            continue
        covering = [markings[i] for i in run.covering]
        family = min((m.family for m in covering), key=WORST_FIRST.index)
        depth = f" d{min(len(covering), 3)}" if len(covering) > 1 else ""
        yield from (f'<span id="annotation-{m.annotation}"></span>' for m in covering if m.annotation not in named)
        named.update(m.annotation for m in covering)
        ids = " ".join(str(m.annotation) for m in covering)
        yield f'<mark class="family-{family}{depth}" data-a="{ids}">{words}</mark>'
        for i in run.ending:
            yield _reference(markings[i])


def _reference(marking: Marking) -> str:
    if marking.claim is None:
        return ""
    says = _("claim %(number)d, %(rating)s") % {"number": marking.number, "rating": marking.rating}
    return format_html(
        '<a class="ref family-{}" id="ref-{}" href="#claim-{}" data-n="{}" aria-label="{}"></a>',
        marking.family, marking.annotation, marking.claim, marking.number, says,
    )  # fmt: skip
