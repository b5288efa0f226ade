"""A page as a tree, and the tree as blocks: what stands on a line of its own, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from factcheck.core.text import canonical_text

from .article import Piece, require_length, unreadable

PASTE = "Paste the text of the article instead."

MOST_TAGS = 100_000
"""Tags of one page; long pages have ten thousand."""

DEEPEST = 2_000
"""Elements inside one another; pages have thirty."""

KEPT = frozenset(
    {
        "class", "content", "datetime", "hidden", "href", "http-equiv", "id", "itemprop", "lang", "name", "property",
        "pubdate", "rel", "role", "style", "type",
    }
)  # fmt: skip
"""The attributes that are asked about. The others, pictures in data: addresses among them, are not kept."""

_TAG = re.compile(r"[a-z][a-z0-9_-]*")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What may not stand in a tree (XML 1.0, 2.2)."""

WORDLESS = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
    "select", "textarea", "button", "input", "datalist", "head",
)  # fmt: skip
"""What holds no words that a reader of the article sees."""

LINES = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "html", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "tfoot",
        "thead", "tr", "ul",
    }
)  # fmt: skip
"""Elements that begin and end a line."""

KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "list_item", "blockquote": "quote", "figcaption": "caption", "caption": "caption",
}  # fmt: skip
CAPTIONS = frozenset({"wp-caption-text", "caption", "caption-text", "image-caption", "photo-caption"})


@dataclass(frozen=True)
class PageBlock(Piece):
    """A line of a page. `linked` is the share of its characters that are inside links; `tag` is the h1 … h6 or the element
    that gave it its kind."""

    linked: float = 0.0
    tag: str = ""


def parse_page(markup: str) -> etree._Element | None:
    """The tree of a page, however broken; None when there is nothing in it. Raises Invalid for what nobody wrote by hand."""
    source = canonical_text(markup)
    if source.count("<") > MOST_TAGS:
        raise unreadable(f"The page has more than {MOST_TAGS:,} tags. {PASTE}")
    builder = _Builder()
    parser = etree.HTMLParser(target=builder, encoding="utf-8", huge_tree=True)
    parser.feed(source.encode())
    tree: etree._Element | None = parser.close()
    if builder.deepest > DEEPEST:
        raise unreadable(f"The page is nested too deeply to be read. {PASTE}")
    return tree


class _Builder:
    """Builds the tree with what is asked about alone. lxml's own builder compares each attribute of a tag with all others,
    which takes hours for a tag with a million of them. Beyond the deepest level only words are kept."""

    def __init__(self) -> None:
        self._tree = etree.TreeBuilder()
        self._depth = 0
        self._begun = False
        self.deepest = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._begun = True
        self.deepest = max(self.deepest, self._depth)
        if self._depth <= DEEPEST:
            kept = {name: _writable(attributes[name] or "") for name in KEPT.intersection(attributes)}
            self._tree.start(_spelled(tag), kept)

    def end(self, tag: str) -> None:
        if self._depth <= DEEPEST:
            self._tree.end(_spelled(tag))
        self._depth -= 1

    def data(self, text: str) -> None:
        self._tree.data(_writable(text))

    def close(self) -> etree._Element | None:
        return self._tree.close() if self._begun else None


def _spelled(tag: str) -> str:
    """Tags of somebody's own making, such as o:p, are as good as a span."""
    return tag if _TAG.fullmatch(tag) else "span"


def _writable(text: str) -> str:
    return _UNWRITABLE.sub(" ", text)


def drop(element: etree._Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def drop_wordless(tree: etree._Element) -> None:
    """Take out what is not read: scripts, forms' fields, and what the page itself hides."""
    etree.strip_elements(tree, *WORDLESS, with_tail=False)
    for hidden in tree.xpath("//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"):
        if hidden.getparent() is not None:
            drop(hidden)


def page_blocks(tree: etree._Element) -> list[PageBlock]:
    """Every line of a page that has words."""
    lines = _Lines()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            lines.enter(element)
        else:
            lines.leave(element)
    lines.end_line()
    return lines.blocks


class _Lines:
    """Words as they are met, until their line ends."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._words: list[str] = []
        self._linked = 0
        self._links = 0
        self._verbatim = 0
        self._kinds: list[tuple[str, str]] = []
        self._length = 0

    def enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in LINES or tag == "br":
            self.end_line()
        kind = _kind(element)
        if kind:
            self._kinds.append((kind, tag))
        self._links += tag == "a"
        self._verbatim += tag == "pre"
        self._add(element.text)

    def leave(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in LINES:
            self.end_line()
        elif tag in ("td", "th"):
            self._words.append("\t")
        if _kind(element):
            self._kinds.pop()
        self._links -= tag == "a"
        self._verbatim -= tag == "pre"
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._links:
            self._linked += len(text)
        first, *others = text.split("\n") if self._verbatim else [text]
        self._words.append(first)
        for line in others:
            self.end_line()
            self._words.append(line)

    def end_line(self) -> None:
        said = "".join(self._words)
        words = (
            "\t".join(" ".join(cell.split()) for cell in said.split("\t")) if "\t" in said else " ".join(said.split())
        )
        words = words.strip()
        if words:
            kind, tag = self._kinds[-1] if self._kinds else ("paragraph", "")
            self.blocks.append(PageBlock(words, kind, min(1.0, self._linked / len(words)), tag))
            self._length += len(words) + 2
            require_length(self._length)
        self._words, self._linked = [], 0


def _kind(element: etree._Element) -> str:
    kind = KINDS.get(element.tag, "")
    if not kind and element.tag in ("p", "div", "span") and not CAPTIONS.isdisjoint(element.get("class", "").split()):
        return "caption"
    return kind


def sizes(tree: etree._Element) -> dict[etree._Element, int]:
    """How many characters stand inside each element."""
    found: dict[etree._Element, int] = {}
    for _event, element in etree.iterwalk(tree, events=("end",)):
        found[element] = len((element.text or "").strip()) + sum(
            found[child] + len((child.tail or "").strip()) for child in element
        )
    return found
