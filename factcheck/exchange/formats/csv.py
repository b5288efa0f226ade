"""CSV (RFC 4180) with a header line, which a spreadsheet opens without running any of it.

A column is a path into the API's object, such as `claimant.name`; lists and objects are JSON.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from factcheck.exchange.exports.selection import Selection, objects
from factcheck.exchange.formats.form import Format
from factcheck.exchange.resources import RESOURCES

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that spreadsheet programs run as a formula (https://owasp.org/www-community/attacks/CSV_Injection), or
one that was kept from it."""
_BELOW_NOUGHT = re.compile(r"-\d+([.,]\d+)?")
"""Words that are a number below nought: to a spreadsheet a number, too."""


def write(rows: Iterable[Any], selection: Selection) -> Iterator[bytes]:
    return lines(rows, RESOURCES[selection.resource].columns)


def lines(rows: Iterable[Any], columns: tuple[str, ...]) -> Iterator[bytes]:
    """A line for each row, the columns in this order."""
    writer = csv.writer(_Echo())
    yield _line(writer.writerow(columns))
    for row in rows:
        yield _line(writer.writerow([_cell(_reach(row, column)) for column in columns]))


class _Echo:
    """Where `csv.writer` writes to: hands each line back."""

    def write(self, line: str) -> str:
        return line


def _line(written: Any) -> bytes:
    return str(written).encode()


def _reach(row: Any, path: str) -> Any:
    value = row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return shielded(value) if isinstance(value, str) else orjson.dumps(value).decode()


def shielded(words: str) -> str:
    """Words as a cell may hold them: with `'` before what would be a formula. What begins so already gets one more, so that
    `unshielded` gives back whatever there was."""
    return f"'{words}" if _FORMULA.match(words) and not _BELOW_NOUGHT.fullmatch(words) else words


def unshielded(cell: str) -> str:
    """The words of a cell that `shielded` made."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


FORMAT = Format("csv", "CSV", "text/csv; charset=utf-8", "csv", dict.fromkeys(RESOURCES, objects), write)
