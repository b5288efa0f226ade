"""XPathSelector: the plain paths that programs write to lead to an element, and no more of the language.

Full XPath can count and compare sets of elements with each other, so that a line of it keeps a server busy for minutes
(measured: `//div//p` on a page of 20,000 paragraphs takes 20 seconds). What is taken goes down from the root, or from one
`//` at its beginning, and tells elements apart by place and attributes: its work grows with the page, not with its square.
"""

from __future__ import annotations

import re

from lxml import etree

from annotations.webannotation.places.markup import Markup, Run
from annotations.webannotation.values import Steps, refuse

LONGEST = 1000
_NAME = r"[A-Za-z_][\w.-]*"
_PREDICATE = (
    rf"""\[\s*(?:\d{{1,6}}|last\(\)|position\(\)\s*=\s*\d{{1,6}}|@{_NAME}(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)\s*\]"""
)
_STEP = rf"(?:child::)?(?:{_NAME}|\*|text\(\))(?:{_PREDICATE})*"
_PATH = re.compile(rf"(?://|/|\./|\.//)?{_STEP}(?:/{_STEP})*", re.ASCII)
TAKEN = "/html/body/p[2], //table[1]/tr[1]/td[2], //*[@id='main']/p[3]/text()[1]"


def run_at(path: str, markup: Markup, at: Steps) -> Run:
    """The words of the one element, or text, a path leads to."""
    path = path.strip()
    if len(path) > LONGEST or not _PATH.fullmatch(path):
        refuse(at, f"Only plain paths of at most {LONGEST:,} characters are followed, such as {TAKEN}.")
    absolute = path if path.startswith("/") else "/" + path.removeprefix(".").removeprefix("/")
    if path.startswith(".//"):
        absolute = path.removeprefix(".")
    try:
        found = etree.XPath(_from_the_top(absolute, markup), regexp=False)(markup.root.getroottree())
    except etree.XPathError as problem:
        refuse(at, f"This is no XPath: {problem}.")
    if not isinstance(found, list) or len(found) != 1:
        many = len(found) if isinstance(found, list) else 0
        refuse(at, f"It leads to {many or 'no'} element{'s' * (many != 1)} of the stored page; it should lead to one.")
    return _run_of(found[0], markup)


def _from_the_top(path: str, markup: Markup) -> str:
    """A path from the page's own top: some programs count from `html`, some from `body`."""
    if path.startswith("//") or path.lower().startswith(("/html", "/*")):
        return path
    return f"/html{path}" if path.lower().startswith("/body") else f"/html/body{path}"


def _run_of(found: object, markup: Markup) -> Run:
    if isinstance(found, etree._Element):
        return markup.run_of(found)
    parent: etree._Element = found.getparent()  # type: ignore[attr-defined]  # lxml's string that knows where it stood
    return markup.run_of_text(parent, tail=bool(found.is_tail))  # type: ignore[attr-defined]
