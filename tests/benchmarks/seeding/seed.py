"""Desks, their people, and as many claims as are wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.contrib.auth.hashers import make_password

from claims.models import Rating
from claims.queries import ratings_to_give
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk, open_desk
from factcheck.desks.services.members import add_member
from tests.benchmarks.seeding import tables
from tests.benchmarks.seeding.chain import Chain, links_of_the_rest
from tests.benchmarks.seeding.content import END, Chance, Clock, micros
from tests.benchmarks.seeding.rows import CLAIMS_OF_AN_ARTICLE, Group, Place
from tests.benchmarks.seeding.writing import Row, Table, gather_statistics, unchecked, write

SHARES = {"herald": 60, "blind": 25, "regional": 10, "small": 5}
"""How many in a hundred claims each desk has; at `blind`, verdicts are given blind and without names."""
DRAWN = [slug for slug, n in SHARES.items() for _ in range(n)]
TEAM = 12
NEEDLES = 4
"""Articles, with five claims each, that have what only few have."""
AT_ONCE = 2000
"""Articles that are held in memory."""


@dataclass(frozen=True)
class Seeded:
    """Who works there: an editor of every desk, and for each desk an editor and a reviewer who have no other."""

    everywhere: User
    editors: dict[str, User]
    reviewers: dict[str, User]
    desks: dict[str, Desk]
    claims: int


def seed(claims: int, *, seed: int = 6, whole_history: bool) -> Seeded:
    """Fill an empty database with `claims` claims and all that belongs to them in proportion, the same for the same seed.

    The events of claims are in the chain of their desk, with true hashes. With `whole_history` so are those of every other
    row, and `verify_history` finds nothing wrong; without it, it would name each of those rows as having none.
    Keys, times, words and numbers come from the seed; passwords and tokens are made anew.
    """
    chance = Chance(seed)
    password = make_password("demo")
    everywhere = User.objects.create(username="everywhere", name="Eve Everywhere", password=password)
    desks = {slug: _open(slug, everywhere) for slug in SHARES}
    places = {slug: _place(desk) for slug, desk in desks.items()}
    numbers: dict[str, Iterator[int]] = {slug: count(1) for slug in desks}
    with unchecked():
        _fill(places, numbers, chance, claims)
        for slug, place in places.items():
            if whole_history:
                time = Clock(1, chance)
                keys = (time.key(micros(END)) for _ in count())
                for rows in _batches(links_of_the_rest(place.chain, keys)):
                    write({tables.EVENT: rows})
            place.chain.close()
            Desk.objects.filter(pk=place.desk.pk).update(last_claim_number=next(numbers[slug]) - 1)
    gather_statistics()
    editors = {slug: place.people[0] for slug, place in places.items()}
    reviewers = {slug: place.people[1] for slug, place in places.items()}
    return Seeded(everywhere, editors, reviewers, desks, claims)


def _open(slug: str, everywhere: User) -> Desk:
    desk = open_desk(Actor.anonymous(), slug=slug, name=f"{slug.title()} desk")
    for n in range(TEAM):
        name = f"{slug}-{n}"
        person = User.objects.create(username=name, name=f"{slug.title()} {n}", password=everywhere.password)
        add_member(Actor.operator(), desk, person, Role.EDITOR if n == 0 else Role.REVIEWER)
    add_member(Actor.operator(), desk, everywhere, Role.ADMIN)
    blind = slug == "blind"
    edit_desk(Actor.of_user(everywhere), desk, policy={"verdicts_needed": 2, "blind": blind, "hide_names": blind})
    return desk


def _place(desk: Desk) -> Place:
    people = list(User.objects.filter(memberships__desk=desk).exclude(username="everywhere").order_by("id"))
    ratings: list[Rating] = ratings_to_give(desk)
    return Place(desk, people, ratings, Chain(desk))


def _fill(places: dict[str, Place], numbers: dict[str, Iterator[int]], chance: Chance, claims: int) -> None:
    time = Clock(claims, chance)
    articles = -(-claims // CLAIMS_OF_AN_ARTICLE)
    held: defaultdict[Table, list[Row]] = defaultdict(list)
    with_needle = {articles * n // NEEDLES for n in range(NEEDLES)}
    for n in range(articles):
        slug = "herald" if n in with_needle else chance.pick(DRAWN)
        group = Group(places[slug], chance, time, needle=n in with_needle)
        for nth in range(min(CLAIMS_OF_AN_ARTICLE, claims - n * CLAIMS_OF_AN_ARTICLE)):
            time.go_on()
            group.add_claim(next(numbers[slug]), nth)
        for table, rows in group.rows.items():
            held[table] += rows
        if n % AT_ONCE == AT_ONCE - 1:
            write(held)
            held.clear()
    write(held)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == 5000:
            yield batch
            batch = []
    yield batch
