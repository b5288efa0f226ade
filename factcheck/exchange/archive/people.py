"""The people of an archive, and who of them may be named here by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from factcheck.core.problems import Conflict, FieldError, NotAllowed
from factcheck.core.text import has_unstorable
from factcheck.desks.actors import Actor
from factcheck.desks.models import Membership, User
from factcheck.exchange.archive.pointers import pointer_to
from factcheck.exchange.archive.storing import wrong_line
from factcheck.exchange.archive.tables import PEOPLE, PERSON_FIELDS

FILE = f"{PEOPLE}.jsonl"


@dataclass(frozen=True)
class Person:
    id: UUID
    username: str
    name: str
    line: int


def read_people(rows: Iterable[tuple[int, dict[str, Any]]]) -> list[Person]:
    """Those whom an archive names; raises Invalid at the line that does not say whom."""
    return [_read(line, row) for line, row in rows]


def _read(line: int, row: dict[str, Any]) -> Person:
    if set(row) != set(PERSON_FIELDS) or not all(isinstance(value, str) for value in row.values()):
        raise wrong_line(FILE, line, f"a person has {', '.join(PERSON_FIELDS)}, each a string")
    try:
        key = UUID(row["id"])
    except ValueError:
        raise wrong_line(FILE, line, f"{row['id'][:60]!r} is no id") from None
    too_long = len(row["username"]) > 150 or len(row["name"]) > 150
    if str(key) != row["id"] or not row["username"] or too_long or has_unstorable(row["username"] + row["name"]):
        raise wrong_line(
            FILE, line, "its id is not in lower case with hyphens, or its names have not 1 to 150 characters"
        )
    return Person(key, row["username"], row["name"], line)


def welcome(actor: Actor, people: list[Person], desk_id: UUID) -> int:
    """Make the accounts of those who are not here yet, and return how many: they can sign in once whoever runs the service
    gives them a password. Those who are here stay as they are.

    Raises NotAllowed where the actor brings words of somebody who has a life of their own here, and Conflict where a
    username is somebody else's.
    """
    here = {user.pk: user for user in User._base_manager.filter(pk__in=[p.id for p in people])}
    if not actor.runs_service:
        _refuse_words_of_others(actor, list(here.values()), desk_id)
    new = [person for person in people if person.id not in here]
    taken = User._base_manager.filter(username__in=[p.username for p in new]).values_list("username", flat=True)
    _require_good_names(new, set(taken))
    User._base_manager.bulk_create(
        [User(id=p.id, username=p.username, name=p.name, password=make_password(None)) for p in new], batch_size=500
    )
    return len(new)


def _require_good_names(new: list[Person], taken: set[str]) -> None:
    seen: set[str] = set()
    for person in new:
        try:
            User._meta.get_field("username").run_validators(person.username)
        except ValidationError as problem:
            raise wrong_line(FILE, person.line, " ".join(problem.messages)) from None
        if person.username in taken or person.username in seen:
            what = f"the username “{person.username}” is another person's here"
            raise Conflict(
                f"{FILE}, line {person.line}: {what}. Rename one of the two accounts first: the one here in the back office, "
                "or the other where the archive was made.",
                errors=[FieldError(pointer_to(FILE, person.line), what)],
            )
        seen.add(person.username)


def _refuse_words_of_others(actor: Actor, here: list[User], desk_id: UUID) -> None:
    """An archive puts words into people's mouths, and nothing in it proves that they said them. So with a token or a session
    nobody brings those of people who work or sign in here, but their own."""
    others = [user for user in here if actor.user is None or user.pk != actor.user.pk]
    elsewhere = Membership._base_manager.filter(~Q(desk=desk_id), user__in=others)
    busy = {*elsewhere.values_list("user_id", flat=True), *(u.pk for u in others if _can_sign_in(u))}
    named = sorted(user.username for user in others if user.pk in busy)
    if named:
        raise NotAllowed(
            _(
                "The archive names people who have an account here: %(people)s. Whoever runs the service may take it in all "
                "the same: `manage.py import`."
            )
            % {"people": ", ".join(named[:10]) + (" …" if len(named) > 10 else "")}
        )


def _can_sign_in(user: User) -> bool:
    return user.has_usable_password() or user.last_login is not None or user.is_staff or user.is_superuser
