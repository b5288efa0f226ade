"""Acts let go at the same moment, in threads with connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from factcheck.core.problems import Problem


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the Problem it met, in their order. Anything else that is raised fails the test."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(10)
            return act()
        except Problem as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [f.result(60) for f in [pool.submit(run, act) for act in acts]]


def meanwhile(act: Callable[[], Any]) -> Any:
    """What an act gave that began and ended, in a thread of its own, while the caller waited."""
    return at_once(act)[0]
