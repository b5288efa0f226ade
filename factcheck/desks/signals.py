"""Notices to the apps above; sent inside the transaction. This file lists them all."""

from django.dispatch import Signal

desk_opened = Signal()
"""A desk was made. Arguments: `actor`, `desk`."""
