"""The archive of a desk: everything it has in one zip that proves itself, and the way back (docs/archive.md)."""

from .taking_in import ArchiveTakenIn, Outcome, take_in_archive
from .writing import ArchiveSummary, Progress, write_archive

__all__ = ["ArchiveSummary", "ArchiveTakenIn", "Outcome", "Progress", "take_in_archive", "write_archive"]
