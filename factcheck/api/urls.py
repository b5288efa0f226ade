"""The desks' endpoints, the API about itself, and what those who run the service ask."""

from __future__ import annotations

from django.urls import path, re_path

from factcheck.api import description, desks, invitations, members, operations, tokens

urlpatterns = [
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("api/schema/", description.SchemaView.as_view(), name="schema"),
    path("api/docs/", description.docs, name="api-docs"),
    path("api/v1/me/", desks.Me.as_view(), name="api-me"),
    path("api/v1/desks/", desks.DeskList.as_view(), name="api-desks"),
    path("api/v1/desks/<slug:slug>/", desks.DeskDetail.as_view(), name="api-desk"),
    path("api/v1/events/", desks.EventList.as_view(), name="api-events"),
    path("api/v1/heads/", desks.HeadList.as_view(), name="api-heads"),
    path("api/v1/members/", members.MemberList.as_view(), name="api-members"),
    path("api/v1/members/<uuid:id>/", members.MemberDetail.as_view(), name="api-member"),
    path("api/v1/members/<uuid:id>/joining-link/", members.MemberLink.as_view(), name="api-member-link"),
    path("api/v1/invitations/", invitations.InvitationList.as_view(), name="api-invitations"),
    path("api/v1/invitations/<uuid:id>/", invitations.InvitationDetail.as_view(), name="api-invitation"),
    path("api/v1/tokens/", tokens.TokenList.as_view(), name="api-tokens"),
    path("api/v1/tokens/<uuid:id>/", tokens.TokenDetail.as_view(), name="api-token"),
    re_path(r"^api/", operations.AnythingElse.as_view()),
]
