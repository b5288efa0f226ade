"""Do what was left for later, until told to end."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from factcheck.desks.working import Workers


class Command(BaseCommand):
    help = "Do what was left for later (fetching articles), in TASK_THREADS threads, until told to end."

    def handle(self, *args: Any, **options: Any) -> None:
        workers = Workers(settings.TASK_THREADS)

        def stop(number: int, frame: FrameType | None) -> None:
            workers.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        workers.run()
