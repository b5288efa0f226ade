"""The project's settings as the tests run them: nothing outside a temporary directory is touched.

Each process has a directory of its own, so that runs may overlap; DATABASE_URL is taken when given, else SQLite.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

place = tempfile.mkdtemp(prefix="factcheck-tests-")
atexit.register(shutil.rmtree, place, ignore_errors=True)
os.environ["DATA_DIR"] = place
os.environ.setdefault("SECRET_KEY", "of no worth outside the tests, and long enough")
os.environ["ALLOW_DEMO"] = "1"
# Playwright keeps an event loop on the thread of the test, in which Django would refuse to ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from factcheck.settings import *  # noqa: E402, F403  # the settings under test
from factcheck.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; there is nothing to protect
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir()  # empty: files are served from where they are written, under their own names

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file as in production: in memory, the threads of a live server would not wait for each other's writes.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
