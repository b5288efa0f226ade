"""What a page says about itself, from the most deliberate saying to the least.

1. JSON-LD (schema.org Article and its kinds), 2. Open Graph and `article:` properties, 3. other <meta> names
(Dublin Core, parsely, citation and plain ones), 4. microdata, <time>, rel=author, <h1>, <title>, 5. the address.
For each particular the first plausible one counts; see `plausible`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from lxml import etree

from .archives import original_url
from .article import Particulars
from .jsonld import LinkedArticle, linked_article
from .plausible import (
    plausible_address,
    plausible_authors,
    plausible_date,
    plausible_language,
    plausible_words,
)

T = TypeVar("T")

TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "headline")
AUTHORS = (
    "author", "article:author", "byl", "parsely-author", "dc.creator", "dcterms.creator", "citation_author",
    "sailthru.author",
)  # fmt: skip
PUBLISHERS = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "citation_journal_title",
    "application-name",
)
DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "publish-date", "pubdate",
    "dc.date.issued", "dcterms.created", "dc.date", "citation_publication_date", "sailthru.date", "date",
)  # fmt: skip
LANGUAGES = ("og:locale", "content-language", "dc.language", "language")

_DATE_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|\.|$)")
_SITE_AT_END = re.compile(r"\s+[|–—-]\s+[^|–—]{1,60}$|\s*[|»]\s*[^|»]{1,60}$")

Named = dict[str, list[str]]


def particulars(tree: etree._Element, url: str | None = None) -> Particulars:
    """Read a page's particulars; `url` is where the page was, which may be an archive's copy."""
    page = original_url(url).url if url else None
    linked = linked_article(_texts(tree, "//script[contains(@type, 'ld+json')]"))
    named = _named(tree)
    publisher = _first(plausible_words(said, at_most=200) for said in [*linked.publishers, *_under(named, PUBLISHERS)])
    return Particulars(
        title=_title(tree, linked, named, publisher),
        authors=_authors(tree, linked, named, publisher),
        publisher=publisher,
        published_on=_first(plausible_date(said) for said in _dates(tree, linked, named)) or _date_in_path(page),
        language=_first(plausible_language(said) for said in _languages(tree, linked, named)),
        canonical_url=_canonical_url(tree, linked, named, page),
    )


def _named(tree: etree._Element) -> Named:
    """The contents of the <meta> elements by name or property, in lower case."""
    found: Named = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content[:5000])
    return found


def _under(named: Named, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from named.get(name, [])


def _texts(tree: etree._Element, path: str) -> list[str]:
    return ["".join(element.itertext()) for element in tree.xpath(path)[:50]]


def _attributes(tree: etree._Element, path: str) -> list[str]:
    return [str(found) for found in tree.xpath(path)[:50]]


def _first(found: Iterable[T | None]) -> T | None:
    return next((one for one in found if one), None)


def _title(tree: etree._Element, linked: LinkedArticle, named: Named, publisher: str | None) -> str | None:
    said = [*linked.titles, *_under(named, TITLES), *_texts(tree, "//*[@itemprop='headline']")]
    headings = _texts(tree, "//h1")
    if len(headings) == 1:
        said += headings
    said += [_without_site(title, publisher) for title in _texts(tree, "//head/title | //title[not(ancestor::svg)]")]
    return _first(plausible_words(title, at_most=500) for title in [*said, *headings])


def _without_site(title: str, publisher: str | None) -> str:
    line = " ".join(title.split())
    if publisher:
        for mark in ("|", "–", "—", "-", "»", ":"):
            line = line.removesuffix(f" {mark} {publisher}")
    return _SITE_AT_END.sub("", line) or line


def _authors(tree: etree._Element, linked: LinkedArticle, named: Named, publisher: str | None) -> tuple[str, ...]:
    sayings = [
        linked.authors,
        *([*named.get(name, [])] for name in AUTHORS),
        _texts(tree, "//*[@itemprop='author']//*[@itemprop='name']"),
        _texts(tree, "//*[@itemprop='author'] | //a[@rel='author'] | //*[contains(@class, 'byline')]//a"),
    ]
    return _first(plausible_authors(said) for said in sayings) or ()


def _dates(tree: etree._Element, linked: LinkedArticle, named: Named) -> Iterator[str]:
    yield from linked.dates
    yield from _under(named, DATES)
    yield from _attributes(tree, "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    yield from _attributes(tree, "//article//time[@pubdate]/@datetime | //time[@pubdate]/@datetime")
    yield from _attributes(tree, "(//article//time/@datetime)[1]")
    yield from _attributes(tree, "(//time/@datetime)[1]")


def _date_in_path(page: str | None) -> date | None:
    match = _DATE_IN_PATH.search(page or "")
    return plausible_date(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}") if match else None


def _languages(tree: etree._Element, linked: LinkedArticle, named: Named) -> Iterator[str]:
    yield from _attributes(tree, "/html/@lang | /html/@xml:lang")
    yield from linked.languages
    yield from _under(named, LANGUAGES)


def _canonical_url(tree: etree._Element, linked: LinkedArticle, named: Named, page: str | None) -> str | None:
    links = _attributes(tree, "//link[@rel='canonical']/@href")
    for said in [*links, *_under(named, ("og:url",)), *linked.addresses]:
        found = plausible_address(original_url(said).url, page=page)
        if found:
            return found
    return None
