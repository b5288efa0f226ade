"""Who may do what with articles and annotations, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from annotations.models import Annotation, Article
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.permissions import Answer, needs_role, own_or_editor
from factcheck.desks.roles import Role


def may_add_article(actor: Actor, desk: Desk) -> Answer:
    return needs_role(actor, desk.id, Role.REVIEWER)


def may_edit_article(actor: Actor, article: Article) -> Answer:
    return needs_role(actor, article.desk_id, Role.REVIEWER)


def may_archive_article(actor: Actor, article: Article) -> Answer:
    """Whoever added it, or an editor."""
    return own_or_editor(actor, article, _("Only who added the article, or an editor, may remove it."))


def may_annotate(actor: Actor, article: Article) -> Answer:
    return needs_role(actor, article.desk_id, Role.REVIEWER)


def may_edit_annotation(actor: Actor, annotation: Annotation) -> Answer:
    """Whoever made it, or an editor."""
    return own_or_editor(actor, annotation, _("Only who made the annotation, or an editor, may change it."))
