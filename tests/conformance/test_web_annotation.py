"""What is given out holds every "must" of the Web Annotation model; what the W3C calls correct is taken in, or refused
for a reason that is written down; what it calls incorrect is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from annotations.webannotation.reading import read_annotation
from annotations.webannotation.targets import targets_of
from claims.models import Claim, Evidence
from factcheck.core.problems import Invalid
from factcheck.desks.models import Desk
from tests.annotations.webannotation.speaking import (
    CONTEXT,
    MEDIA_TYPE,
    client_of,
    document,
    made,
    post,
    without_the_servers,
)
from tests.conformance.web_annotation import assertion, broken, listed, needs_the_suite, samples
from tests.conftest import WRONG_YEAR, Person, json_of
from tests.structure.addresses import one_of_everything

pytestmark = needs_the_suite

OF_AN_ANNOTATION = "annotations/annotationMusts.test"
OF_A_COLLECTION = "collections/collectionMusts.test"
OF_A_PAGE = "collections/pages/pageMusts.test"

SETS_AS_TARGETS = "annotations/3.2-targetObjectsRecognized.json"
"""The suite's definitions know no set but Choice; its own correct samples of Composite, List and Independents break this."""

REFUSED = {
    "anno4": ("/target/id", "a part of an image"),
    "anno22": ("/target/selector", "a selector that is kept elsewhere is not fetched"),
    "anno25": ("/target/selector/value", "no page has a table inside a paragraph, once it is read as HTML"),
    "anno29": ("/target/selector/type", "a part of an image"),
    "anno30": ("/target/selector/type", "a part of an image"),
    "anno39": ("/target/selector", "a selector that is kept elsewhere is not fetched"),
    "anno41-example44": ("/target/selector/value", "an XPointer into XML"),
    "collection1": ("/type", "a collection, not an annotation"),
    "example41": ("/type", "a collection, not an annotation"),
    "example42": ("/type", "a page, not an annotation"),
    "example43": ("/type", "a page, not an annotation"),
}
"""The correct samples that cannot be annotations of words in an article: where they are refused, and why."""

WORDS = "A sentence that is there to be annotated, again and again, by samples of the standard. "
PAGES = {
    "http://example.org/page1": (
        "<html><body><article><h1>First page</h1><p>It is said that this is an anotation that has some mistakes in it.</p>"
        "<p id='para5'>Here is text before the Selected Text and text after it, in one paragraph.</p></article></body></html>"
    ),
    "http://example.org/page1.html": (
        "<html><body><article><h1>A page with a table</h1><div id='elemid'><p class='elemclass'>The first of paragraphs.</p>"
        "<p>The paragraph that comes after the first one, with enough words to be an article.</p></div>"
        "<table><tr><td>one apple</td><td>two pears</td><td>three plums</td><td>four figs</td></tr></table>"
        "</article></body></html>"
    ),
}
"""What stands at those addresses of the samples whose elements are selected; elsewhere there is plain text."""

correct = pytest.mark.parametrize("path", samples("correct"), ids=lambda path: path.stem)
incorrect = pytest.mark.parametrize("path", samples("incorrect"), ids=lambda path: path.stem)


def add_articles_of(sample: Any, person: Person, desk: Desk) -> None:
    """Whatever a sample points at, as an article of the desk."""
    for address in {target.iri for target in targets_of(sample.get("target"))}:
        came_as = {"html": PAGES[address]} if address in PAGES else {"text": WORDS * 60}
        add_article(person.actor, desk, url=address, **came_as)  # type: ignore[arg-type]


def resources_in(sample: Any) -> Iterator[Any]:
    """Every member of a sample but those the server says itself."""
    return ((n, v) for n, v in sample.items() if n not in ("id", "modified", "generator", "generated"))


def test_all_assertions_of_the_suite_are_run() -> None:
    assert [(len(there), missing) for there, missing in map(listed, (OF_AN_ANNOTATION, OF_A_COLLECTION, OF_A_PAGE))] == [
        (54, ()), (10, ()), (15, ()),
    ]  # fmt: skip


@pytest.mark.parametrize("name", listed(OF_AN_ANNOTATION)[0])
def test_every_assertion_can_fail(name: str) -> None:
    """A schema whose references led nowhere, or that let all pass, would prove nothing."""
    wrong: list[dict[str, Any]] = [
        {},
        {"body": 1, "target": 1, "bodyValue": 1, "rights": "no iri", "canonical": "no iri", "via": "no iri"},
        {"body": "x:y", "bodyValue": "both"},
        {"created": 1, "modified": 1, "generated": 1, "id": 1},
        *(_wrong_resource(part) for part in (
            {"textDirection": "up"}, {"created": "x"}, {"modified": "x"}, {"rights": "no iri"}, {"canonical": "no iri"},
            {"via": "no iri"}, {"items": ["x:y"]}, {"purpose": "tagging"},
        )),
        *(_wrong_resource({"type": "Choice", "items": ["x:y"], **part}) for part in (
            {"value": "x"}, {"source": "x:y"}, {"purpose": "tagging"},
        )),
        *({place: {"value": "x", **part}} for place in ("body", "target") for part in (
            {"items": ["x:y"]}, {"source": "x:y"}, {"type": "TextualBody"},
        )),
        *({place: {"source": "x:y", **part}} for place in ("body", "target") for part in (
            {"items": ["x:y"]}, {"value": "x"}, {"selector": {"type": "Squirrel"}}, {"state": {"type": "Squirrel"}},
            {"selector": {"type": "TextQuoteSelector"}}, {"selector": {"type": "TextPositionSelector"}},
            {"selector": {"type": "XPathSelector"}}, {"selector": {"type": "RangeSelector"}},
            {"selector": {"type": "SvgSelector", "id": "x:y", "value": "x"}}, {"state": {"type": "TimeState"}},
            {"state": {"type": "HttpRequestState"}}, {"selector": {"type": "XPathSelector", "value": "x", "refinedBy": 1}},
            {"styleClass": "red"},
        )),
    ]  # fmt: skip

    assert [document for document in wrong if not assertion(name).holds(document)] != []


def _wrong_resource(part: dict[str, Any]) -> dict[str, Any]:
    return {"body": {"id": "x:y", **part}, "target": {"id": "x:y", **part}}


# What is given out ------------------------------------------------------------------------------------------------


@pytest.fixture
def shapes_of_all_kinds(reviewer_ravi: Person, demo_desk: Desk, article: Article, claim: Claim) -> list[Annotation]:
    """As the desk makes them: bare, with comment and tags, on a claim, as replies, in an article without a URL."""
    actor = reviewer_ravi.actor
    bare = annotate(actor, article, selector={"start": 0, "end": 8})
    full = annotate(
        actor,
        article,
        selector={"exact": "👨‍👩‍👧 said"},
        comment="Who?",
        tags=["family", "source"],
        motivation="questioning",
    )
    annotate(actor, article, selector={"start": full.start, "end": full.end}, comment="A reply", reply_to=full)
    annotate(actor, article, selector={"start": 0, "end": 8}, comment="Elsewhere", reply_to=full)
    pasted = add_article(actor, demo_desk, text="Words that were pasted.")
    annotate(actor, pasted, selector={"exact": "pasted"})
    return [bare, full, *Annotation.objects.exclude(pk__in=[bare.pk, full.pk])]


def test_every_annotation_holds_every_must(reviewer_ravi: Person, shapes_of_all_kinds: list[Annotation]) -> None:
    shown = [json_of(client_of(reviewer_ravi).get(f"/wa/demo/{row.pk}")) for row in shapes_of_all_kinds]

    assert len(shown) == 6
    assert {document["id"]: broken(OF_AN_ANNOTATION, document) for document in shown} == {d["id"]: [] for d in shown}


@pytest.mark.parametrize("address", ["", "?iris=0", "?iris=1"])
def test_the_container_and_its_pages_hold_every_must(
    address: str, reviewer_ravi: Person, shapes_of_all_kinds: list[Annotation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.webannotation.container.PAGE", 2)
    container = json_of(client_of(reviewer_ravi).get(f"/wa/demo/{address}"))
    pages = [json_of(client_of(reviewer_ravi).get(container["first"]["id"]))]
    while "next" in pages[-1]:
        pages.append(json_of(client_of(reviewer_ravi).get(pages[-1]["next"])))

    assert container["total"] == 6 and len(pages) == 3
    assert broken(OF_A_COLLECTION, container) == []
    assert broken(OF_A_PAGE, container) == []
    assert [broken(OF_A_PAGE, page) for page in pages] == [[], [], []]


def test_an_empty_container_holds_every_must(reviewer_ravi: Person) -> None:
    container = json_of(client_of(reviewer_ravi).get("/wa/demo/"))
    page = json_of(client_of(reviewer_ravi).get("/wa/demo/?iris=0&page=0"))

    assert container["total"] == 0
    assert broken(OF_A_COLLECTION, container) == []
    assert broken(OF_A_PAGE, page) == []


def test_evidence_and_verdicts_hold_every_must(reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> None:
    one_of_everything(reviewer_ravi, claim, evidence)
    shown = json_of(reviewer_ravi.api().get(f"/api/v1/claims/{claim.pk}/annotations/"))
    items = shown["first"]["items"]

    assert [item["motivation"] for item in items] == ["linking", "assessing"]
    assert [broken(OF_AN_ANNOTATION, {"@context": CONTEXT, **item}) for item in items] == [[], []]
    assert broken(OF_A_COLLECTION, shown) == []
    assert broken(OF_A_PAGE, shown) == []


# What is taken in -------------------------------------------------------------------------------------------------


@correct
def test_a_correct_sample_comes_back_with_all_it_had(path: Path, reviewer_ravi: Person, demo_desk: Desk) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    add_articles_of(sample, reviewer_ravi, demo_desk)

    answer = post(reviewer_ravi, sample)

    if path.stem in REFUSED:
        assert answer.status_code == 400, answer.content
        assert answer.json()["errors"][0]["pointer"] == REFUSED[path.stem][0], answer.json()
        return
    shown = json_of(answer, 201)
    lost = {name: (value, shown.get(name)) for name, value in resources_in(sample) if not holds(shown.get(name), value)}
    assert lost == {}
    assert sample["id"] in json.dumps(shown["via"])
    allowed = [SETS_AS_TARGETS] if path.stem in ("anno11", "anno12", "anno13") else []
    assert broken(OF_AN_ANNOTATION, shown) == allowed


def holds(shown: Any, sent: Any) -> bool:
    """Whether what is shown has all that was sent: each member of an object, each value of a list; more is no loss."""
    if isinstance(shown, list):
        return all(any(holds(one, wanted) for one in shown) for wanted in (sent if isinstance(sent, list) else [sent]))
    if isinstance(sent, dict):
        return isinstance(shown, dict) and all(
            name in shown and holds(shown[name], value) for name, value in sent.items()
        )
    return bool(shown == sent)


@correct
def test_a_correct_sample_is_the_same_at_another_desk(
    path: Path, reviewer_ravi: Person, demo_desk: Desk, stranger_stan: Person, other_desk: Desk
) -> None:
    if path.stem in REFUSED:
        return
    sample = json.loads(path.read_text(encoding="utf-8"))
    add_articles_of(sample, reviewer_ravi, demo_desk)
    add_articles_of(sample, stranger_stan, other_desk)
    here = made(reviewer_ravi, sample)

    there = made(stranger_stan, here, "other")

    came_by = [*(here["via"] if isinstance(here["via"], list) else [here["via"]]), here["id"]]
    assert there["via"] == came_by
    assert without_the_servers({**there, "via": here["via"]}) == without_the_servers(here)


@incorrect
def test_an_incorrect_sample_is_refused(path: Path, reviewer_ravi: Person, demo_desk: Desk) -> None:
    for address in ("http://example.com/page1", "http://example.org/target"):
        add_article(reviewer_ravi.actor, demo_desk, url=address, text=WORDS)

    answer = client_of(reviewer_ravi).post("/wa/demo/", path.read_bytes(), content_type=MEDIA_TYPE)

    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert Annotation.objects.count() == 0


IRIS = st.sampled_from(["http://example.org/a", "urn:uuid:dbfb1861-0ecf-41ad-be94-a584e5c4f1df", "not an iri", "", 7])
STRINGS = st.sampled_from(["words", "", 7, ["a", "b"]])
TIMES = st.sampled_from(["2015-10-13T13:00:00Z", "2015-10-13", "now", 7, ["2015-10-13T13:00:00Z"]])
KINDS = st.sampled_from(
    ["TextualBody", "SpecificResource", "Choice", "FragmentSelector", "CssSelector", "TextQuoteSelector",
     "TextPositionSelector", "SvgSelector", "RangeSelector", "TimeState", "HttpRequestState", "Squirrel", 7]
)  # fmt: skip


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    many = inner | st.lists(inner, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "id": IRIS, "type": KINDS, "value": STRINGS, "source": IRIS | inner, "items": st.lists(inner, max_size=2),
            "selector": many, "state": many, "refinedBy": many, "startSelector": inner, "endSelector": inner,
            "exact": STRINGS, "prefix": STRINGS, "start": st.integers(-1, 3), "end": st.integers(-1, 3) | STRINGS,
            "sourceDate": TIMES, "sourceDateStart": TIMES, "cached": IRIS, "purpose": STRINGS, "created": TIMES,
            "rights": IRIS, "canonical": IRIS, "via": IRIS, "textDirection": st.sampled_from(["ltr", "up"]),
            "styleClass": STRINGS,
        },
    )  # fmt: skip


RESOURCES = st.recursive(IRIS, _objects, max_leaves=6)
SPECIFIC = st.builds(lambda more: {"source": "http://example.org/a", **more}, _objects(RESOURCES))
"""As often well formed as not, so that the parts of a specific resource are reached."""
ONE_OR_MANY = RESOURCES | SPECIFIC | st.lists(RESOURCES | SPECIFIC, max_size=2)


@settings(max_examples=500, deadline=None)
@given(
    members=st.fixed_dictionaries(
        {"target": ONE_OR_MANY},
        optional={
            "body": ONE_OR_MANY, "bodyValue": STRINGS, "id": IRIS, "created": TIMES, "modified": TIMES, "generated": TIMES,
            "rights": IRIS, "canonical": IRIS, "via": IRIS | st.lists(IRIS, max_size=2),
        },
    )
)  # fmt: skip
def test_whatever_is_read_holds_every_must(members: dict[str, Any]) -> None:
    """A document is refused, or what is kept of it breaks no must; nothing is a fault of ours."""
    try:
        found = read_annotation(document(**members), "http://testserver")
    except Invalid:
        return
    kept = {**found.members, "id": "http://testserver/wa/demo/1", "via": list(found.via) or None}
    assert broken(OF_AN_ANNOTATION, {name: value for name, value in kept.items() if value is not None}) == []


def test_what_was_taken_in_and_then_edited_holds_every_must(reviewer_ravi: Person, article: Article) -> None:
    """The REST API changes what the document said in ways of its own; the shape that came in gives way."""
    sent = document(
        motivation=["tagging", "ex:checking"],
        body=[
            {"type": "Choice", "items": [{"type": "TextualBody", "value": "first", "purpose": "commenting"}, "x:y"]},
            {"value": "tag"},
        ],
    )
    address = made(reviewer_ravi, sent)["id"]
    identity = address.rsplit("/", 1)[1]
    changes = json.dumps({"comment": "", "tags": ["other"], "motivation": "describing"})
    changed = reviewer_ravi.api().patch(
        f"/api/v1/annotations/{identity}/", changes, content_type="application/json", headers={"if-match": "*"}
    )
    assert changed.status_code == 200, changed.content

    shown = json_of(client_of(reviewer_ravi).get(address))

    assert broken(OF_AN_ANNOTATION, shown) == []
    assert shown["motivation"] == ["describing", "ex:checking"]
    assert shown["target"]["selector"]["exact"] == WRONG_YEAR
    assert shown["body"] == [
        {"type": "Choice", "items": ["x:y"]},
        {"type": "TextualBody", "value": "other", "purpose": "tagging", "format": "text/plain"},
    ]
