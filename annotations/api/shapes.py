"""What articles, revisions and annotations look like: what is taken, and what is read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotations.anchoring import OPERATIONS
from annotations.anchoring.selectors import read_selector
from annotations.models import Annotation, Article
from annotations.models.anchor import AnchorStatus
from annotations.models.annotation import Motivation
from annotations.models.article import ArticleState, URLKind
from annotations.models.capture import CaptureWay
from factcheck.api.fields import AnyJSON, Reference, SourceText, StrictString, WebURL
from factcheck.api.inputs import Input, ModelInput
from factcheck.api.outputs import Output, PersonOut, RecordOut
from factcheck.core.problems import Invalid


@extend_schema_field({
    "anyOf": [
        {
            "type": "object", "additionalProperties": False,
            "properties": {
                "type": {"enum": ["TextQuoteSelector", "TextPositionSelector"]},
                "exact": {"type": "string", "minLength": 1}, "prefix": {"type": "string"}, "suffix": {"type": "string"},
                "start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 1},
            },
            "anyOf": [{"required": ["exact"]}, {"required": ["start", "end"]}],
            "dependentRequired": {"start": ["end"], "end": ["start"]},
        },
        {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 10},
    ],
})  # fmt: skip
class SelectorField(AnyJSON):
    """Where in a text: `{start, end}` in code points, `{exact, prefix?, suffix?}`, or a list of W3C selectors."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        try:
            read_selector(value, "")
        except Invalid as problem:
            wrong: Any = [problem.detail]
            for step in reversed(problem.errors[0].pointer.split("/")[1:]):
                wrong = {step: wrong}
            raise serializers.ValidationError(wrong) from None
        return value


class ArticleChanges(ModelInput):
    class Meta:
        model = Article
        fields = ("title", "publisher", "authors", "published_on", "language", "tags", "keep_everything")


class NewArticle(ArticleChanges):
    together = {
        "oneOf": [
            *({"required": [words]} for words in ("text", "html", "file")),
            {
                "required": ["url"],
                "properties": {"url": {"type": "string", "minLength": 1}},
                "not": {"anyOf": [{"required": [words]} for words in ("text", "html", "file")]},
            },
        ]
    }
    desk = StrictString(required=False, max_length=80, help_text="A slug; may be left out by who has one desk.")
    url = WebURL(required=False, help_text="Where it was published.")
    text = SourceText(required=False, help_text="The words of the article as they are; or give `html`.")
    html = SourceText(required=False, help_text="The page; the article's words are found in it.")
    file = serializers.FileField(required=False, help_text="A saved page: HTML, MHTML, PDF, DOCX or plain text.")

    class Meta(ArticleChanges.Meta):
        fields = ("desk", "url", "text", "html", "file", *ArticleChanges.Meta.fields)


class NewRevision(Input):
    together = {"minProperties": 1, "maxProperties": 1}
    text = SourceText(required=False, help_text="What the article says now; or give `html`.")
    html = SourceText(required=False, help_text="Its page as it is now.")


class MergeInput(Input):
    into = Reference(help_text="The article that stays.")


class AnnotationChanges(ModelInput):
    class Meta:
        model = Annotation
        fields = ("comment", "motivation", "tags")


class NewAnnotation(AnnotationChanges):
    article = Reference()
    selector = SelectorField(
        help_text="`{start, end}` in code points, or `{exact, prefix?, suffix?}`, or an array of W3C selectors.",
    )
    revision = Reference(required=False, help_text="The revision that was read; without it, the current one.")
    reply_to = Reference(required=False, allow_null=True, help_text="The annotation that this answers.")

    class Meta(AnnotationChanges.Meta):
        fields = ("article", "selector", "revision", *AnnotationChanges.Meta.fields, "reply_to")


class AnchorInput(Input):
    selector = SelectorField(help_text="As for a new annotation, in the article's current text, or that of `revision`.")
    revision = Reference(
        required=False,
        help_text="The revision that was read; the words have to stand in the current one as they do there.",
    )


class ArticleURLOut(Output):
    url = serializers.CharField()
    kind = serializers.ChoiceField(choices=URLKind.choices)


class CurrentRevisionOut(Output):
    id = serializers.UUIDField()
    number = serializers.IntegerField(min_value=1)
    sha256 = serializers.CharField()
    length = serializers.IntegerField(help_text="In code points.")
    created_at = serializers.DateTimeField()


class ArticleCountsOut(Output):
    annotations = serializers.IntegerField()
    claims = serializers.IntegerField()
    reviews = serializers.IntegerField()


class ArticleOut(RecordOut):
    html_url = serializers.URLField()
    title = serializers.CharField()
    urls = ArticleURLOut(many=True)
    publisher = serializers.CharField()
    authors = serializers.ListField(child=serializers.CharField())
    published_on = serializers.DateField(allow_null=True)
    language = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    keep_everything = serializers.BooleanField(help_text="Keep all words of its page, not the article's alone.")
    state = serializers.ChoiceField(choices=ArticleState.choices)
    problem = serializers.DictField(allow_null=True, help_text="Why the last fetch failed.")
    fetched_at = serializers.DateTimeField(
        allow_null=True, help_text="When its page was last fetched, or found unchanged."
    )
    revision = CurrentRevisionOut(allow_null=True)
    counts = ArticleCountsOut()


class CaptureOut(Output):
    """The bytes a text was read from."""

    way = serializers.ChoiceField(choices=CaptureWay.choices)
    captured_url = serializers.CharField(help_text="Where they were fetched, after all redirects.")
    media_type = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    copied_at = serializers.DateTimeField(allow_null=True, help_text="When the archive made the copy, if it is one.")
    created_at = serializers.DateTimeField()


class RevisionOut(CurrentRevisionOut):
    url = serializers.URLField()
    desk = serializers.CharField()
    article = serializers.UUIDField()
    capture = CaptureOut(allow_null=True, help_text="What it was read from; null for words that were sent as they are.")
    created_by = PersonOut(allow_null=True)


class ReanchoringOut(Output):
    exact = serializers.IntegerField()
    moved = serializers.IntegerField()
    changed = serializers.IntegerField()
    orphaned = serializers.IntegerField()


class RevisionTakenInOut(RevisionOut):
    reanchoring = ReanchoringOut(help_text="How the article's annotations sit in this text.")


class OperationOut(Output):
    op = serializers.ChoiceField(choices=OPERATIONS)
    start = serializers.IntegerField(help_text="In code points of this revision.")
    end = serializers.IntegerField()
    against_start = serializers.IntegerField(help_text="In code points of the revision it is held against.")
    against_end = serializers.IntegerField()


class DiffOut(Output):
    revision = serializers.UUIDField()
    against = serializers.UUIDField()
    operations = OperationOut(many=True)


class BlockOut(Output):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kind = serializers.CharField()


class RevisionWithTextOut(RevisionOut):
    text = serializers.CharField()
    blocks = BlockOut(many=True, help_text="`[start, end)` in code points of `text`.")


class AnchorOut(Output):
    status = serializers.ChoiceField(choices=AnchorStatus.choices)
    score = serializers.FloatField(min_value=0, max_value=1)
    revision = serializers.UUIDField()
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)


class AnnotationOut(RecordOut):
    html_url = serializers.URLField()
    article = serializers.UUIDField()
    revision = serializers.UUIDField(help_text="The revision it was made on.")
    start = serializers.IntegerField(help_text="In code points of that revision's text.")
    end = serializers.IntegerField()
    exact = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    comment = serializers.CharField()
    motivation = serializers.ChoiceField(choices=Motivation.choices)
    tags = serializers.ListField(child=serializers.CharField())
    reply_to = serializers.UUIDField(allow_null=True)
    anchor = AnchorOut(allow_null=True, help_text="Where it sits in the article's current revision.")
