"""Pages about claims and all that hangs on them, and the page of an article, which shows its claims."""

from __future__ import annotations

from django.urls import path

from claims.web import claims, corrections, evidence, queue, reviews, verdicts, workspace

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("articles/<uuid:article_id>/", workspace.article_page, name="article"),
    path("claims/", claims.claim_list, name="claims"),
    path("claims/<uuid:claim_id>/", claims.claim_page, name="claim"),
    path("claims/<uuid:claim_id>/edit/", claims.edit, name="edit-claim"),
    path("claims/<uuid:claim_id>/archive/", claims.archive, name="archive-claim"),
    path("claims/<uuid:claim_id>/start/", claims.start, name="start-claim"),
    path("claims/<uuid:claim_id>/to/<slug:to>/", claims.step, name="step-claim"),
    path("claims/<uuid:claim_id>/evidence/add/", evidence.add, name="add-evidence"),
    path("claims/<uuid:claim_id>/verdict/", verdicts.submit, name="submit-verdict"),
    path("claims/<uuid:claim_id>/adjudicate/", verdicts.adjudicate, name="adjudicate"),
    path("claims/<uuid:claim_id>/review/", reviews.write, name="write-review"),
    path("claims/<uuid:claim_id>/corrections/add/", corrections.add, name="add-correction-request"),
    path("correction-requests/<uuid:request_id>/edit/", corrections.edit, name="edit-correction-request"),
    path("correction-requests/<uuid:request_id>/remove/", corrections.remove, name="remove-correction-request"),
    path("appearances/<uuid:appearance_id>/seen/", corrections.seen, name="words-seen"),
    path("appearances/<uuid:appearance_id>/remove/", claims.remove_place, name="remove-appearance"),
    path("evidence/<uuid:evidence_id>/edit/", evidence.edit, name="edit-evidence"),
    path("evidence/<uuid:evidence_id>/remove/", evidence.remove, name="remove-evidence"),
    path("verdicts/<uuid:verdict_id>/withdraw/", verdicts.withdraw, name="withdraw-verdict"),
    path("sources/<uuid:source_id>/", evidence.source_page, name="source"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/<uuid:review_id>/publish/", reviews.publish, name="publish-review"),
    path("reviews/<uuid:review_id>/retract/", reviews.retract, name="retract-review"),
    path("reviews/<slug:slug>/", reviews.review_page, name="review"),
    path("reviews/<slug:slug>/evidence/<uuid:evidence_id>/", reviews.archived_quote, name="archived-quote"),
]
