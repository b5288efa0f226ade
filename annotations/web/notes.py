"""What is said about marked words: annotations with a comment, and what answers them (W3C `replying`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotations import permissions, queries
from annotations.models import Annotation, Article
from annotations.models.annotation import Motivation
from annotations.services.annotations import annotate
from annotations.web.forms import ReplyForm
from factcheck.desks.mentions import People, mentioned
from factcheck.web.pages import PageRequest, page


@dataclass(frozen=True)
class Note:
    """Marked words, and the answers to what was said about them, oldest first."""

    annotation: Annotation
    replies: list[Annotation]


@dataclass(frozen=True)
class Notes:
    """All of an article in the order of its text, and the colleagues they name."""

    notes: list[Note]
    people: People


def notes_in(article: Article, annotations: Iterable[Annotation]) -> Notes:
    """Those of an article's annotations about which something was said, with the answers, in one query for all."""
    rows = sorted(annotations, key=lambda row: (row.start, row.pk))
    known: dict[UUID | None, Annotation] = {row.pk: row for row in rows}
    answers: dict[UUID, list[Annotation]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        if row.reply_to_id is not None:
            answers.setdefault(_began(row, known), []).append(row)
    began = [row for row in rows if row.reply_to_id is None]
    notes = [Note(row, answers.get(row.pk, [])) for row in began if row.comment or row.pk in answers]
    return Notes(notes, mentioned([row.comment for row in rows], article.desk_id))


def _began(row: Annotation, known: dict[UUID | None, Annotation]) -> UUID:
    """The annotation that began the thread, as far as it is there: an answer is always younger than what it answers."""
    while above := known.get(row.reply_to_id):
        row = above
    return row.reply_to_id or row.pk


@page
def reply(request: PageRequest, annotation_id: str) -> HttpResponseBase:
    """Answer what was said about marked words; the answer is an annotation of the same words."""
    answered = queries.annotation_rows(request.actor).select_related("article", "revision").fetch(annotation_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            answer = annotate(
                request.actor, answered.article, selector={"start": answered.start, "end": answered.end},
                comment=form.cleaned_data["comment"], motivation=Motivation.REPLYING, reply_to=answered,
                revision=answered.revision,
            )  # fmt: skip
            messages.success(request, _("Your reply is saved."))
            return redirect(answer.path)
    may = permissions.may_annotate(request.actor, answered.article)
    context = {"annotation": answered, "form": form, "may": may, "nav": "articles"}
    return render(request, "annotations/reply.html", context)
