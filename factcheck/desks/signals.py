"""Notices to the apps above; sent inside the transaction. This file lists them all."""

from django.dispatch import Signal

recorded = Signal()
"""An event was appended to its desk's chain. Arguments: `event`."""

desk_opened = Signal()
"""A desk was made. Arguments: `actor`, `desk`."""

deidentified = Signal()
"""A person's name was taken out of the records. Arguments: `user`."""
