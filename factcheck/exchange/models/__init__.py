"""Exports and imports that take their time, what came from elsewhere under which name, and desks that came as a whole."""

from .arrival import Arrival
from .export import Export
from .importing import Import
from .job import Job, JobState
from .origin import Origin

__all__ = ["Arrival", "Export", "Import", "Job", "JobState", "Origin"]
