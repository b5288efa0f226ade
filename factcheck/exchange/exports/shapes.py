"""What an export job is asked for with, and what is read of it."""

from __future__ import annotations

from rest_framework import serializers

from factcheck.api.fields import StoredObject, StrictChoice, StrictString
from factcheck.api.inputs import Input
from factcheck.api.outputs import Output, PersonOut
from factcheck.desks.filters import DeskSlug, Filters, OneOf
from factcheck.exchange.formats import FORMATS, ZIP
from factcheck.exchange.models import JobState
from factcheck.exchange.resources import ARCHIVE, RESOURCES


class NewExport(Input):
    desk = StrictString(
        required=False, max_length=80, allow_blank=False, help_text="A slug; may be left out by who has one."
    )
    resource = StrictChoice(
        choices=[*RESOURCES, ARCHIVE],
        help_text="`archive` is everything of the desk, or of some claims, for its admins with the scope `admin`.",
    )
    format = StrictChoice(
        choices=[*FORMATS, ZIP], required=False, help_text="One that the resource comes in; an archive is a `zip`."
    )
    filters = StoredObject(
        required=False,
        help_text="Those of the resource's list by name, and `changed_after` and `tombstones`, as in an address; "
        "an archive takes those of the list of claims, and without any it is of the whole desk.",
    )


class ExportFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")
    state = OneOf(JobState, field_name="state", help_text="How far it is.")


class ProgressOut(Output):
    done = serializers.IntegerField(min_value=0)
    total = serializers.IntegerField(allow_null=True, help_text="Null while nobody knows.")


class ExportOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    html_url = serializers.URLField()
    desk = serializers.CharField()
    resource = serializers.CharField()
    format = serializers.CharField()
    filters = serializers.DictField()
    state = serializers.ChoiceField(choices=JobState.choices)
    problem = serializers.DictField(allow_null=True, help_text="Why it failed: type, title, status and detail.")
    progress = ProgressOut()
    file_url = serializers.URLField(allow_null=True, help_text="While there is a file.")
    filename = serializers.CharField()
    media_type = serializers.CharField()
    sha256 = serializers.CharField(allow_null=True, help_text="Of the file.")
    size = serializers.IntegerField(allow_null=True, help_text="In bytes.")
    rows = serializers.IntegerField(allow_null=True, help_text="Rows, texts or claims that were written.")
    as_of = serializers.DateTimeField(allow_null=True)
    sequence = serializers.IntegerField(
        allow_null=True, help_text="The last event of the desk that its maker may see and that it holds."
    )
    head = serializers.CharField(allow_null=True, help_text="The hash of that event.")
    created_by = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="From then on the file is gone (410).")
