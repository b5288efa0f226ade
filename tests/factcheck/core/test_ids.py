from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122

from factcheck.core.ids import uuid7


def test_a_key_is_a_uuid_of_version_7_that_tells_its_time() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000

    assert (key.version, key.variant) == (7, RFC_4122)
    assert before <= key.int >> 80 <= after + 1


def test_keys_sort_as_they_were_made() -> None:
    keys = [uuid7() for _ in range(20_000)]

    assert keys == sorted(set(keys))


def test_threads_never_make_the_same_key() -> None:
    with ThreadPoolExecutor(8) as pool:
        many = list(pool.map(lambda _: [uuid7() for _ in range(2_000)], range(8)))

    assert all(keys == sorted(keys) for keys in many)
    assert len({key for keys in many for key in keys}) == 16_000
