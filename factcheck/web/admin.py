"""The back office: Django's admin in our colours, for those who run the service. Records are read there, never written.

What the desks' work left is written by services alone, each with its event; a record changed here would no longer be what
its history says. An app registers its records by one line each:

    @admin.register(Claim)
    class ClaimAdmin(RecordAdmin):
        list_display = ("number", "text", "status", "desk", "created_at")

Even here nobody reads what belongs to a desk they are not a member of, or a verdict that is still hidden from them; who is
let in is a membership, and that is an event in the desk's history.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, Membership, Token, User
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import open_desk
from factcheck.desks.services.members import add_member, edit_member
from factcheck.desks.services.tokens import revoke_token

M = TypeVar("M", bound=Model)

admin.site.site_header = admin.site.site_title = gettext_lazy("Back office")
admin.site.index_title = gettext_lazy("Records, people and desks")

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    AccountAdmin = UserAdmin[User]
    PersonForm = AdminUserCreationForm[User]
else:
    ModelAdmin, AccountAdmin, PersonForm = admin.ModelAdmin, UserAdmin, AdminUserCreationForm


def actor_of(request: HttpRequest) -> Actor:
    return Actor.of_user(cast(User, request.user))


class ShortRows(ChangeList):
    """A list that leaves long texts in the database."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        return (
            super().get_queryset(request, exclude_parameters).defer(*cast("ReadOnlyAdmin", self.model_admin).not_listed)
        )


class ReadOnlyAdmin(ModelAdmin):
    """To be looked at by staff; nothing is added, changed or deleted."""

    show_full_result_count = False
    list_per_page = 50
    not_listed: ClassVar[tuple[str, ...]] = ()
    """Long fields that its list does without, also those of rows it names: `text`, `revision__text`."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ShortRows

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class RecordAdmin(ReadOnlyAdmin):
    """Rows of one's own desks, as their members may see them; what others published is read on its pages."""

    list_filter: ClassVar[tuple[str, ...]] = ("desk",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        actor = actor_of(request)
        visible = self.model._default_manager.visible_to(actor).filter(desk_id__in=actor.desk_ids)
        return super().get_queryset(request).filter(pk__in=visible.order_by().values("pk"))

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        relations = {field.name for field in self.model._meta.fields if field.is_relation}
        return [str(name) for name in self.list_display if name in relations]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("sequence", "desk", "verb", "subject_type", "actor", "at", "hash")
    list_filter = ("desk", "subject_type", "verb")
    search_fields = ("=subject_id", "=claim_id", "=hash")
    not_listed = ("changes",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return history.events_visible_to(actor_of(request)).order_by("-id")


class NewDeskForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only to the type checker
    class Meta:
        model = Desk
        fields = ("slug", "name")


@admin.register(Desk)
class DeskAdmin(ReadOnlyAdmin):
    """A desk is opened here with its policy, rating scale and history; its own admins run it from then on."""

    list_display = ("slug", "name", "created_at")
    search_fields = ("slug", "name")
    form = NewDeskForm

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("desks.add_desk")

    def save_model(self, request: HttpRequest, obj: Desk, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's own signature
        opened = open_desk(actor_of(request), slug=obj.slug, name=obj.name)
        obj.pk, obj._state.adding = opened.pk, False


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who works at which desk. Adding somebody, giving another role, and leaving are events of the desk."""

    list_display = ("user", "desk", "role", "ends_on", "created_at")
    list_filter = ("desk", "role")
    list_select_related = ("user", "desk")
    search_fields = ("user__username", "user__name")
    fields = ("desk", "user", "role", "ends_on")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("desks.add_membership")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("desks.change_membership")

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        return ("desk", "user") if obj else ()

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's own signature
        actor = replace(actor_of(request), runs_service=True)
        if change:
            edit_member(actor, obj, **{name: form.cleaned_data[name] for name in form.changed_data})
            return
        kept = add_member(actor, obj.desk, obj.user, Role(obj.role), ends_on=obj.ends_on)
        obj.pk, obj._state.adding = kept.pk, False


@admin.register(Token)
class TokenAdmin(ReadOnlyAdmin):
    """Keys of the API, without their words. A key that got lost is revoked here."""

    list_display = ("name", "user", "desk", "scope", "expires_at", "revoked_at")
    list_filter = ("desk", "scope")
    list_select_related = ("user", "desk")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description=gettext_lazy("Revoke the selected tokens"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        actor = replace(actor_of(request), runs_service=True)
        for token in tokens.select_related("desk"):
            revoke_token(actor, token)
        said = ngettext("%(n)d token is revoked.", "%(n)d tokens are revoked.", len(tokens)) % {"n": len(tokens)}
        messages.success(request, said)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("desks.change_token")


class NewPersonForm(PersonForm):
    """Without autofocus: the admin's own script puts the cursor there, and the browser complains of two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)


@admin.register(User)
class PersonAdmin(AccountAdmin):
    """People sign in; they are deactivated, never deleted, so that work keeps its author."""

    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login")
    search_fields = ("username", "name", "email")
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "password")}),
        (gettext_lazy("Rights in the back office"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    add_form = NewPersonForm
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "usable_password", "password1", "password2")}),
    )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
