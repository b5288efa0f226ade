"""What an import looks like to the API: what is taken, and what is read."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from factcheck.api.fields import StoredObject, StrictBoolean, StrictChoice, StrictString
from factcheck.api.inputs import Input
from factcheck.api.outputs import FieldErrorOut, Output, PersonOut
from factcheck.api.parsing import strict_json
from factcheck.core.problems import Invalid
from factcheck.exchange.exports.shapes import ProgressOut
from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.models import JobState


@extend_schema_field({"type": "object", "additionalProperties": {}})
class Mapping(StoredObject):
    """An object; in a form, its JSON. The service says what it may hold."""

    def to_internal_value(self, data: Any) -> Any:
        if getattr(data, "is_json_string", False):  # REST framework's mark of what a form holds
            try:
                data = strict_json(data.encode("utf-8", "surrogatepass"))
            except Invalid as problem:
                raise serializers.ValidationError(problem.detail.replace("The body", "The mapping")) from None
        return super().to_internal_value(data)


@extend_schema_field({})
class Content(serializers.Field[Any, Any, Any, Any]):
    """Any JSON value; a string is the text of the file."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            raise serializers.ValidationError("This is a file; send it as `file`.")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class NewImport(Input):
    desk = StrictString(required=False, max_length=80, help_text="A slug; may be left out by who has one desk.")
    format = StrictChoice(
        choices=ImportFormat.choices, required=False, help_text="Without it, what the file looks like."
    )
    file = serializers.FileField(required=False, allow_empty_file=True, help_text="The file; or give `content`.")
    content = Content(required=False, help_text="The text of the file as a string, or the JSON itself.")
    data = Content(required=False, help_text="The same under another name.")  # type: ignore[assignment]
    partial = StrictBoolean(required=False, help_text="Keep good rows beside bad ones; else it is all or nothing.")  # type: ignore[assignment]
    dry_run = StrictBoolean(required=False, help_text="Only say what would be done.")
    mapping = Mapping(
        required=False, help_text="How the file is meant: columns and `encoding` of a table, ratings, and so on."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({"file", "content", "data"} & attrs.keys()) != 1:
            raise serializers.ValidationError(
                {"content": "Give the file as `file` (multipart) or as `content`, one of them."}
            )
        return attrs


class RowErrorOut(Output):
    line = serializers.IntegerField(allow_null=True, help_text="Counted from 1, in files that have lines.")
    pointer = serializers.CharField(help_text="JSON pointer into the line, or into the file.")
    detail = serializers.CharField()


class RowOut(Output):
    line = serializers.IntegerField(allow_null=True)
    pointer = serializers.CharField()
    kind = serializers.CharField(
        allow_null=True, help_text="claim, article or annotation; null for what could not be read."
    )
    becomes = serializers.ChoiceField(choices=["new", "known", "differs", "refused"])
    says = serializers.JSONField()


@extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
class Counted(serializers.DictField):
    """How many of each kind of record."""


class CountsOut(Output):
    made = Counted(help_text="Records that are new, or would be; of an archive, rows by table.")
    updated = Counted(help_text="Rows by table of an archive that brings a desk up to date.")
    known = Counted(help_text="Records that came before under the same name, and were left as they are.")
    refused = serializers.IntegerField(help_text="Rows that cannot be taken in.")
    differing = serializers.IntegerField(help_text="Known ones of which the file says something else now.")
    more_errors = serializers.IntegerField(help_text="Errors beyond those that are told.")
    more_warnings = serializers.IntegerField()


class ProblemOfImportOut(Output):
    """What the API would have answered (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldErrorOut(many=True, required=False)  # type: ignore[assignment]


class ImportOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    html_url = serializers.URLField()
    desk = serializers.CharField()
    format = serializers.ChoiceField(choices=ImportFormat.choices)
    filename = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    mapping = serializers.JSONField()
    partial = serializers.BooleanField()  # type: ignore[assignment]
    dry_run = serializers.BooleanField()
    state = serializers.ChoiceField(choices=JobState.choices)
    problem = ProblemOfImportOut(allow_null=True, help_text="Why it failed.")
    progress = ProgressOut()
    counts = CountsOut()
    errors = RowErrorOut(many=True)  # type: ignore[assignment]
    warnings = RowErrorOut(many=True, help_text="What was not taken over as it stands.")
    preview = RowOut(many=True, help_text="The first rows of a dry run, as they were read.")
    created_by = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="When the file is removed.")


class SubjectOfOriginOut(Output):
    type = serializers.ChoiceField(choices=["claim", "article", "annotation", "review"])
    id = serializers.UUIDField()


class OriginOut(Output):
    id = serializers.UUIDField()
    desk = serializers.CharField()
    subject = SubjectOfOriginOut()
    external_id = serializers.CharField(help_text="What the other system calls it.")
    author = serializers.CharField(allow_blank=True, help_text="Who made it there, as that system says.")
    made_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField(help_text="When it came in.")
    import_id = serializers.UUIDField(allow_null=True)
