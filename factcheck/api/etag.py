"""ETags (RFC 9110): `"<version>-<hash of the body>"`.

`If-None-Match` compares all of it: a cached answer is good only if nothing in it changed. `If-Match` compares the version:
it guards against overwriting somebody's edit, and a count that rose meanwhile is none. What acts on more than the content of
a record compares all of it there too (`is_unchanged`).
"""

from __future__ import annotations

import re

from factcheck.core.hashing import sha256_bytes
from factcheck.core.problems import Invalid, PreconditionRequired, Stale

_TAG = re.compile(r'\s*(?P<weak>W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')
_OURS = re.compile(r"([0-9]{1,10})-[0-9a-f]{12}")


def etag_of(body: bytes, version: int | None = None) -> str:
    """The strong ETag of an answer; without a version for what nobody edits."""
    hashed = sha256_bytes(body)[:12]
    return f'"{hashed}"' if version is None else f'"{version}-{hashed}"'


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether the caller has this answer already (weak comparison, as RFC 9110 asks for here)."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return any(opaque == etag.strip('"') for _weak, opaque in _tags(if_none_match))


def version_to_change(if_match: str | None, version_now: int) -> int | None:
    """The version the caller read, for the service to compare under its lock; None when they do not care (`*`).

    Raises PreconditionRequired without `If-Match`, Stale when no tag in it can match, Invalid when it is not one.
    """
    if if_match is None:
        raise PreconditionRequired(
            "Send `If-Match` with the ETag you read, or `If-Match: *` to overwrite whatever is there."
        )
    if if_match.strip() == "*":
        return None
    tags = _tags(if_match)
    versions = [int(ours[1]) for weak, opaque in tags if not weak and (ours := _OURS.fullmatch(opaque))]
    if not versions:
        why = "A weak ETag (W/) cannot guard a change. " if any(weak for weak, _opaque in tags) else ""
        raise Stale(f"{why}`If-Match` holds no ETag of this record. Read it again.", current_version=version_now)
    return version_now if version_now in versions else versions[0]


def is_unchanged(if_match: str, etag: str) -> bool:
    """Whether what the caller read is the answer to this day (strong comparison)."""
    return any(opaque == etag.strip('"') for weak, opaque in _tags(if_match) if not weak)


def _tags(header: str) -> list[tuple[bool, str]]:
    """(is weak, what stands between the quotes) for each tag of a header."""
    found, position = [], 0
    while position < len(header):
        match = _TAG.match(header, position)
        if match is None:
            raise Invalid(f'An ETag stands in double quotes, such as "3-0f1e2d3c4b5a"; this was sent: {header[:100]}')
        found.append((match["weak"] is not None, match["opaque"]))
        position = match.end()
    return found
