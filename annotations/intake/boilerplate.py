"""What stands around an article on its page: menus, comment forms, newsletter boxes, share bars, related stories, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from .pages import PageBlock, drop, sizes

AROUND = frozenset({"nav", "aside", "form", "dialog", "menu", "footer", "search"})
AROUND_ROLES = frozenset(
    {
        "navigation",
        "search",
        "banner",
        "complementary",
        "contentinfo",
        "dialog",
        "alertdialog",
        "form",
        "menu",
        "toolbar",
    }
)
_NAMED = re.compile(
    r"(?:^|[-_])(?:comments?|commentlist|respond|reply|disqus|newsletters?|mailchimp|subscribe|subscription|sign-?up|share|"
    r"sharing|sharedaddy|sharethis|social|addtoany|addthis|related|relatedposts?|recommended|recommendations?|readmore|"
    r"more-(?:stories|news|from|on)|most-(?:read|popular)|trending|outbrain|taboola|cookies?|consent|gdpr|onetrust|promos?|"
    r"adverts?|advertisement|ads?|adsbygoogle|sponsored|sidebar|breadcrumbs?|pagination|popup|modal|paywall|skip-link|"
    r"tag-?(?:list|cloud|links)|print-only|screen-reader-text|visually-hidden|sr-only)(?:[-_]|$)"
)
_COMMENTS = re.compile(r"(?:^|[-_])(?:comments|commentlist|respond|disqus)(?:[-_]|$)")
_STATE = re.compile(r"(?:has|no|with|is|js|without|hide|show)[-_]")
_TITLE_OR_BODY = "descendant-or-self::*[self::h1 or @itemprop='articleBody']"

_BETWEEN = re.compile(
    r"(?:advertisement|story continues below(?: advertisement)?|read more|read also|also read|related(?: stories| articles)?|"
    r"share this(?: article| story)?|continue reading|loading.*|click here.*)\W*", re.I,
)  # fmt: skip
"""Lines that stand between paragraphs and are not the article's."""

_POINTER = re.compile(r"(?:read|see|watch|related|also|more|next|don.t miss)\b", re.I)
"""How lines begin that are a link to another story."""

_AFTER = re.compile(
    r"(?:please enter your (?:comment|name)|leave a (?:reply|comment)|post a comment|save my name|"
    r"your email address will not|yes, i would like to receive|by (?:submitting|clicking|signing)|"
    r"sign up (?:for|to) (?:our|the|receive|get)|subscribe (?:to|now|here)|follow us|share this|like this:|related:|"
    r"read more|tags?:|filed under|copyright|©|all rights reserved)", re.I,
)  # fmt: skip
"""How lines begin that stand after an article and are not its own."""


def drop_boilerplate(tree: etree._Element) -> None:
    """Take out of a tree what its tags, roles and names say is not the article. What holds the page's title or most of its
    words stays, whatever it is called."""
    size = sizes(tree)
    total = size[tree] or 1
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        for child in list(element):
            if _is_around(child) and not _is_the_article(child, share=size[child] / total):
                drop(child)
            else:
                waiting.append(child)


def _is_around(element: etree._Element) -> bool:
    if element.tag in ("html", "body", "main", "blockquote", "p") or element.get("itemprop") == "articleBody":
        return False
    if element.tag == "footer" and element.getparent().tag in ("blockquote", "figure"):
        return False
    return element.tag in AROUND or element.get("role") in AROUND_ROLES or any(map(_NAMED.search, _names(element)))


def _is_the_article(element: etree._Element, *, share: float) -> bool:
    if element.xpath(_TITLE_OR_BODY):
        return True
    return share > 0.5 and not any(map(_COMMENTS.search, _names(element)))


def _names(element: etree._Element) -> list[str]:
    said = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    return [name for name in said if not _STATE.match(name)]


def is_between(block: PageBlock) -> bool:
    """Whether a line amid the article only points to another page, or is an advertiser's."""
    return _BETWEEN.fullmatch(block.words) is not None or (is_linked(block) and _POINTER.match(block.words) is not None)


def is_linked(block: PageBlock) -> bool:
    """Whether a line is little but links."""
    return block.linked > 0.6


def without_tail(blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """The blocks up to where the comment form and the small print begin."""
    last = len(blocks)
    while last and _AFTER.match(blocks[last - 1].words) and len(blocks[last - 1].words) < 600:
        last -= 1
    return list(blocks[:last])
