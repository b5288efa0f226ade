"""The project's own settings, with the floors beside its addresses."""

from factcheck.settings import *  # noqa: F403  # the settings that are measured

ROOT_URLCONF = "tests.benchmarks.floors"
