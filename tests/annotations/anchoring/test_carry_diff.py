"""What changed between two texts, as people read it side by side."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from annotations.anchoring import Operation, diff
from tests.annotations.anchoring.pairs_of_texts import pairs_of_texts

COST = "The harbour will cost 60 million euros, twice as much as was planned in 2004."
FEAR = "Fishermen fear that the deep channel will wash away the mussel beds."
CHOIR = "A choir from the valley won first prize with a song about apple trees."


def told(old: str, new: str) -> str:
    """The differences as `[old|new]` in the text that stayed."""
    parts = []
    for step in diff(old, new):
        was, now = old[step.start : step.end], new[step.against_start : step.against_end]
        parts.append(was if step.op == "equal" else f"[{was}|{now}]")
    return "".join(parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It was in 2011.", "It was in 2001.", "It was in [2011|2001]."),
        ("It was new.", "It was not new.", "It was [|not ]new."),
        ("It was not new.", "It was new.", "It was [not |]new."),
        ("They reported it", "They report it", "They [reported|report] it"),
        ("Two words", "Two  words", "Two[ |  ]words"),
        ("“So,” he said", '"So," he said', '[“|"]So,[”|"] he said'),
        ("one\n\ntwo", "one\r\n\r\ntwo", "one[\n\n|\r\n\r\n]two"),
        ("A ¼ cup", "A ½ cup", "A [¼|½] cup"),
        ("港口将耗资六千万。", "港口将耗资七千万。", "港口将耗资[六|七]千万。"),
    ],
)
def test_a_changed_word_is_told_as_that_word(old: str, new: str, expected: str) -> None:
    assert told(old, new) == expected


def test_a_new_paragraph_is_one_insertion() -> None:
    assert told(f"{COST}\n\n{FEAR}", f"{COST}\n\n{CHOIR}\n\n{FEAR}") == f"{COST}\n\n[|{CHOIR}\n\n]{FEAR}"


def test_a_sentence_that_made_room_for_another_is_replaced_as_a_whole() -> None:
    assert told(f"{COST} {FEAR} {COST}", f"{COST} {CHOIR} {COST}") == f"{COST} [{FEAR}|{CHOIR}] {COST}"


def test_what_moved_is_deleted_there_and_inserted_here() -> None:
    old, new = f"{COST} {FEAR} {FEAR} {CHOIR}", f"{CHOIR} {COST} {FEAR} {FEAR}"
    assert told(old, new) == f"[|{CHOIR} ]{COST} {FEAR} {FEAR}[ {CHOIR}|]"


def test_equal_texts_are_equal_from_end_to_end() -> None:
    assert diff(COST, COST) == [Operation("equal", 0, len(COST), 0, len(COST))]
    assert diff("", "") == []


def test_nothing_in_common_is_one_replacement() -> None:
    assert [step.op for step in diff(COST, "xyz")] == ["replace"]
    assert [step.op for step in diff("", COST)] == ["insert"]
    assert [step.op for step in diff(COST, "")] == ["delete"]


@given(pairs_of_texts())
def test_operations_cover_both_texts_in_order_and_lead_from_one_to_the_other(texts: tuple[str, str]) -> None:
    old, new = texts
    steps = diff(old, new)
    assert "".join(old[step.start : step.end] for step in steps) == old
    assert "".join(new[step.against_start : step.against_end] for step in steps) == new
    assert all((a.end, a.against_end) == (b.start, b.against_start) for a, b in pairwise(steps))
    for step in steps:
        was, now = old[step.start : step.end], new[step.against_start : step.against_end]
        expected = "equal" if was == now else "insert" if not was else "delete" if not now else "replace"
        assert step.op == expected


@given(pairs_of_texts())
def test_no_operation_follows_one_of_its_kind(texts: tuple[str, str]) -> None:
    assert all(a.op != b.op for a, b in pairwise(diff(*texts)))
