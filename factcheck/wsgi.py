"""The door for WSGI servers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from factcheck.api.parsing import LARGEST_BODY
from factcheck.core.chunked import Measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = Measured(get_wsgi_application(), LARGEST_BODY)
