from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7
from factcheck.desks.roles import Role

from .told import InHistory, Told

POLICY_FIELDS = (
    "verdicts_needed", "blind", "evidence_needed", "primary_source_needed", "two_sided", "own_verdict_may_adjudicate",
    "hide_names", "adjudicators",
)  # fmt: skip

ADJUDICATORS = [(Role.EDITOR.value, _("Editors and admins")), (Role.ADMIN.value, _("Admins alone"))]


class Desk(InHistory):
    """A team with its own members, rating scale, policy and public profile; the key of all it owns."""

    history_type = "desk"
    history_fields = ("slug", "name", "profile")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    profile = models.JSONField(_("profile"), default=dict, blank=True)
    last_claim_number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("slug",)
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def rows_of(cls, desk: Desk) -> models.QuerySet[Self]:
        return cls._base_manager.filter(pk=desk.pk).select_related("policy")

    @property
    def history_desk_id(self) -> UUID:
        return self.pk

    def told(self, links: Mapping[str, Iterable[models.Model]] | None = None) -> Told:
        """With the policy, whose changes are changes of the desk; without one there is nothing to tell of it."""
        policy = getattr(self, "policy", None)
        return super().told(links) | {f"policy.{name}": getattr(policy, name, None) for name in POLICY_FIELDS}

    def untold(self) -> Told:
        policy = Policy()
        return super().untold() | {f"policy.{name}": getattr(policy, name) for name in POLICY_FIELDS}


class Policy(models.Model):
    """How a desk comes to a verdict. Changing it never rewrites the past."""

    desk = models.OneToOneField(Desk, on_delete=models.PROTECT, primary_key=True, related_name="policy")
    verdicts_needed = models.PositiveSmallIntegerField(_("verdicts needed"), default=1)
    blind = models.BooleanField(_("blind"), default=False)
    evidence_needed = models.PositiveSmallIntegerField(_("evidence needed"), default=1)
    primary_source_needed = models.BooleanField(_("a verdict needs a primary source or data"), default=False)
    two_sided = models.BooleanField(_("a verdict needs evidence looked for on both sides"), default=False)
    own_verdict_may_adjudicate = models.BooleanField(_("whoever gave a verdict may adjudicate"), default=False)
    hide_names = models.BooleanField(_("reviewers are not named until the decision"), default=False)
    adjudicators = models.CharField(
        _("who decides where verdicts differ"), max_length=12, choices=ADJUDICATORS, default=Role.EDITOR
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(verdicts_needed__gte=1, verdicts_needed__lte=20), name="policy_verdicts_1_to_20"
            ),
            models.CheckConstraint(condition=models.Q(evidence_needed__lte=20), name="policy_evidence_to_20"),
            models.CheckConstraint(
                condition=models.Q(adjudicators__in=[role for role, _label in ADJUDICATORS]),
                name="policy_adjudicators_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy of {self.desk_id}"
