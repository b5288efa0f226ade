"""The door for WSGI servers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

from factcheck.api.parsing import LARGEST_BODY
from factcheck.core.chunked import Measured

application = Measured(get_wsgi_application(), LARGEST_BODY)
