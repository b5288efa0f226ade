"""schemathesis over the API as it describes itself: every check, examples, boundaries, made-up requests, and chains of links.

What it makes up is seeded, so a run can be had again. An id that it makes up leads nowhere, so where a request is meant to be
good, ids of things that are there stand in their place; those that came from an answer stay.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from uuid import UUID
from zlib import crc32

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema
from schemathesis.generation.case import Case
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.transport.wsgi import WSGITransport

from tests.conformance.recording import EXAMPLES_BEGIN
from tests.conformance.unsaid import OFF, STATUSES, is_unsaid
from tests.factcheck.api.endpoints import API, ENDPOINTS, Things

PHASES = ("examples", "coverage", "fuzzing", "stateful")
READ_BY = {
    "articles": "article", "annotations": "annotation", "claims": "claim", "sources": "source", "evidence": "evidence",
    "verdicts": "verdict", "reviews": "draft", "rating-scales": "scale", "revisions": "revision",
    "appearances": "appearance", "correction-requests": "asked", "members": "member", "invitations": "invitation",
    "tokens": "token", "comments": "comment", "notices": "notice",
}  # fmt: skip
"""The first word of a path → the thing whose id stands after it."""
MEMBERS = {
    "article": "article", "annotation": "annotation", "claim": "claim", "appearance": "appearance", "revision": "revision",
    "evidence": "untouched_evidence", "source": "source", "rating_scale": "scale", "into": "article", "desk": "desk",
    "against": "revision", "subject": "claim",
}  # fmt: skip
"""A member or parameter → the thing whose id it takes."""


@dataclass(frozen=True)
class Found:
    """One check that an answer did not pass."""

    check: str
    operation: str
    message: str
    request: str
    answer: str

    def __str__(self) -> str:
        return f"{self.check}: {self.operation}\n  {self.message}\n  {self.request}\n  {self.answer}"


@dataclass(frozen=True)
class Run:
    """What came of it: how many requests each phase made, what failed, and what schemathesis itself could not do."""

    asked: dict[str, int]
    found: list[Found]
    broken: list[str]


def fuzz(
    app: Any, token: str, things: Things, *, phases: Iterable[str], examples: int, boundaries: int, seed: int
) -> Run:
    """Ask the API what schemathesis thinks of.

    `examples`: how many requests are made up for each operation. `boundaries`: how many per cent of all there are.
    """
    schema = schemathesis.openapi.from_wsgi(
        "/api/schema/", _closing(app), config=_config(token, examples, seed, set(phases))
    )
    run = Run({}, [], [])
    with _rehearsed(Rehearsal(things), Sample(boundaries, seed)):
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                run.asked[event.phase.value] = run.asked.get(event.phase.value, 0) + len(event.recorder.interactions)
                run.found.extend(_failures(event.recorder))
            elif isinstance(event, events.NonFatalError):
                run.broken.append(f"{event.label}: {event.info.message}")
    return run


def _closing(app: Any) -> Any:
    """The same application, whose answers are closed as a server closes them; with that a connection goes back."""

    def closed(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        answer = app(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return closed


@contextmanager
def _rehearsed(rehearsal: Rehearsal, sample: Sample) -> Iterator[None]:
    """Every request goes through the rehearsal; schemathesis takes such hooks for the whole process only."""

    def before_call(context: Any, case: Case, kwargs: dict[str, Any]) -> None:
        rehearsal.prepare(case)

    def filter_case(context: Any, case: Case) -> bool:
        return sample.has(case)

    schemathesis.hook(before_call)
    schemathesis.hook(filter_case)
    try:
        with patch.object(WSGITransport, "send", _send):
            yield
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister(before_call)
        GLOBAL_HOOK_DISPATCHER.unregister(filter_case)


def _config(token: str, examples: int, seed: int, phases: set[str]) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "workers": 1,
            "continue-on-failure": True,
            "headers": {"Authorization": f"Bearer {token}"},
            # NUL is refused everywhere but in documents, and a pattern at each string would say so at great length
            "generation": {"deterministic": True, "max-examples": examples, "allow-x00": False},
            "phases": {phase: {"enabled": phase in phases} for phase in PHASES},
            "checks": {name: {"expected-statuses": statuses} for name, statuses in STATUSES.items()},
            "operations": [{"include-name": one.operation, "checks": {one.check: {"enabled": False}}} for one in OFF],
        }
    )


_sent = WSGITransport.send
OF_A_NETWORK = ("max_redirects", "verify", "cert", "proxies")


def _send(transport: WSGITransport, case: Case, **kwargs: Any) -> Any:
    """As schemathesis sends it; where it asks once more without a key, it hands on what is for a network alone."""
    return _sent(transport, case, **{name: value for name, value in kwargs.items() if name not in OF_A_NETWORK})


class Sample:
    """Some boundaries of each operation: the first few, which hold every member, and of the others as many as asked for."""

    first = 3

    def __init__(self, per_cent: int, seed: int) -> None:
        self.per_cent, self.seed = per_cent, seed
        self.met: Counter[str] = Counter()

    def has(self, case: Case) -> bool:
        if case.meta is None or not isinstance(case.meta.phase.data, CoveragePhaseData):
            return True
        label = f"{case.operation.label} {case.meta.generation.mode}"
        self.met[label] += 1
        number = self.met[label]
        return number <= self.first or crc32(f"{self.seed} {label} {number}".encode()) % 100 < self.per_cent


class Rehearsal:
    """Puts what is there in the place of what was made up, where a request is to be a good one."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self.by_path = {
            (e.method.upper(), e.described_path): things[name]
            for e in ENDPOINTS
            if (name := next(iter(re.findall(r"{(\w+)}", e.path)), ""))
        }

    def prepare(self, case: Case) -> None:
        """Each part of the request that is meant to be good; what is meant to be wrong stays as it is."""
        if _is_good(case, ParameterLocation.PATH):
            self._name_what_is_there(case)
        if _is_good(case, ParameterLocation.HEADER):
            for name, real in (("If-Match", "*"), ("If-None-Match", '"0"')):
                if name in (case.headers or {}) and _is_made_up_tag(str(case.headers[name])):
                    case.headers[name] = real
        if _is_good(case, ParameterLocation.QUERY):
            case.query = self._real(case.query or {}, case)
        if _is_good(case, ParameterLocation.BODY) and isinstance(case.body, dict):
            case.body = self._real(case.body, case)

    def _name_what_is_there(self, case: Case) -> None:
        given = case.path_parameters or {}
        if "id" in given and _is_made_up(given["id"]):
            kind = case.path.removeprefix(f"{API}/").split("/")[0]
            given["id"] = self.by_path.get((case.method, case.path)) or self.things.get(
                READ_BY.get(kind, ""), given["id"]
            )

    def _real(self, value: Any, case: Case) -> Any:
        """The same with ids of what is there; `cursor` is left out, since only an answer has one that is good."""
        return {name: self._real_member(name, inner, case) for name, inner in value.items() if name != "cursor"}

    def _real_member(self, name: str, value: Any, case: Case) -> Any:
        if isinstance(value, dict):
            return self._real(value, case)
        if isinstance(value, list):
            return [self._real_member(name, one, case) for one in value]
        if not isinstance(value, str) or not value:
            return value
        if name == "reply_to":
            return self.things["comment" if "comments" in case.path else "annotation"]
        if name == "assignees":
            return "ravi"
        if name == "rating":
            return "false"
        return self.things[MEMBERS[name]] if name in MEMBERS and _is_made_up(value) else value


def _is_good(case: Case, location: ParameterLocation) -> bool:
    return case.meta is None or not case.meta.is_negative_at(location)


def _is_made_up(value: object) -> bool:
    """Whether it is no id of this database: those are UUIDs of version 7, and of another time than those of examples."""
    try:
        made = UUID(str(value))
    except ValueError:
        return value != "demo"
    return made.version != 7 or str(made).startswith(EXAMPLES_BEGIN)


def _is_made_up_tag(value: str) -> bool:
    """Also `0`, which schemathesis sends where it finds nothing that fits the pattern."""
    return value == "0" or not re.search(r'"\d+-[0-9a-f]{12}"', value)


def _failures(recorder: Any) -> Iterator[Found]:
    for key, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            case, interaction = recorder.cases[key].value, recorder.interactions.get(key)
            body = interaction.response.content if interaction and interaction.response else b""
            if is_unsaid(check.name, case.operation.label, case, interaction, body):
                continue
            yield Found(
                check.name, case.operation.label, check.failure_info.failure.message.replace("\n", " ")[:500],
                _told(interaction),
                f"{getattr(interaction.response, 'status_code', '')} {body[:600].decode('utf-8', 'replace')}",
            )  # fmt: skip


def _told(interaction: Any) -> str:
    request = interaction.request
    headers = {name: values[0] for name, values in request.headers.items() if name in ("If-Match", "If-None-Match")}
    return f"{request.method} {request.uri[:500]} {json.dumps(headers)} {(request.body or b'')[:800]!r}"
