"""Words that look like code are kept as words everywhere, and run nowhere; huge texts are taken or refused, never lost."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from claims.models import Claim, Notice
from claims.services.comments import add_comment
from claims.services.transitions import move_claim
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role
from tests.conftest import PROOF, TEXT, WRONG_YEAR, Person, join, json_of
from tests.factcheck.api.endpoints import API, ENDPOINTS, Things
from tests.structure.addresses import ADDRESSES, filled

HOSTILE = "'\"><script>alert(1)</script><img src=x onerror=alert(1)>"
MARKDOWN = f"**2001** {HOSTILE} [link](javascript:alert(1)) ![x](javascript:alert(1)) <iframe src=//x></iframe> `<b>`"
LARGEST = "The words. " * (5_000_000 // 11)
LARGER = LARGEST + "The words. " * 2


class Page(HTMLParser):
    """What a browser would run of a page, beside the project's own scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.kept: list[str] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.runs += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.runs += [f"{tag} {value}" for value in given.values() if value.strip().lower().startswith("javascript:")]
        if tag in ("iframe", "object", "embed", "base") or (tag == "img" and given.get("src") == "x"):
            self.runs.append(tag)
        self._in_script = tag == "script"
        if self._in_script and not given.get("src", "").startswith("/static/") and "json" not in given.get("type", ""):
            self.runs.append(f"script {given}")
        self.kept += given.values()

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and "<script" in data:
            self.runs.append(data)
        self.kept.append(data)

    def handle_comment(self, data: str) -> None:
        self.runs.append(f"comment {data}")


class HostileStory:
    """The whole story, with hostile words in every field that takes words."""

    def __init__(self, person: Person) -> None:
        self.person, self.client = person, person.api()

    def post(self, path: str, body: dict[str, Any], status: int = 201) -> Any:
        return json_of(self.client.post(f"{API}{path}", body, content_type="application/json"), status)

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"if-match": "*"}
        return json_of(self.client.patch(f"{API}{path}", body, content_type="application/json", headers=headers))

    def tell(self) -> dict[str, Any]:
        self.rate()
        article, annotation = self.mark()
        claim, evidence, verdict = self.judge(article)
        review = self.publish(claim)
        asked = self.post(
            f"/claims/{claim['id']}/correction-requests/",
            {
                "appearance": claim["appearances"][0]["id"], "sent_to": HOSTILE, "sent_at": "2018-12-04T10:00:00Z",
                "channel": HOSTILE, "answer": HOSTILE,
            },
        )  # fmt: skip
        comment = self.post(f"/claims/{claim['id']}/comments/", {"text": HOSTILE})
        moment = "2018-12-04T10:00:00Z"
        contact = self.post(
            f"/claims/{claim['id']}/contacts/",
            {
                "party": "claimant", "channel": HOSTILE, "asked_at": moment, "answered_at": moment, "answer": HOSTILE,
            },
        )  # fmt: skip
        twin = self.post("/claims/", {"text": HOSTILE})
        relation = self.post(f"/claims/{claim['id']}/relations/", {"claim": twin["id"], "kind": "repeats"})
        return {
            "articles": article["id"], "revisions": article["revision"]["id"], "annotations": annotation["id"],
            "claims": claim["id"], "sources": evidence["source"], "evidence": evidence["id"], "verdicts": verdict["id"],
            "reviews": review["id"], "rating-scales": self.scale, "desks": "demo", "kind": "html", "to": "in_review",
            "slug": review["slug"], "appearances": claim["appearances"][0]["id"], "correction-requests": asked["id"],
            "comments": comment["id"], "contacts": contact["id"], "relations": relation["id"],
            "notices": self.notice(), "number": 1, **self.people(), **self.files(), "resource": "claims",
        }  # fmt: skip

    def files(self) -> dict[str, Any]:
        export = self.post("/exports/", {"resource": "claims", "format": "csv", "filters": {"topic": HOSTILE}}, 202)
        cell = HOSTILE.replace('"', '""')
        table = f'claim\n"{cell}"\n'
        job = self.post("/imports/", {"format": "csv", "content": table}, 202)
        return {"exports": export["id"], "imports": job["id"]}

    def rate(self) -> None:
        """The desk, and a scale with a hostile rating."""
        self.patch("/desks/demo/", {"name": HOSTILE, "profile": {"about": HOSTILE}})
        rating = {"slug": "false", "name": HOSTILE, "family": "false", "description": HOSTILE}
        other = {"slug": "true", "name": "True", "family": "true"}
        self.scale = self.post("/rating-scales/", {"name": HOSTILE, "ratings": [rating, other]})["id"]

    def notice(self) -> str:
        """Who tells it is addressed by a colleague, in hostile words."""
        user, desk = self.person.user, self.person.desk
        assert user
        assert desk
        claim = Claim.objects.filter(desk=desk).earliest("number")
        add_comment(join(desk, "olaf", HOSTILE, Role.REVIEWER).actor, claim, text=f"{HOSTILE} @{user.username}")
        return str(Notice.objects.filter(user=user).latest("id").pk)

    def people(self) -> dict[str, str]:
        """Somebody invited, somebody added, and a token with a hostile name."""
        link = self.post("/invitations/", {"role": "viewer"})
        member = self.post("/members/", {"username": "nina", "role": "viewer"})
        token = self.post("/tokens/", {"scope": "read", "name": HOSTILE[:80]})
        secret = link["joining_url"].rstrip("/").rpartition("/")[2]
        return {"invitations": link["id"], "secret": secret, "members": member["id"], "tokens": token["id"]}

    def mark(self) -> tuple[Any, Any]:
        words = {"title": HOSTILE, "publisher": HOSTILE, "authors": [HOSTILE], "tags": [HOSTILE]}
        article = self.post(
            "/articles/", {**words, "text": f"{HOSTILE}\n\n{TEXT}", "url": "https://news.example/?q='\""}
        )
        marks = {"comment": HOSTILE, "tags": [HOSTILE], "motivation": "commenting"}
        annotation = self.post("/annotations/", {"article": article["id"], "selector": {"exact": HOSTILE}, **marks})
        assert annotation["exact"] == annotation["comment"] == HOSTILE
        assert {name: article[name] for name in words} == words
        return article, annotation

    def judge(self, article: Any) -> tuple[Any, Any, Any]:
        words = {
            "text": HOSTILE,
            "location": HOSTILE,
            "topics": [HOSTILE],
            "selection_reason": HOSTILE,
            "reach": HOSTILE,
        }
        claimant = {"name": HOSTILE, "role": HOSTILE, "affiliation": HOSTILE, "url": "https://x.example/?q='\"<b>"}
        places = [{"article": article["id"], "selector": {"exact": exact}} for exact in (WRONG_YEAR, HOSTILE)]
        claim = self.post("/claims/", {**words, "claimant": claimant, "appearances": places})
        assert {**words, "claimant": claimant} == {name: claim[name] for name in (*words, "claimant")}
        about = {
            "title": HOSTILE,
            "publisher": HOSTILE,
            "interests": HOSTILE,
            "url": "https://reference.example/?q='\"<b>",
        }
        said = dict.fromkeys(("quote", "note", "question", "answer", "searched"), HOSTILE)
        evidence = self.post(
            f"/claims/{claim['id']}/evidence/",
            {"source": {**about, "text": f"{PROOF} {HOSTILE}"}, "stance": "refutes", **said},
        )
        assert {name: evidence[name] for name in said} == said
        verdict = self.post(
            f"/claims/{claim['id']}/verdicts/",
            {"rating": "false", "rationale": MARKDOWN, "evidence": [evidence["id"]], "reasons": ["other"]},
        )
        assert verdict["rationale"] == MARKDOWN
        return claim, evidence, verdict

    def publish(self, claim: Any) -> Any:
        words = {"headline": HOSTILE, "summary": HOSTILE, "body": MARKDOWN, "author_name": HOSTILE}
        review = self.post("/reviews/", {"claim": claim["id"], **words})
        assert {name: review[name] for name in words} == words
        self.post(f"/reviews/{review['id']}/publish/", {}, 200)
        return self.post(f"/reviews/{review['id']}/correct/", {"note": HOSTILE, **words}, 200)


def test_hostile_words_run_on_no_page_and_in_no_report(admin_ada: Person, demo_desk: Desk) -> None:
    things = HostileStory(admin_ada).tell()
    seen = 0

    for client in (admin_ada.browser, Person(None, None).browser):
        for route in ADDRESSES:
            answer = client.get(filled(route, things), headers={"accept": "text/html"})
            if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
                page = Page(answer.content.decode())
                assert page.runs == [], route
                seen += "alert(1)" in answer.content.decode()
                assert "default-src 'none'" in answer["Content-Security-Policy"], route
                assert "unsafe" not in answer["Content-Security-Policy"], route

    assert seen > 10, "the words should be on most pages"


@pytest.mark.parametrize("address", ["claims/{claims}", "articles/{articles}"])
def test_a_report_shows_hostile_words_as_they_are(address: str, admin_ada: Person, demo_desk: Desk) -> None:
    things = HostileStory(admin_ada).tell()
    client = admin_ada.api()
    reports = {
        kind: client.get(f"{API}/{address.format(**things)}/report.{kind}", headers={"accept": "*/*"})
        for kind in ("html", "md", "json", "docx", "pdf")
    }

    assert {kind: answer.status_code for kind, answer in reports.items()} == dict.fromkeys(reports, 200)
    page = Page(reports["html"].content.decode())
    assert page.runs == []
    assert HOSTILE in "".join(page.kept)
    assert "<script>" not in reports["md"].content.decode().replace("\\<", "")
    assert HOSTILE in str(reports["json"].json())


def test_a_csv_export_holds_no_formula(admin_ada: Person, demo_desk: Desk) -> None:
    formula = '=HYPERLINK("https://evil.example","x")'
    client = admin_ada.api()
    client.post(
        f"{API}/articles/", {"title": formula, "publisher": "+1", "text": TEXT}, content_type="application/json"
    )
    client.post(f"{API}/claims/", {"text": formula, "claimant": {"name": "@SUM(A1)"}}, content_type="application/json")

    for name in ("claims", "articles"):
        answer: Any = client.get(f"{API}/export/{name}.csv", headers={"accept": "*/*"})
        lines = b"".join(answer.streaming_content).decode()
        assert not [
            cell for cell in lines.replace("\n", ",").split(",") if cell.lstrip('"').startswith(("=", "+", "@"))
        ]


def test_a_text_that_is_too_long_is_refused_in_a_few_words(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for endpoint in ENDPOINTS:
        for name, value in endpoint.good(things).items():
            if isinstance(value, str) and endpoint.path != "/imports/":  # a file is as long as it is
                answer = endpoint.send(client, things, {**endpoint.good(things), name: LARGER})
                assert answer.status_code in (400, 413), (endpoint.name, name)
                assert len(answer.content) < 10_000, (endpoint.name, name)


@pytest.mark.parametrize("path", ["articles", "sources"])
def test_a_document_of_five_million_characters_is_kept_to_the_letter(
    path: str, admin_ada: Person, demo_desk: Desk
) -> None:
    client = admin_ada.api()
    body = {"title": "Long", "text": LARGEST}

    kept = json_of(client.post(f"{API}/{path}/", body, content_type="application/json"), 201)

    assert (kept.get("revision") or kept["snapshot"])["length"] == len(LARGEST)
    if path == "articles":
        assert client.get(f"{API}/articles/{kept['id']}/text/").content.decode() == LARGEST
        marked = {"article": kept["id"], "selector": {"start": len(LARGEST) - 11, "end": len(LARGEST) - 1}}
        annotation = json_of(client.post(f"{API}/annotations/", marked, content_type="application/json"), 201)
        assert annotation["exact"] == "The words."


def test_what_cannot_be_stored_in_a_document_is_replaced(admin_ada: Person, demo_desk: Desk) -> None:
    client = admin_ada.api()
    raw = b'{"text": "one\\u0000two\\ud800three\\r\\nfour", "title": "Odd"}'

    article = json_of(client.post(f"{API}/articles/", raw, content_type="application/json"), 201)

    text = client.get(f"{API}/articles/{article['id']}/text/").content.decode()
    assert text == "one\ufffdtwo\ufffdthree\nfour"
    assert article["revision"]["length"] == len(text)


def test_hostile_html_leaves_only_its_words(admin_ada: Person, demo_desk: Desk) -> None:
    html = f"<html><body><article><h1>Head</h1><p onclick=alert(1)>{TEXT}</p><script>alert(1)</script></article></body>"
    client = admin_ada.api()

    article = json_of(client.post(f"{API}/articles/", {"html": html}, content_type="application/json"), 201)

    text = client.get(f"{API}/articles/{article['id']}/text/").content.decode()
    assert WRONG_YEAR in text
    assert "alert" not in text


def test_a_reason_in_history_is_shown_as_words(admin_ada: Person, claim: Claim) -> None:
    move_claim(admin_ada.actor, claim, to="dropped", reason=HOSTILE)

    page = Page(admin_ada.browser.get(f"/claims/{claim.pk}/").content.decode())

    assert page.runs == []
    assert HOSTILE in "".join(page.kept)
