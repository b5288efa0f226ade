"""Short ways to say what was read."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.anchoring import blocks_of
from annotations.intake import ExtractedArticle, read_document
from factcheck.core.problems import Invalid


def told(article: ExtractedArticle) -> list[tuple[str, str]]:
    """Each block's kind and words. Holds on the way that the blocks are just the lines of the text."""
    assert [(b.start, b.end) for b in article.blocks] == [(b.start, b.end) for b in blocks_of(article.text)]
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def refusal(content: bytes, **named: Any) -> str:
    """What is said of a file that is not read."""
    with pytest.raises(Invalid) as problem:
        read_document(content, **named)
    assert problem.value.errors[0].pointer == "/file"
    return problem.value.detail
