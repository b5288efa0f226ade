"""Quotes in tables, and names that stand over two columns: what is unclear is refused, and swallows no other row."""

from __future__ import annotations

import pytest

from claims.models import Claim
from tests.factcheck.exchange.imports.doing import taken


def told_of(done) -> list[tuple[int, str]]:
    return [(error["line"], error["detail"]) for error in done["errors"]]


def texts() -> list[str]:
    return list(Claim.objects.order_by("number").values_list("text", flat=True))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (["1,Good.", '2,"Never closed.', "3,Next.", "4,Last."], 3),
        (["1,Good.", '"2\nmore","Never closed.', "3,Next."], 4),
        (["1,Good.", '2,"Never closed.'], 3),
    ],
)
def test_a_quote_that_is_never_closed_is_refused_where_it_was_opened(editor_edna, demo_desk, rows, line, end):
    content = "\n".join(["id,text", *rows]).replace("\n", end or "\n") + end

    done = taken(editor_edna, content.encode(), format="csv", partial=True)

    assert told_of(done) == [(line, "A quote opened here is never closed.")]
    assert texts() == ["Good."]


def test_a_quote_that_is_closed_in_another_row_swallows_none_in_silence(editor_edna, demo_desk):
    done = taken(editor_edna, b'id,text\n1,"Open.\n2,Next.\n3,"Quoted."\n4,Last.\n', format="csv", partial=True)

    [(line, detail)] = told_of(done)
    assert line == 2 and detail.startswith("A quote opened here is not closed where its cell ends")
    assert texts() == ["Last."]


def test_a_quote_that_swallows_too_much_is_told_as_one(editor_edna, demo_desk):
    content = 'text\n"Open.\n' + "x" * 999_999 + "\n" + "Last.\n"

    done = taken(editor_edna, content.encode(), format="csv", partial=True)

    assert told_of(done) == [(2, "A quote opened here is not closed in 1,000,000 characters.")]
    assert texts() == ["Last."]


def test_quotes_as_real_files_have_them_are_read(editor_edna, demo_desk):
    taken(editor_edna, b'text\n"Water" is dry.\n"He said ""no""\nand left."\nA 12" screen.\n"Last."', format="csv")

    assert texts() == ["Water is dry.", 'He said "no"\nand left.', 'A 12" screen.', "Last."]


def test_a_name_over_two_columns_is_refused_where_the_mapping_says_it(editor_edna, demo_desk):
    done = taken(editor_edna, b"Claim,Who,Claim\nA.,B.,C.\n", format="csv", mapping={"text": "Claim"})

    assert done["problem"]["errors"] == [
        {
            "pointer": "/mapping/text",
            "detail": "The name 'Claim' stands twice in the header; rename one of them in the file.",
        }
    ]
    assert taken(editor_edna, b"Claim,Who,Who\nA.,B.,C.\n", format="csv", mapping={"text": "Claim"})["state"] == "done"
