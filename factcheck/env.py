"""The environment, typed: every setting a person can give is read through one of these.

An empty variable counts as one not given. What makes no sense is refused with `ImproperlyConfigured`, which names
the variable, its value and what would be right, so that the service never starts on a misunderstanding.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypedDict, Unpack
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")
POSTGRES_SCHEMES = ("postgres", "postgresql")
SHORTEST_SECRET = 32
ADVICE = "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` prints a good one."


class Bounds(TypedDict, total=False):
    """What a number may be, both ends included."""

    least: int
    most: int


class DatabaseURL(TypedDict, total=False):
    """One entry of Django's DATABASES, as far as a URL can say it."""

    ENGINE: str
    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    OPTIONS: dict[str, str]


def refuse(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    """The error for a value that makes no sense; raise what it returns."""
    return ImproperlyConfigured(f"{name}={value!r} makes no sense: {wanted}.")


def text(name: str, default: str = "") -> str:
    """The value with the space around it taken off."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case."""
    value = text(name).lower()
    if not value:
        return default
    if value not in YES + NO:
        raise refuse(name, value, "say 1 for yes or 0 for no")
    return value in YES


def number(name: str, default: int, **bounds: Unpack[Bounds]) -> int:
    """A whole number within the bounds."""
    value = text(name)
    return _whole(name, value, **bounds) if value else default


def _whole(name: str, value: str, **bounds: Unpack[Bounds]) -> int:
    least, most = bounds.get("least", 0), bounds.get("most", 2**31 - 1)
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(most)) and least <= int(value) <= most):
        raise refuse(name, value, f"it has to be a whole number from {least} to {most}")
    return int(value)


def numbers(name: str, default: Sequence[int], **bounds: Unpack[Bounds]) -> list[int]:
    """Whole numbers within the bounds, divided by commas."""
    return [_whole(name, part, **bounds) for part in names(name)] or list(default)


SECONDS_OF = {"s": 1, "min": 60, "h": 3600, "day": 86_400}


def rate(name: str) -> tuple[int, int] | None:
    """How many in how many seconds: `600/min`, also per `s`, `h` or `day`; None for no limit."""
    value = text(name)
    if not value:
        return None
    many, _slash, unit = (part.strip() for part in value.lower().partition("/"))
    if unit not in SECONDS_OF:
        raise refuse(name, value, f"it has to be a number per {', '.join(SECONDS_OF)}, such as 600/min")
    return _whole(name, many, least=1), SECONDS_OF[unit]


def choice(name: str, options: Sequence[str], default: str) -> str:
    """One of the options, in any case."""
    value = text(name, default)
    found = next((option for option in options if option.lower() == value.lower()), None)
    if found is None:
        raise refuse(name, value, f"it has to be one of {', '.join(options)}")
    return found


def names(name: str, default: Sequence[str] = ()) -> list[str]:
    """A list divided by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()] or list(default)


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks divided by commas, such as `127.0.0.1,10.0.0.0/8`."""
    try:
        return [ip_network(part) for part in names(name)]
    except ValueError as error:
        wanted = f"it has to be addresses or networks such as 127.0.0.1,10.0.0.0/8 ({error})"
        raise refuse(name, text(name), wanted) from None


def directory(name: str, default: Path) -> Path:
    """An absolute path of a directory, which is made if it is not there."""
    path = Path(text(name, str(default))).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse(name, str(path), f"it has to be a directory that can be written to ({error.strerror})") from error
    return path


def secret(name: str, *, kept_in: Path) -> str:
    """The variable, else what the file holds. There is no default: a guessable secret lets anybody sign in.

    One of fewer than SHORTEST_SECRET characters is refused; no error quotes it.
    """
    value = text(name) or _kept_secret(name, kept_in)
    if 0 < len(value) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"{name} has {len(value)} characters and could be guessed: it has to have at least {SHORTEST_SECRET}. {ADVICE}"
        )
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: give it a long random text. {ADVICE} (`make run` makes one by itself, in {kept_in}.)"
        )
    return value


def _kept_secret(name: str, kept_in: Path) -> str:
    try:
        return kept_in.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name} is not set and {kept_in} cannot be read: {error}.") from error


def database_url(name: str, default: str) -> DatabaseURL:
    """`sqlite:///relative.db`, `sqlite:////absolute.db` or `postgres://user:password@host:port/name?option=value`.

    User, password, host and name may be percent-encoded; a socket's directory goes into `?host=`.
    The password never shows in an error.
    """
    value = text(name, default)
    scheme = value.partition("://")[0].lower()
    if scheme == "sqlite":
        return _sqlite(name, value)
    if scheme in POSTGRES_SCHEMES:
        return _postgres(name, value)
    raise refuse(name, f"{scheme[:20]}…", "it has to start with sqlite:/// or postgres://")


def _sqlite(name: str, value: str) -> DatabaseURL:
    path = unquote(value.partition("://")[2])
    if not path.startswith("/") or path == "/" or path.endswith("/"):
        raise refuse(name, value, "a file is wanted: sqlite:///relative.db or sqlite:////absolute.db")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path[1:]}


def _postgres(name: str, value: str) -> DatabaseURL:
    shown = f"{value.partition('://')[0]}://…"
    if "#" in value:
        raise refuse(name, shown, "a # in a password has to be written %23")
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:  # its message would quote the password
        wanted = "host and port cannot be read; in a password / is written %2F, @ %40 and : %3A"
        raise refuse(name, shown, wanted) from None
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    database = unquote(url.path[1:])
    if not database or "/" in database:
        raise refuse(name, shown, "the path has to name one database: postgres://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", "") or unquote(url.hostname or ""),
        "PORT": options.pop("port", "") or str(port or ""),
        "OPTIONS": options,
    }
