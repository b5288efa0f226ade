"""Comments on claims."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from claims import queries
from claims.api import presenters
from claims.api.inputs import CommentChanges, NewComment
from claims.api.outputs import CommentOut
from claims.models import Comment
from claims.services.comments import add_comment, archive_comment, edit_comment
from factcheck.api.inputs import referred_to
from factcheck.api.presenters import Shown
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.desks.mentions import mentioned


class ClaimComments(ResourceList[Comment]):
    """What is said about a claim, oldest first; on a blind desk without what may tell of verdicts that are hidden."""

    tag = "comments"
    orderings = ("id", "created_at", "updated_at")
    input, output = NewComment, CommentOut

    def rows(self) -> QuerySet[Comment]:
        return queries.comment_rows(self.actor).filter(claim=queries.claim(self.actor, self.kwargs["id"]))

    def present(self, row: Comment) -> Shown:
        return self.present_all([row])[0]

    def present_all(self, rows: list[Comment]) -> list[Shown]:
        people = mentioned([row.text for row in rows], rows[0].desk_id) if rows else {}
        return [presenters.comment(row, self.base, people) for row in rows]

    def create(self, given: dict[str, Any]) -> Comment:
        """Say something about the claim, or answer; `@username` addresses a colleague."""
        claim = queries.claim(self.actor, self.kwargs["id"])
        answered = given.pop("reply_to", None)
        if answered is not None:
            given["reply_to"] = referred_to(queries.comment_rows(self.actor), answered, "/reply_to")
        return add_comment(self.actor, claim, **given)


class CommentDetail(ResourceDetail[Comment]):
    """One comment. Its author changes its words, any reviewer says that its thread is resolved."""

    tag = "comments"
    input, output = CommentChanges, CommentOut

    def rows(self) -> QuerySet[Comment]:
        return queries.comment_rows(self.actor)

    def present(self, row: Comment) -> Shown:
        return presenters.comment(row, self.base, mentioned([row.text], row.desk_id))

    def change(self, row: Comment, version: int | None, changes: dict[str, Any]) -> Comment:
        return edit_comment(self.actor, row, version=version, **changes)

    def remove(self, row: Comment, version: int | None) -> None:
        archive_comment(self.actor, row, version=version)
