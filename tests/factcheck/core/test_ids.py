from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest

from factcheck.core.ids import read_id, uuid7


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


KEY = UUID("01a2b3c4-d5e6-7f00-8a1b-2c3d4e5f6071")


@pytest.mark.parametrize("words", [str(KEY), KEY.hex, str(KEY).upper(), KEY.hex.upper()])
def test_an_id_is_read_in_either_case_and_without_its_dashes(words: str) -> None:
    assert read_id(words) == KEY


@pytest.mark.parametrize(
    "words",
    ["", "words", f"{{{KEY}}}", KEY.urn, f" {KEY}", f"{KEY}\n", KEY.hex[:-1], KEY.hex[:-2] + "_1", "\uff11" * 32,
     f"{KEY.hex[:8]}-{KEY.hex[8:]}", f"{KEY.hex[:20]}-{KEY.hex[20:]}"],
)  # fmt: skip
def test_nothing_else_is_an_id(words: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        read_id(words)
