"""What a site asks of programs is done: robots.txt, a pace, and rest when it wants to be left alone."""

from __future__ import annotations

import pytest

from factcheck.core.fetching import PerHostLimit, RobotsRules, fetch
from factcheck.core.problems import Unfetchable
from tests.factcheck.core.sites import lenient, names, page, raw, redirect

NOT_HERE = b"User-agent: *\nDisallow: /private\n"
NOT_US = b"User-agent: other\nAllow: /\n\nUser-agent: factcheck-desk\nDisallow: /\n"
ONLY_US = b"User-agent: factcheck-desk\nAllow: /\n\nUser-agent: *\nDisallow: /\n"


class Hands:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def robots(body: bytes, **headers: str):
    return page(body, content_type="text/plain", **headers)


def refused(url: str, **changes) -> Unfetchable:
    with pytest.raises(Unfetchable) as problem:
        fetch(url, policy=lenient(**changes))
    return problem.value


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        (NOT_HERE, "/private/story", False),
        (NOT_HERE, "/public", True),
        (NOT_US, "/public", False),
        (ONLY_US, "/public", True),
        (b"", "/public", True),
        (b"\xff\xfe nonsense \x00", "/public", True),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "/public", False),
        (b"User-agent: *\nDisallow: /" + b"\n# filling" * 60_000, "/public", False),
    ],
)
def test_robots_txt_is_respected(site, rules, path, allowed):
    site.pages["/robots.txt"] = robots(rules)

    if allowed:
        assert fetch(site.url(path), policy=lenient(robots=RobotsRules())).body
    else:
        assert refused(site.url(path), robots=RobotsRules()).facts["reason"] == "robots"
    assert site.paths == ["/robots.txt", path][: 2 if allowed else 1]


def test_robots_txt_is_not_asked_for_when_switched_off(site):
    site.pages["/robots.txt"] = robots(NOT_US)

    assert fetch(site.url("/public"), policy=lenient(robots=None)).body
    assert site.paths == ["/public"]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "401 Unauthorized", "410 Gone"])
def test_a_site_without_rules_may_be_read(site, status):
    site.pages["/robots.txt"] = page(NOT_US, status=status)

    assert fetch(site.url("/"), policy=lenient(robots=RobotsRules())).body


@pytest.mark.parametrize("status", ["500 Broken", "503 Busy", "429 Too Many"])
def test_a_site_that_cannot_say_its_rules_is_left_alone(site, status):
    site.pages["/robots.txt"] = page(b"", status=status)

    problem = refused(site.url("/"), robots=RobotsRules())

    assert problem.facts == {"reason": "robots", "http_status": int(status[:3])}
    assert site.hits == []


def test_rules_that_do_not_come_in_time_keep_the_page_away(site):
    site.pages["/robots.txt"] = lambda connection, _head: connection.recv(1)

    assert refused(site.url("/"), robots=RobotsRules(), read_seconds=0.2).facts["reason"] == "timeout"
    assert site.hits == []


def test_rules_are_kept_for_ten_minutes(site):
    hands = Hands()
    policy = lenient(robots=RobotsRules(clock=hands))

    for moment in (0, 599, 601):
        hands.now = 1000.0 + moment
        fetch(site.url("/"), policy=policy)

    assert site.paths == ["/robots.txt", "/", "/", "/robots.txt", "/"]


def test_rules_are_asked_of_every_site_on_the_way(site, other_site):
    site.pages["/start"] = redirect(other_site.url("/private/story"))
    other_site.pages["/robots.txt"] = robots(NOT_HERE)

    assert refused(site.url("/start"), robots=RobotsRules()).facts["reason"] == "robots"
    assert (site.hits, other_site.hits) == (["/start"], [])


def test_rules_that_lead_into_a_network_are_not_followed(site):
    site.pages["/robots.txt"] = redirect("http://10.0.0.1/robots.txt")

    assert refused(site.url("/"), robots=RobotsRules()).facts["reason"] == "private_address"
    assert site.hits == []


def test_endless_rules_are_read_as_far_as_they_count(site):
    def endless(connection, _head) -> None:
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + NOT_HERE)(connection, _head)
        while True:
            connection.sendall(b"# and on, and on\n" * 1000)

    site.pages["/robots.txt"] = endless

    assert fetch(site.url("/public"), policy=lenient(robots=RobotsRules())).body


def test_the_pages_of_one_host_come_at_a_pace(site):
    hands = Hands()
    policy = lenient(pace=PerHostLimit(2, clock=hands, sleep=hands.sleep), resolve=names(a="127.0.0.1", b="127.0.0.1"))

    for host in ("a.example", "a.example", "b.example", "a.example"):
        fetch(site.url("/", host=host), policy=policy)

    assert hands.slept == [2, 2]


def test_a_redirect_within_a_host_costs_no_wait(site):
    hands = Hands()
    site.pages["/start"] = redirect("/end")

    fetch(site.url("/start"), policy=lenient(pace=PerHostLimit(2, clock=hands, sleep=hands.sleep)))

    assert hands.slept == []


def test_nobody_waits_longer_than_a_fetch_may_take(site):
    hands = Hands()
    pace = PerHostLimit(60, clock=hands, sleep=hands.sleep)
    fetch(site.url("/"), policy=lenient(pace=pace))

    problem = refused(site.url("/"), pace=pace, total_seconds=10)

    assert problem.facts["reason"] == "too_soon"
    assert problem.facts["retry_after"] == 61
    assert hands.slept == [] and site.hits == ["/"]

    hands.now += 60
    assert fetch(site.url("/"), policy=lenient(pace=pace, total_seconds=10)).body
