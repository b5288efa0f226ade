"""The link of an invitation, as it is sent to somebody."""

from __future__ import annotations

from django.urls import reverse


def joining_url(base: str, secret: str) -> str:
    """Where the holder of the secret comes in; `base` is scheme and host: `https://desk.example`."""
    return base + reverse("open-link", args=[secret])
