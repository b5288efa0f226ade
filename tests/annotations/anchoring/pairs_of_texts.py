"""Pairs of texts as hypothesis makes them: words of many scripts and forms, edited, and anything at all."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    *("a", "the", "The", "harbour", "harbor", "mussel beds", "2011", "2001", "60 million", "100th", "x" * 50),
    *(".", "!", "…", ",", "—", "-", "“", '"', "'", "''", "\n", "\n\n", "\r\n", " ", "  ", "\u00a0", "\u2028"),
    *("人", "权", "港口", "สวัสดี", "क्षि", "한", "ᄒ", "ᅡ", "ᆫ", "é", "e\u0301", "\u0301", "ﬁn", "¼", "İ", "ß", "ς"),
    *("\u00ad", "\u200b", "\u200d", "\u202e", "👩\u200d👩", "\x00", "\ud800"),
]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
PIECED = st.lists(st.sampled_from(PIECES), max_size=50).map("".join)
WORDS = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
TEXTS = st.one_of(ANY_TEXT, PIECED, WORDS)


@st.composite
def pairs_of_texts(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts that have nothing to do with each other, or of which the second is the first with a part cut out, put
    elsewhere or replaced."""
    old = draw(TEXTS)
    if draw(st.booleans()):
        return old, draw(TEXTS)
    start = draw(st.integers(0, len(old)))
    end = draw(st.integers(start, len(old)))
    moved = old[start:end] if draw(st.booleans()) else ""
    return old, old[:start] + draw(TEXTS) + old[end:] + moved
