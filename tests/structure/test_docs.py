"""What README and docs name is there, and what they list they list in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("**/*.md"))]
PARTS = ("factcheck", "annotations", "claims", "static", "tests", "tools")
MADE_ELSEWHERE = ("node_modules", "__pycache__")
UNSAID = {"management", "migrations", "templatetags"}
"""Django's own folders, which tell by their names what they hold; `management` is named where it holds a command to know."""
BETWEEN_US = {"WITH_WORKER"}
"""Variables that one part of the project tells another, and no person gives."""

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def files() -> list[str]:
    """The project's own files, as paths from its root."""
    places = [ROOT.glob("*.*"), *((ROOT / part).rglob("*") for part in (*PARTS, "docs"))]
    found = [path for place in places for path in place if path.is_file() and not set(path.parts) & {*MADE_ELSEWHERE}]
    return [path.relative_to(ROOT).as_posix() for path in found]


def house() -> Iterator[str]:
    """The paths that the picture in docs/architecture.md names: first column, indented below what they lie in."""
    _, _, rest = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition("## The house\n\n```\n")
    picture, _, _ = rest.partition("```")
    above: list[str] = []
    for line in picture.splitlines():
        names = re.match(r" *(\S+( \S+)*)", line)
        if names is None or line.startswith(" " * 20):
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [names[1]]
        yield from ("".join([*above[:depth], name]) for name in names[1].split())


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", document.read_text(encoding="utf-8"))
    inner = [(link, heading) for link, heading in links if "://" not in link]

    for link, heading in inner:
        target = document.parent / link if link else document
        assert target.exists(), link
        if heading:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
            assert heading in [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings], (link, heading)


@each_document
def test_files_that_are_named_are_there(document: Path) -> None:
    named = re.findall(r"`([\w./-]+\.(?:py|html|css|js|md))`", document.read_text(encoding="utf-8"))
    there = [f"/{path}" for path in files()]

    assert [name for name in named if not any(path.endswith(f"/{name}") for path in there)] == []


def test_the_readme_lists_every_document() -> None:
    listed = re.findall(r"^- \[(docs/[^]]+)\]", README.read_text(encoding="utf-8"), re.M)

    assert sorted(listed) == sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))


def test_the_picture_of_the_house_shows_what_is_there() -> None:
    shown = set(house())

    assert len(shown) > 40
    assert [path for path in sorted(shown) if not (ROOT / path).exists()] == []


def test_the_picture_of_the_house_leaves_no_part_out() -> None:
    rooms = {"/".join(path.split("/")[:2]) + "/" for path in files() if path.count("/") > 1 and path.startswith(PARTS)}
    unsaid = {room for room in rooms if room.strip("/").split("/")[-1] in UNSAID or room.startswith("docs/")}

    assert rooms - unsaid - set(house()) == set()


def test_the_readme_tells_of_every_setting() -> None:
    table = re.findall(r"^\| (`.+?`) \|", README.read_text(encoding="utf-8"), re.M)
    told = {name for cell in table for name in re.findall(r"`([A-Z_]+)`", cell)}
    code = [ROOT / "gunicorn.conf.py", *ROOT.glob("factcheck/*.py"), *ROOT.glob("tools/*.py"), *ROOT.glob("tests/*.py")]
    reads = r"""\b(?:env\.\w+|os\.environ\.get)\(\s*"([A-Z_]+)\""""
    read = {name for path in code for name in re.findall(reads, path.read_text(encoding="utf-8"))}

    assert told == {name for name in read if name not in {*BETWEEN_US, "PYTHONPATH"}}
