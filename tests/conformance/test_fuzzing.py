"""The API keeps what its description promises, whatever schemathesis asks; `EXAMPLES` and `SEED` have it ask more."""

from __future__ import annotations

import os

import pytest
from django.core.wsgi import get_wsgi_application
from schemathesis.checks import CHECKS

from tests.conformance.fuzzing import PHASES, Found, fuzz
from tests.conformance.openapi import description
from tests.conformance.unsaid import NOT_ASKED, OFF, REFUSED
from tests.conftest import Person
from tests.factcheck.api.endpoints import Things

SEED = int(os.environ.get("SEED", "1"))
EXAMPLES = int(os.environ.get("EXAMPLES", "2"))
"""Made up for each operation."""
BOUNDARIES = 5 if EXAMPLES < 10 else 100
"""Per cent of all boundaries; all of them are some six thousand requests."""
HALVES = {"each alone": ("examples", "coverage"), "made up, and in chains": ("fuzzing", "stateful")}


@pytest.mark.parametrize("half", HALVES)
def test_the_api_keeps_what_its_description_promises(
    half: str, transactional_db: None, things: Things, admin_ada: Person
) -> None:
    run = fuzz(
        get_wsgi_application(), admin_ada.token(), things,
        phases=HALVES[half], examples=EXAMPLES, boundaries=BOUNDARIES, seed=SEED,
    )  # fmt: skip

    assert run.found == [], "\n\n".join(map(str, _one_of_each(run.found)))
    assert [words for words in run.broken if words not in NOT_ASKED] == []
    assert all(run.asked[phase] > 10 for phase in HALVES[half]), run.asked


def _one_of_each(found: list[Found]) -> list[Found]:
    return list({(one.check, one.operation, one.message): one for one in found}.values())


def test_every_phase_is_in_one_half() -> None:
    assert sorted(phase for phases in HALVES.values() for phase in phases) == sorted(PHASES)


def test_what_is_off_or_refused_is_an_operation_there_is_and_has_a_reason() -> None:
    import re

    operations = [f"{m.upper()} {path}" for path, item in description()["paths"].items() for m in item]

    assert [one for one in OFF if one.operation not in operations or not one.why] == []
    assert [one for one in OFF if one.check not in CHECKS.get_all_names()] == []
    unmet = [one for one in REFUSED if not any(re.fullmatch(one.operation, name) for name in operations)]
    assert [one for one in [*unmet, *REFUSED] if one in unmet or not one.why] == []
