"""The settings of a desk, and the way in by a link."""

from __future__ import annotations

from django.urls import path

from factcheck.web.settings import desk, history, joining, members, tokens

urlpatterns = [
    path("settings/", desk.choose, name="settings"),
    path("settings/<slug:desk>/", desk.profile, name="settings-desk"),
    path("settings/<slug:desk>/policy/", desk.policy, name="settings-policy"),
    path("settings/<slug:desk>/members/", members.members, name="settings-members"),
    path("settings/<slug:desk>/members/<uuid:member_id>/", members.member, name="settings-member"),
    path("settings/<slug:desk>/members/<uuid:member_id>/end/", members.end, name="end-membership"),
    path("settings/<slug:desk>/members/<uuid:member_id>/link/", members.link, name="member-link"),
    path("settings/<slug:desk>/invitations/", members.invitations, name="settings-invitations"),
    path("settings/<slug:desk>/invitations/<uuid:invitation_id>/revoke/", members.revoke, name="revoke-invitation"),
    path("settings/<slug:desk>/tokens/", tokens.tokens, name="settings-tokens"),
    path("settings/<slug:desk>/tokens/<uuid:token_id>/revoke/", tokens.revoke, name="revoke-token"),
    path("settings/<slug:desk>/history/", history.heads, name="settings-history"),
    path("settings/<slug:desk>/history/heads.txt", history.download, name="download-heads"),
    path("join/<str:secret>/", joining.open_link, name="open-link"),
    path("join/", joining.join, name="join"),
]
