"""A POST that is sent again with the same `Idempotency-Key` is done once (after draft-ietf-httpapi-idempotency-key-header).

First the key is taken, in a transaction of its own, so that whoever sends it meanwhile is told that it is in use. Then the
request runs in one transaction with the record of its answer: either both are there or neither, whatever breaks in
between. A key whose request was cut off may be taken by another attempt after LEASE; the first one, should it still be
running, then finds that it lost the key, and undoes what it did.
Only answers that did something are kept: after a problem nothing was done, and the key is free.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from rest_framework.request import Request

from factcheck.api.models import KeptAnswer
from factcheck.core import clock
from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.core.ids import uuid7
from factcheck.core.problems import AnswerNotKept, Invalid, KeyInUse, KeyReused
from factcheck.desks.models import Token, User
from factcheck.desks.preparing import prepared_first
from factcheck.desks.queries import is_renamed

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LIFETIME = timedelta(hours=24)
LEASE = timedelta(minutes=2)
"""How long a request may be silent before another may take its key; one that runs on finds that, and undoes itself."""
RETRY_SECONDS = 2
LONGEST_KEY = 255
FORGOTTEN_AT_ONCE = 100
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def answer_once(request: Request, answer: Callable[[], HttpResponse], *, is_secret: bool) -> HttpResponse:
    """What `answer` answers to this POST, or what it answered when the same came before.

    `is_secret`: its body tells something once, and is not kept. Raises KeyReused, KeyInUse or AnswerNotKept.
    """
    taken = _take(_key_of(request), _digest_of(request))
    if taken.status is not None:
        return _again(taken)
    with _given_back_unless_kept(taken):
        return prepared_first(_answer_and_keep)(taken, answer, caller=request.user, is_secret=is_secret)


def _answer_and_keep(
    taken: KeptAnswer, answer: Callable[[], HttpResponse], *, caller: object, is_secret: bool
) -> HttpResponse:
    response = answer()
    running = KeptAnswer.kept.filter(pk=taken.pk, attempt=taken.attempt, status=None)
    told = {
        "status": response.status_code,
        "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
    }
    may_be_kept = not is_secret and not (isinstance(caller, User) and is_renamed(caller))
    if may_be_kept and running.filter(is_secret=False).update(**told, body=zlib.compress(response.content, 1)):
        return response
    if not running.update(**told, is_secret=True):
        raise _in_use()
    return response


def _again(kept: KeptAnswer) -> HttpResponse:
    if kept.is_secret:
        facts = {"location": kept.headers["Location"]} if "Location" in kept.headers else {}
        raise AnswerNotKept(
            "This was done when it was first sent. Its answer is kept nowhere: it told a secret once, or may have named "
            "somebody whose name was taken out of the records since. If a secret did not reach you, take back what was made "
            "and make another, with another key.",
            **facts,
        )
    body = zlib.decompress(bytes(kept.body))
    return HttpResponse(body, status=kept.status, headers={**kept.headers, REPLAYED: "true"})


# Forgetting -------------------------------------------------------------------------------------------------------


def forget_old_answers() -> None:
    """Clear away all that nobody can ask for any more, some at a time, so that others write in between."""
    while _forget_before(clock.now() - LIFETIME):
        pass


def forget_answers_that_name(sender: object, *, user: User, **_: Any) -> None:
    """Empty the answers that name a person, whoever got them. That they were given stays, so that nothing is done twice.

    It is done with what took the name, and again after its commit, when nobody reads the name any more: then there are the
    answers that were committed meanwhile, and of those still in the making none is kept, for what they read before. What
    takes its key later reads all it tells afterwards, but who asks; so that is looked up again (`is_renamed`). Should the
    process die just after the commit, or the database be gone, an answer that was made meanwhile may name the person until
    its day is over, or until `deidentify` is run again.
    """
    _empty_those_that_name(user)
    transaction.on_commit(lambda: _forget_what_is_in_the_making(user))


def _forget_what_is_in_the_making(user: User) -> None:
    KeptAnswer.kept.filter(status=None).update(is_secret=True)
    _empty_those_that_name(user)


def _empty_those_that_name(user: User) -> None:
    named = str(user.pk).encode()
    answers = KeptAnswer.kept.filter(status__isnull=False, is_secret=False)
    naming = [
        key
        for key, body in answers.values_list("key", "body").iterator(FORGOTTEN_AT_ONCE)
        if named in zlib.decompress(bytes(body))
    ]
    for key in naming:
        KeptAnswer.kept.filter(pk=key).update(body=b"", is_secret=True)


# Keys ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def _take(key: str, request: str) -> KeptAnswer:
    """The key for this request to run under, or with the answer that is kept for it."""
    now = clock.now()
    _forget_before(now - LIFETIME)
    row, is_new = KeptAnswer.kept.get_or_create(pk=key, defaults={"request": request, "asked_at": now})
    if is_new:
        return row
    there = KeptAnswer.kept.select_for_update().filter(pk=key).first()
    if there is None:  # given back meanwhile
        raise _in_use()
    if there.asked_at > now - LIFETIME:
        if there.request != request:
            raise KeyReused(
                "This key came with another body, or to another address. Send what is new with a new key.",
            )
        if there.status is not None:
            return there
        if there.asked_at > now - LEASE:
            raise _in_use()
    taken = KeptAnswer(pk=key, request=request, asked_at=now, attempt=uuid7())
    taken.save(force_update=True)
    return taken


def _in_use() -> KeyInUse:
    return KeyInUse(
        "The first request with this key is still running. Send it again in a moment, and you get its answer.",
        retry_after=RETRY_SECONDS,
    )


def _forget_before(moment: datetime) -> int:
    """Clear away some of what nobody can ask for any more, and say how many; each new key takes more away than it adds."""
    old = KeptAnswer.kept.filter(asked_at__lte=moment).order_by("asked_at").values("pk")[:FORGOTTEN_AT_ONCE]
    forgotten, _by_model = KeptAnswer.kept.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return forgotten


@contextmanager
def _given_back_unless_kept(taken: KeptAnswer) -> Iterator[None]:
    """Free the key of a request that did nothing, so that it may be sent again, put right."""
    is_kept = False
    try:
        yield
        is_kept = True
    finally:
        if not is_kept:
            KeptAnswer.kept.filter(pk=taken.pk, attempt=taken.attempt, status=None).delete()


def _key_of(request: Request) -> str:
    """The caller's key: whoever else sends the same words, or the same person at another desk, has another."""
    words = request.headers[HEADER]
    if not 1 <= len(words) <= LONGEST_KEY or not (words.isascii() and words.isprintable()):
        raise Invalid(f"{HEADER} has to be 1 to {LONGEST_KEY} printable ASCII characters, such as a UUID.")
    who = request.user.pk if isinstance(request.user, User) else None
    desk = request.auth.desk_id if isinstance(request.auth, Token) else None
    scope = request.auth.scope if isinstance(request.auth, Token) else None
    return sha256_bytes(canonical_json([str(who), str(desk), str(scope), words]))


def _digest_of(request: Request) -> str:
    """The SHA-256 over where the request goes and what it says: of a form its parts, whatever stands between them."""
    said = [request.get_full_path(), _said(request.data)]
    return sha256_bytes(json.dumps(said, sort_keys=True).encode())  # escaped, since a body may hold what UTF-8 cannot


def _said(body: Any) -> Any:
    if not isinstance(body, QueryDict):
        return body
    return sorted((name, [_of_part(part) for part in parts]) for name, parts in body.lists())


def _of_part(part: Any) -> Any:
    if not isinstance(part, UploadedFile):
        return part
    part.seek(0)
    return [part.name, part.content_type, sha256_bytes(part.read())]
