"""Settings from the environment: good values arrive typed, senseless ones are refused by name."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from factcheck import env


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "yes", " on "])
def test_a_flag_is_up(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)

    assert env.flag("DEBUG") is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off"])
def test_a_flag_is_down(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)

    assert env.flag("DEBUG", default=True) is False


@pytest.mark.parametrize("value", [None, "", "   "])
def test_what_is_empty_was_not_given(monkeypatch, value):
    monkeypatch.delenv("GIVEN", raising=False)
    if value is not None:
        monkeypatch.setenv("GIVEN", value)

    assert env.flag("GIVEN", default=True) is True
    assert env.number("GIVEN", 7) == 7
    assert env.text("GIVEN", "seven") == "seven"
    assert env.choice("GIVEN", ["red", "blue"], "blue") == "blue"
    assert env.names("GIVEN", ["a"]) == ["a"]


@pytest.mark.parametrize("value", ["maybe", "2", "y", "tru"])
def test_a_flag_that_makes_no_sense_is_refused_with_what_would_be_right(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)

    with pytest.raises(ImproperlyConfigured, match=rf"DEBUG='{value}' makes no sense: say 1 for yes or 0 for no"):
        env.flag("DEBUG")


@pytest.mark.parametrize("value", ["0", "65536", "-1", "80.5", "1e3", "８０００", "0x50", "1_000", "9" * 5000, "port"])
def test_a_number_out_of_bounds_or_no_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)

    with pytest.raises(ImproperlyConfigured, match=r"PORT=.* whole number from 1 to 65535"):
        env.number("PORT", 8000, least=1, most=65535)


def test_both_bounds_of_a_number_are_allowed(monkeypatch):
    for value in ("1", "65535"):
        monkeypatch.setenv("PORT", value)
        assert env.number("PORT", 8000, least=1, most=65535) == int(value)


def test_a_choice_takes_any_case_and_names_the_options_when_refusing(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "info")
    assert env.choice("LOG_LEVEL", ["INFO", "ERROR"], "ERROR") == "INFO"

    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL='loud' makes no sense: it has to be one of INFO, ERROR"):
        env.choice("LOG_LEVEL", ["INFO", "ERROR"], "ERROR")


def test_names_are_divided_by_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "desk.example, www.desk.example,,")

    assert env.names("ALLOWED_HOSTS") == ["desk.example", "www.desk.example"]


def test_a_directory_is_made_and_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "deep/down")

    assert env.directory("DATA_DIR", Path("/nowhere")) == tmp_path / "deep" / "down"
    assert (tmp_path / "deep" / "down").is_dir()


def test_a_directory_where_a_file_stands_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))

    with pytest.raises(ImproperlyConfigured, match=r"DATA_DIR=.*has to be a directory"):
        env.directory("DATA_DIR", tmp_path)


def test_the_secret_comes_from_the_variable_before_the_file(monkeypatch, tmp_path):
    kept_in = tmp_path / "secret-key"
    from_file, from_variable = "the file's " * 4 + "secret", "the variable's " * 3 + "secret"
    kept_in.write_text(f"{from_file}\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert env.secret("SECRET_KEY", kept_in=kept_in) == from_file

    monkeypatch.setenv("SECRET_KEY", from_variable)
    assert env.secret("SECRET_KEY", kept_in=kept_in) == from_variable


@pytest.mark.parametrize("place", ["variable", "file"])
def test_a_secret_that_could_be_guessed_is_refused_and_not_told(monkeypatch, tmp_path, place):
    kept_in = tmp_path / "secret-key"
    short, long = "hush" * 7 + "hus", "hush" * 8
    assert (len(short), len(long)) == (31, 32)

    def give(secret):
        if place == "file":
            monkeypatch.delenv("SECRET_KEY", raising=False)
            kept_in.write_text(secret)
        else:
            monkeypatch.setenv("SECRET_KEY", secret)

    give(short)
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY has 31 characters .* at least 32") as refusal:
        env.secret("SECRET_KEY", kept_in=kept_in)
    assert "hush" not in str(refusal.value)

    give(long)
    assert env.secret("SECRET_KEY", kept_in=kept_in) == long


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_without_a_secret_nothing_starts(monkeypatch, tmp_path, content):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    if content is not None:
        (tmp_path / "secret-key").write_text(content)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set: give it a long random text"):
        env.secret("SECRET_KEY", kept_in=tmp_path / "secret-key")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/desk.sqlite3", "var/desk.sqlite3"),
        ("sqlite:////srv/desk.sqlite3", "/srv/desk.sqlite3"),
        ("sqlite:////srv/fact%20check.db", "/srv/fact check.db"),
        ("sqlite:////srv/odd?#name.db", "/srv/odd?#name.db"),
    ],
)
def test_a_sqlite_url_names_a_file(monkeypatch, url, name):
    monkeypatch.setenv("DATABASE_URL", url)

    assert env.database_url("DATABASE_URL", "") == {"ENGINE": "django.db.backends.sqlite3", "NAME": name}


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("postgres://rosa:pw@db.example:5433/desk", ("rosa", "pw", "db.example", "5433", "desk", {})),
        ("postgresql://db.example/desk", ("", "", "db.example", "", "desk", {})),
        ("postgres://ro%40sa:p%2Fw%23%3A@[::1]:5432/d%C3%A9sk", ("ro@sa", "p/w#:", "::1", "5432", "désk", {})),
        ("postgres:///desk", ("", "", "", "", "desk", {})),
        ("postgres://rosa@/desk?host=%2Frun%2Fpg&port=5434", ("rosa", "", "/run/pg", "5434", "desk", {})),
        ("postgres://%2Frun%2Fpg/desk", ("", "", "/run/pg", "", "desk", {})),
        ("postgres://db/desk?sslmode=require", ("", "", "db", "", "desk", {"sslmode": "require"})),
    ],
)
def test_a_postgres_url_is_taken_apart(monkeypatch, url, parts):
    monkeypatch.setenv("DATABASE_URL", url)

    found = env.database_url("DATABASE_URL", "")

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert tuple(found[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")) == parts


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://root@db/desk", "start with sqlite:/// or postgres://"),
        ("desk.sqlite3", "start with sqlite:/// or postgres://"),
        ("sqlite://desk.sqlite3", "a file is wanted"),
        ("sqlite:///", "a file is wanted"),
        ("sqlite:////srv/", "a file is wanted"),
        ("postgres://rosa:hush@db", "name one database"),
        ("postgres://rosa:hush@db/one/two", "name one database"),
        ("postgres://rosa:hush@db:port/desk", "host and port cannot be read"),
        ("postgres://rosa:hush@db:99999/desk", "host and port cannot be read"),
        ("postgres://rosa:hush@[db/desk", "host and port cannot be read"),
        ("postgres://rosa:hush#@db/desk", "# in a password has to be written %23"),
        ("postgres://rosa:hush/@db/desk", "host and port cannot be read"),
    ],
)
def test_a_broken_database_url_is_refused_without_telling_the_password(monkeypatch, url, reason):
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match=rf"DATABASE_URL=.*({reason})") as refusal:
        env.database_url("DATABASE_URL", "")

    assert "hush" not in str(refusal.value)
