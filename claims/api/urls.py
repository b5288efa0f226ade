"""Addresses of claims and all that hangs on them, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from claims.api import (
    agreement,
    claims,
    comments,
    correction_requests,
    evidence,
    notices,
    queue,
    rating_scales,
    reports,
    reviews,
    sources,
    verdicts,
)

urlpatterns = [
    path("agreement/", agreement.AgreementReport.as_view(), name="api-agreement"),
    path("queue/", queue.Queue.as_view(), name="api-queue"),
    path("claims/<uuid:id>/hold/", queue.ClaimHold.as_view(), name="api-claim-hold"),
    path("claims/<uuid:id>/presence/", queue.ClaimPresence.as_view(), name="api-claim-presence"),
    path("articles/<uuid:id>/presence/", queue.ArticlePresence.as_view(), name="api-article-presence"),
    path("claims/", claims.ClaimList.as_view(), name="api-claims"),
    path("claims/<uuid:id>/", claims.ClaimDetail.as_view(), name="api-claim"),
    path("claims/<uuid:id>/appearances/", claims.ClaimAppearances.as_view(), name="api-claim-appearances"),
    path("claims/<uuid:id>/evidence/", evidence.ClaimEvidence.as_view(), name="api-claim-evidence"),
    path("claims/<uuid:id>/verdicts/", verdicts.ClaimVerdicts.as_view(), name="api-claim-verdicts"),
    path("claims/<uuid:id>/annotations/", claims.ClaimAnnotations.as_view(), name="api-claim-annotations"),
    path("claims/<uuid:id>/transitions/", claims.ClaimTransitions.as_view(), name="api-claim-transitions"),
    path(
        "claims/<uuid:id>/correction-requests/",
        correction_requests.ClaimCorrectionRequests.as_view(),
        name="api-claim-correction-requests",
    ),
    path(
        "correction-requests/<uuid:id>/",
        correction_requests.CorrectionRequestDetail.as_view(),
        name="api-correction-request",
    ),
    path("claims/<uuid:id>/comments/", comments.ClaimComments.as_view(), name="api-claim-comments"),
    path("comments/<uuid:id>/", comments.CommentDetail.as_view(), name="api-comment"),
    path("notices/", notices.NoticeList.as_view(), name="api-notices"),
    path("notices/<uuid:id>/read/", notices.ReadNotice.as_view(), name="api-notice-read"),
    path("claims/<uuid:id>/events/", claims.ClaimEvents.as_view(), name="api-claim-events"),
    path("claims/<uuid:id>/report.<slug:kind>", reports.ClaimReport.as_view(), name="api-claim-report"),
    path("articles/<uuid:id>/report.<slug:kind>", reports.ArticleReport.as_view(), name="api-article-report"),
    path("appearances/<uuid:id>/", claims.AppearanceDetail.as_view(), name="api-appearance"),
    path("sources/", sources.SourceList.as_view(), name="api-sources"),
    path("sources/<uuid:id>/", sources.SourceDetail.as_view(), name="api-source"),
    path("evidence/<uuid:id>/", evidence.EvidenceDetail.as_view(), name="api-evidence"),
    path("verdicts/<uuid:id>/", verdicts.VerdictDetail.as_view(), name="api-verdict"),
    path("verdicts/<uuid:id>/versions/", verdicts.VerdictVersions.as_view(), name="api-verdict-versions"),
    path("rating-scales/", rating_scales.RatingScaleList.as_view(), name="api-rating-scales"),
    path("rating-scales/<uuid:id>/", rating_scales.RatingScaleDetail.as_view(), name="api-rating-scale"),
    path("reviews/", reviews.ReviewList.as_view(), name="api-reviews"),
    path("reviews/<uuid:id>/", reviews.ReviewDetail.as_view(), name="api-review"),
    path("reviews/<uuid:id>/publish/", reviews.PublishReview.as_view(), name="api-review-publish"),
    path("reviews/<uuid:id>/correct/", reviews.CorrectReview.as_view(), name="api-review-correct"),
    path("reviews/<uuid:id>/retract/", reviews.RetractReview.as_view(), name="api-review-retract"),
    path("reviews/<uuid:id>/claimreview/", reviews.ReviewMarkup.as_view(), name="api-review-claimreview"),
]
