"""One awkward desk's archive for all tests here: made once, in a transaction that is taken back, so that no test has it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from factcheck.core.problems import Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import User
from factcheck.exchange.archive import ArchiveTakenIn, take_in_archive
from tests.factcheck.exchange.archive.awkward import archive_of, awkward_desk, next_day


def maker_of(row: Any) -> Actor:
    return Actor.of_user(User.objects.get(pk=row.created_by_id))


@pytest.fixture(scope="session")
def archived(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[bytes, bytes]]:
    """The archive of the desk, and of the same desk a day later, after one more change."""
    from annotations.models import Annotation
    from annotations.services.annotations import archive_annotation
    from claims.services.claims import edit_claim

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        desk = awkward_desk()
        first = archive_of(desk)
        next_day(patch)
        claim = desk_claim(desk)
        edit_claim(
            maker_of(claim),
            claim,
            location="Islamabad",
            text="The earth is a cube.",
        )
        mark = Annotation.objects.live().filter(exact="nobody was involved").get()
        archive_annotation(maker_of(mark), mark)
        later = archive_of(desk)
        transaction.set_rollback(True)
    yield first, later
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def desk_claim(desk: Any) -> Any:
    from claims.models import Claim

    return Claim._base_manager.filter(desk=desk, status="in_review").first()


@pytest.fixture
def archive(archived: tuple[bytes, bytes], db: None) -> bytes:
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    return archived[0]


@pytest.fixture
def later(archived: tuple[bytes, bytes]) -> bytes:
    return archived[1]


Take = Callable[..., ArchiveTakenIn]


@pytest.fixture
def take_in(archive: bytes) -> Take:
    """Take in an archive given as bytes, as who runs the service unless somebody else is named."""
    import io

    def taken(content: bytes, actor: Actor | None = None, **options: Any) -> ArchiveTakenIn:
        return take_in_archive(actor or Actor.operator(), io.BytesIO(content), **options)

    return taken


@pytest.fixture
def problem_of(take_in: Take) -> Callable[..., Problem]:
    """The problem that taking in an archive comes to."""

    def refused(content: bytes, actor: Actor | None = None) -> Problem:
        with pytest.raises(Problem) as raised:
            take_in(content, actor)
        return raised.value

    return refused
