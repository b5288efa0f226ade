"""Who is acting: built once for each request or command, and passed to everything below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from factcheck.core.problems import Invalid, NotAllowed, NotFound, NotSignedIn
from factcheck.desks.models import Desk, Membership, Token, User
from factcheck.desks.questions import SOMEBODY
from factcheck.desks.roles import Role, Scope


@dataclass(frozen=True)
class Standing:
    """What somebody may see depends on these and on who they are, which is left open: what was made for one serves all."""

    is_known: bool
    roles: tuple[tuple[UUID, str], ...]
    scope: str
    runs_service: bool

    @property
    def actor(self) -> Actor:
        """Whoever is of this standing: what is kept keeps no person (`Question.made`)."""
        user = User(pk=SOMEBODY) if self.is_known else None
        return Actor(user, {desk: Role(role) for desk, role in self.roles}, Scope(self.scope), self.runs_service)


@dataclass(frozen=True)
class Actor:
    """A person with their roles, one for each desk, and the scope of the token they came with.

    `runs_service`: they may say who works at any desk, as its admins may, and at the command line take whole desks out and
    in as archives; no more than that.
    """

    user: User | None
    roles: Mapping[UUID, Role] = field(default_factory=dict)
    scope: Scope = Scope.ADMIN
    runs_service: bool = False

    @classmethod
    def anonymous(cls) -> Actor:
        """The world: sees what is published."""
        return cls(user=None)

    @classmethod
    def operator(cls) -> Actor:
        """Whoever runs the service, at its command line: nobody whom a desk could name."""
        return cls(user=None, runs_service=True)

    @classmethod
    def of_user(cls, user: User) -> Actor:
        """Somebody who signed in: every desk they are a member of today."""
        return cls(user=user, roles={m.desk_id: Role(m.role) for m in Membership.objects.current().filter(user=user)})

    @classmethod
    def of_token(cls, token: Token) -> Actor:
        """The owner of a token, as `find_token` has it: at the token's desk alone, for what its scope is good for."""
        role = Role(token.owner_role)  # type: ignore[attr-defined]  # annotated there
        return cls(user=token.user, roles={token.desk_id: role}, scope=Scope(token.scope))

    @classmethod
    def who_asked(cls, user_id: UUID, desk_id: UUID, scope: Scope) -> Actor:
        """Somebody who left word for later: at that desk alone, with the role they have there now, and the scope they had."""
        memberships = Membership.objects.current().filter(user=user_id, user__is_active=True, desk=desk_id)
        found = memberships.select_related("user").first()
        if found is None:
            return cls(user=User.objects.filter(pk=user_id, is_active=True).first(), scope=scope)
        return cls(user=found.user, roles={found.desk_id: Role(found.role)}, scope=scope)

    @property
    def desk_ids(self) -> list[UUID]:
        return list(self.roles)

    @property
    def user_id(self) -> UUID | None:
        return self.user.pk if self.user else None

    @property
    def standing(self) -> Standing:
        roles = tuple(sorted((desk, str(role)) for desk, role in self.roles.items()))
        return Standing(self.user is not None, roles, str(self.scope), self.runs_service)

    @property
    def signed_in_user(self) -> User:
        if self.user is None:
            raise NotSignedIn("Sign in, or send a token: `Authorization: Bearer …`.")
        return self.user

    def role_at(self, desk_id: UUID) -> Role | None:
        """Their role at a desk, whatever the scope; None if they are no member."""
        return self.roles.get(desk_id)

    def choose_desk(self, slug: str | None) -> Desk:
        """The desk to write to: the named one, or the only one they have."""
        self.signed_in_user  # noqa: B018  # says who is not signed in before saying which desk
        desks = Desk.objects.select_related("policy").filter(pk__in=self.desk_ids)
        if slug is not None:
            desk = desks.filter(slug=slug).first()
            if desk is None:
                raise Invalid.at("/desk", f"You have no desk {slug!r}. Yours: {_slugs(desks)}.")
            return desk
        found = list(desks[:2])
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotAllowed("You are not a member of any desk. Ask an admin of a desk to add you.")
        raise Invalid.at("/desk", f"You work at several desks; say which: {_slugs(desks)}.")

    def desk(self, slug: str) -> Desk:
        """A desk they are a member of, or NotFound."""
        desk = Desk.objects.select_related("policy").filter(pk__in=self.desk_ids, slug=slug).first()
        if desk is None:
            raise NotFound(f"There is no desk {slug!r} that you are a member of.")
        return desk


def _slugs(desks) -> str:  # type: ignore[no-untyped-def]
    return ", ".join(desks.values_list("slug", flat=True)) or "none"
