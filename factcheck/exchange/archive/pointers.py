"""Where in an archive something is wrong, as a JSON pointer (RFC 6901): the name of the file, then the line."""

from __future__ import annotations


def pointer_to(file: str, line: int = 0) -> str:
    """`/claims.jsonl/3`; without a line that of the file. Slashes in the file's name are spelt `~1`."""
    name = file.replace("~", "~0").replace("/", "~1")
    return f"/{name}/{line}" if line else f"/{name}"


def split_pointer(pointer: str) -> tuple[str, int | None]:
    """The pointer to the file, and the line in it, where there is one."""
    name, _slash, line = pointer.removeprefix("/").partition("/")
    return f"/{name}", int(line) if line else None
