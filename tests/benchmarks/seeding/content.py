"""Chance that can be had again, and words for texts, people and places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")

NEEDLE = "needle"
"""A topic, tag, claimant and publisher that few rows have however many there are: what is hardest to find."""

_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "xo",
    "yu",
    "zan",
    "ber",
    "dor",
    "fil",
    "gan",
    "hem",
    "jor",
    "kal",
]
_FIRST = [
    "Ada",
    "Bilal",
    "Chen",
    "Dora",
    "Emeka",
    "Farah",
    "Goran",
    "Hana",
    "Imran",
    "Jana",
    "Kofi",
    "Lena",
    "Mateo",
    "Noor",
    "Olga",
    "Pavel",
    "Quinn",
    "Rosa",
    "Sven",
    "Tala",
]


def _skewed(n: int) -> list[float]:
    """Running sums of 1, 1/2, 1/3, …: how often words, topics and names come in real texts."""
    return list(accumulate(1 / rank for rank in range(1, n + 1)))


class Chance:
    """All that is drawn, from one seed. Texts are put together from halves: word by word takes ten times as long."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        made = Random(seed + 1)
        vocabulary = ["".join(made.choices(_SYLLABLES, k=made.randint(1, 3))) for _ in range(3000)]
        runs = _skewed(3000)
        self._halves = [" ".join(made.choices(vocabulary, cum_weights=runs, k=7)) for _ in range(5000)]
        self._topics = _drawn(made, [f"{made.choice(vocabulary)} {n}" for n in range(60)])
        self._claimants = _drawn(
            made, [f"{made.choice(_FIRST)} {made.choice(vocabulary).title()} {n}" for n in range(800)]
        )
        self._publishers = _drawn(made, [f"The {made.choice(vocabulary).title()} Herald {n}" for n in range(120)])

    def sentence(self) -> str:
        """Fourteen words."""
        return f"{self.pick(self._halves).capitalize()} {self.pick(self._halves)}."

    def phrase(self) -> str:
        """Seven words."""
        return self.pick(self._halves)

    def topics(self) -> list[str]:
        """One to three."""
        return list(dict.fromkeys(self.pick(self._topics) for _ in range(1 + int(3 * self.random.random()))))

    def claimant(self) -> str:
        return self.pick(self._claimants)

    def publisher(self) -> str:
        return self.pick(self._publishers)

    def pick(self, some: Sequence[T]) -> T:
        return some[int(len(some) * self.random.random())]

    def days(self, most: int) -> int:
        return int((most + 1) * self.random.random())

    def happens(self, share: float) -> bool:
        return self.random.random() < share


def _drawn(made: Random, names: list[str]) -> list[str]:
    """Names as often as they come up."""
    return made.choices(names, cum_weights=_skewed(len(names)), k=20_000)


START = datetime(2021, 1, 1, tzinfo=UTC)
END = datetime(2026, 11, 1, tzinfo=UTC)
DAY = 86_400_000_000
EPOCH = date(1970, 1, 1)


def micros(at: datetime) -> int:
    """Microseconds since 1970, in which moments are reckoned here."""
    return int(at.timestamp()) * 1_000_000


class Clock:
    """Moments between START and END, evenly: the claims one after the other, and what hangs on each soon after it."""

    def __init__(self, claims: int, chance: Chance) -> None:
        self._step = (micros(END) - micros(START)) // (claims + 1)
        self._bits = chance.random.getrandbits
        self.now = micros(START)

    def go_on(self) -> None:
        self.now += self._step

    def later(self, n: int) -> int:
        """The nth thing after the claim: some hundreds of milliseconds on."""
        return self.now + 137_001 * n

    def key(self, at: int) -> str:
        """A UUIDv7 of that time, in hexadecimal digits."""
        bits = self._bits(74)
        return f"{at // 1000:012x}7{bits >> 62:03x}{0x8000000000000000 | (bits & 0x3FFF_FFFF_FFFF_FFFF):016x}"


@lru_cache(maxsize=10_000)
def _day(days: int) -> str:
    return (EPOCH + timedelta(days=days)).isoformat()


def day(at: int, days: int = 0) -> str:
    """The day of a moment, or so many days after it."""
    return _day(at // DAY + days)


def written(at: int) -> str:
    """A time as both databases read it."""
    days, rest = divmod(at, DAY)
    seconds, micro = divmod(rest, 1_000_000)
    return f"{_day(days)} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{micro:06}"


def iso(at: int) -> str:
    """The same as history tells it (`clock.iso`)."""
    return f"{written(at).replace(' ', 'T')}Z"
