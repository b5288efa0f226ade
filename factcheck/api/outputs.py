"""What is read, declared for the OpenAPI description; presenters make it, tests hold every answer against it."""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework import serializers

from factcheck.desks.models.desk import ADJUDICATORS
from factcheck.desks.roles import Role, Scope

Output = serializers.Serializer[Any]


class PersonOut(Output):
    id = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()


class FieldErrorOut(Output):
    pointer = serializers.CharField(help_text="JSON pointer into the body; `/name` for a query parameter.")
    detail = serializers.CharField()


class ProblemOut(Output):
    """RFC 9457. Some types carry further members; `/problems/` names them."""

    type = serializers.CharField(help_text="Leads to the page that explains it: `/problems/<name>/`.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = FieldErrorOut(many=True, required=False)


class PageOut(Output):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    count = serializers.IntegerField(required=False, help_text="How many there are in all; with `count=1`.")


@cache
def page_of_outputs(kind: type[Output]) -> type[Output]:
    """The page of a list of these."""
    name = f"{kind.__name__.removesuffix('Out')}PageOut"
    return type(name, (PageOut,), {"results": kind(many=True)})


class RecordOut(Output):
    """What every record has."""

    id = serializers.UUIDField()
    url = serializers.URLField(help_text="Where the API has it.")
    desk = serializers.CharField(help_text="The slug of the desk that owns it.")
    version = serializers.IntegerField(min_value=1)
    created_by = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class DeskRoleOut(Output):
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices, help_text="What they may do needs the role and the scope.")
    url = serializers.URLField()


class MeOut(PersonOut):
    url = serializers.URLField()
    scope = serializers.ChoiceField(choices=Scope.choices)
    desks = DeskRoleOut(many=True)


class PolicyOut(Output):
    verdicts_needed = serializers.IntegerField()
    blind = serializers.BooleanField()
    evidence_needed = serializers.IntegerField()
    primary_source_needed = serializers.BooleanField()
    two_sided = serializers.BooleanField()
    own_verdict_may_adjudicate = serializers.BooleanField()
    hide_names = serializers.BooleanField()
    adjudicators = serializers.ChoiceField(
        choices=ADJUDICATORS, help_text="The least role that decides a disputed claim."
    )


class DeskOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    slug = serializers.CharField()
    name = serializers.CharField()
    profile = serializers.DictField()
    policy = PolicyOut()
    rating_scale = serializers.UUIDField(allow_null=True, help_text="The rating scale in force.")
    version = serializers.IntegerField(min_value=1)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class SubjectOut(Output):
    type = serializers.CharField()
    id = serializers.UUIDField()


class EventOut(Output):
    id = serializers.UUIDField()
    desk = serializers.CharField()
    sequence = serializers.IntegerField(min_value=1)
    at = serializers.DateTimeField()
    actor = PersonOut(allow_null=True)
    verb = serializers.CharField()
    subject = SubjectOut()
    claim = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField(allow_null=True, help_text="The version of the subject that this made, if any.")
    changes = serializers.DictField(help_text="`{field: [before, after]}`")
    previous_hash = serializers.CharField()
    hash = serializers.CharField()


class MemberOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    desk = serializers.CharField()
    user = PersonOut()
    username = serializers.CharField()
    email = serializers.CharField(
        allow_null=True, help_text="For themselves, and admins of the desk that made the account."
    )
    role = serializers.ChoiceField(choices=Role.choices)
    ends_on = serializers.DateField(allow_null=True, help_text="The last day there.")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="When the membership was ended at once.")
    is_current = serializers.BooleanField()
    version = serializers.IntegerField(min_value=1)
    created_at = serializers.DateTimeField()
    joining_url = serializers.URLField(
        required=False, help_text="Once, for an account without a password: there they choose it."
    )


class InvitationOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    desk = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    ends_on = serializers.DateField(allow_null=True, help_text="The last day of the membership it leads to.")
    person = PersonOut(allow_null=True, help_text="For whom it is, if only for the owner of one account.")
    state = serializers.ChoiceField(choices=["open", "accepted", "revoked", "expired"])
    created_by = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_by = PersonOut(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    joining_url = serializers.URLField(required=False, help_text="The link itself; in the answer to its making alone.")


class TokenOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    desk = serializers.CharField()
    user = PersonOut()
    name = serializers.CharField()
    scope = serializers.ChoiceField(choices=Scope.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    token = serializers.CharField(required=False, help_text="The key itself; in the answer to its making alone.")


class KeptHeadOut(Output):
    id = serializers.UUIDField()
    desk = serializers.CharField()
    sequence = serializers.IntegerField(min_value=1)
    hash = serializers.CharField()
    kept_at = serializers.DateTimeField()
    head = serializers.CharField(help_text="`desk:sequence:hash`, as `verify_history --against` takes it.")
