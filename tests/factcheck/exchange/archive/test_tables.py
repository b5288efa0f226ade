"""Whatever a desk has is archived, or is left out for a reason."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from annotations.models import Capture
from annotations.services.revisions import add_revision
from annotations.services.taking_in import Upload
from factcheck.core.problems import Conflict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Invitation, Token
from factcheck.exchange.archive import write_archive
from factcheck.exchange.archive.columns import names_of
from factcheck.exchange.archive.tables import LEFT_OUT, TABLES, fields_of
from factcheck.exchange.archive.verify import NAME

PAGE = b"<html><body><article><p>The same words in a page that somebody saved for the desk.</p></article></body></html>"


def test_every_model_of_a_desk_is_archived_or_left_out_for_a_reason():
    of_desks = {
        m for m in apps.get_models() if m is Desk or any(f.related_model is Desk for f in m._meta.concrete_fields)
    }
    archived = [table.model for table in TABLES]

    assert of_desks == {*archived, *LEFT_OUT}
    assert len(archived) == len(set(archived)) and not set(archived) & set(LEFT_OUT)


def test_every_field_is_archived_but_for_those_that_are_named():
    for table in TABLES:
        fields = {f.name for f in (*table.model._meta.concrete_fields, *table.model._meta.many_to_many)}

        assert names_of(table) == fields - table.without - {"desk"}
        assert table.without <= fields


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_file_has_a_name_that_the_verifier_takes(table):
    assert NAME.fullmatch(table.file)
    assert not any(f.name in ("password", "email") for f in fields_of(table))
    assert table.model not in (Token, Invitation)  # whose digests open doors


def test_a_source_copy_that_is_lost_or_damaged_is_named(article, reviewer_ravi):
    add_revision(reviewer_ravi.actor, article, upload=Upload(PAGE, filename="page.html"))
    capture = Capture.objects.get()

    storage, name = capture.content.storage, str(capture.content.name)
    storage.delete(name)
    with pytest.raises(Conflict, match=f"The bytes of capture {capture.pk} .* are not in the store"):
        write_archive(Actor.operator(), article.desk, io.BytesIO())
    storage.save(name, io.BytesIO(b"others"))
    with pytest.raises(Conflict, match="are others in the store"):
        write_archive(Actor.operator(), article.desk, io.BytesIO())


def test_the_commands_say_what_they_did(archive, tmp_path, capsys):
    (tmp_path / "in.zip").write_bytes(archive)

    call_command("import", tmp_path / "in.zip", dry_run=True)
    call_command("import", tmp_path / "in.zip")
    call_command("import", tmp_path / "in.zip")
    call_command("export", "archive", desk="demo", output=tmp_path / "out.zip")

    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Nothing was written. It holds; the desk demo is new here: ")
    assert told[1].startswith("The desk demo is new here: ") and "6 new accounts" in told[1]
    assert told[2].startswith("The desk demo was here already: ")
    assert told[3].partition("to the head ")[2] == told[1].partition("to the head ")[2]


def test_the_commands_refuse_in_words(archive, tmp_path, capsys):
    (tmp_path / "in.zip").write_bytes(archive[:1000])

    with pytest.raises(CommandError, match="This is no archive of a desk"):
        call_command("import", tmp_path / "in.zip")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import", tmp_path / "none.zip")
    with pytest.raises(CommandError, match="There is no user 'nobody'"):
        call_command("import", tmp_path / "in.zip", user="nobody")
    with pytest.raises(CommandError, match="There is no desk 'demo'"):
        call_command("export", "archive", desk="demo", output=tmp_path / "out.zip")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "archive", "--output", "x.zip"], "say the desk with --desk SLUG"),
        (["export", "archive", "--desk", "demo"], "the file with --output FILE"),
        (["export", "archive", "csv", "--desk", "demo", "--output", "x.zip"], "leave out --user"),
        (["export", "archive", "--user", "ada", "--desk", "demo", "--output", "x.zip"], "leave out --user"),
        (["export", "claims", "--user", "ada"], "Say in which format the claims are wanted"),
        (["export", "claims", "csv"], "Say with --user NAME with whose eyes the claims are read"),
        (["import", "in.zip", "--desk", "demo"], "An archive brings its own desk"),
        (["import", "in.zip", "--partial"], "comes whole"),
        (["import", "in.zip", "--format", "csv"], "Say with --user NAME who takes it in"),
        (["import", "in.zip", "--format", "csv", "--user", "ada"], "Say with --desk SLUG at which desk"),
    ],
)
def test_the_commands_say_what_they_need(arguments, said, archive, admin_ada, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.zip").write_bytes(archive)

    with pytest.raises(CommandError, match=said):
        call_command(*arguments)

    assert [path.name for path in tmp_path.iterdir()] == ["in.zip"]
