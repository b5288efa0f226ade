"""How much a search looks at, counted rather than timed."""

from __future__ import annotations

import pytest

from annotations.anchoring import anchor, describe
from annotations.anchoring.folding import fold
from annotations.anchoring.seeds import MOST_HITS, MOST_SEEDS, regions
from annotations.anchoring.tracing import Tracer
from annotations.anchoring.wanted import fold_quote

PARAGRAPH = "The deep channel number {} will wash away the mussel beds on which forty families of the village live.\n\n"


def article_of(paragraphs: int) -> str:
    return "".join(PARAGRAPH.format(number) for number in range(1000, 1000 + paragraphs))


@pytest.fixture
def looked_at(monkeypatch) -> list[int]:
    """The lengths of the regions that were looked at closely."""
    lengths: list[int] = []
    trace = Tracer.blocks

    def counted(self, text, region):
        lengths.append(region.end - region.start)
        return trace(self, text, region)

    monkeypatch.setattr(Tracer, "blocks", counted)
    return lengths


@pytest.mark.parametrize("paragraphs", [10, 100, 1000])
def test_as_much_of_a_long_text_is_looked_at_closely_as_of_a_short_one(paragraphs, looked_at):
    text = article_of(paragraphs)
    quote = describe(text, text.index("number 1005"), text.index("number 1005") + 60)

    placement = anchor(
        text.replace("1005 will", "1005 would"), {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
    )

    assert placement.status == "changed"
    assert 0 < sum(looked_at) < 4000


def test_words_between_the_same_neighbours_are_found_without_looking_closely_at_anything(looked_at):
    text = article_of(100)
    start = text.index("number 1005")
    quote = describe(text, start, start + 60)

    assert (
        anchor("New.\n\n" + text, {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}).start
        == start + 6
    )
    assert looked_at == []


def test_a_text_of_nothing_but_repeats_has_no_region_worth_a_look():
    assert regions(fold_quote(describe("ab" * 5000 + "c", 9000, 10001)), fold("ab" * 50_000).caseless) == []


def test_a_piece_that_stands_everywhere_is_given_up_after_a_few_places():
    text = fold(article_of(500)).caseless
    searches: list[str] = []

    class Counted(str):
        __slots__ = ()

        def find(self, piece: str, start: int = 0) -> int:  # type: ignore[override]
            searches.append(piece)
            return str.find(self, piece, start)

    regions(fold_quote(describe(text, 1000, 1600)), Counted(text))

    assert 0 < len(searches) <= (MOST_SEEDS + 2) * (MOST_HITS + 1)
