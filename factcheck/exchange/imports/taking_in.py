"""Drafts, batch by batch, looked at or written: what came before is left as it is, what is wrong is told by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from django.db import transaction

from factcheck.core.problems import Invalid, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock_desk
from factcheck.desks.models import Desk, Record
from factcheck.exchange.imports.claims_in import ClaimsIn, refusal_of
from factcheck.exchange.imports.drafts import ArticleDraft, ClaimDraft, DocumentDraft, Draft, Note, Read, Refused
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.origins import Came, Named, known_origins, name_of, name_of_mark, note_origins
from factcheck.exchange.imports.outcome import PREVIEWED, Outcome, reasons
from factcheck.exchange.imports.previews import shown
from factcheck.exchange.imports.texts_in import TextsIn
from factcheck.exchange.models import Import, Origin

from claims.services.many import refused_claims  # isort: skip

BATCH = 500
"""Rows that are looked at, or written, together."""
PLURALS = {
    "claim": "claims",
    "article": "articles",
    "annotation": "annotations",
    "review": "reviews",
    "verdict": "verdicts",
}
DIFFERS = "It came before under this name and says something else now; what is there was left as it is."


class TakingIn:
    """One import in the hands of a worker. Writes nothing by itself: `write` is called within a transaction."""

    def __init__(self, actor: Actor, desk: Desk, job: Import, options: Options) -> None:
        self.actor, self.desk, self.job = actor, desk, job
        self.claims = ClaimsIn(actor, desk, options)
        self.texts = TextsIn(actor, desk, job.base)
        self.data_set = options.data_set or job.format
        self.outcome = Outcome()
        self._seen: set[int] = set()

    # Looking -------------------------------------------------------------------------------------------------------

    def look(self, rows: Sequence[Read]) -> None:
        """What would become of rows, without writing or locking anything."""
        drafts = [row for row in rows if not isinstance(row, Refused)]
        names = [name_of(draft, self.data_set) for draft in drafts]
        known = known_origins(self.actor, self.desk, names)
        wrong = self._wrong([d for d, n in zip(drafts, names, strict=True) if (n.kind, n.external_id) not in known])
        named = iter(zip(drafts, names, strict=True))
        for row in rows:
            if isinstance(row, Refused):
                self._refuse(row, row, [("", row.detail)])
                continue
            draft, name = next(named)
            self._look_at(draft, name, known.get((name.kind, name.external_id)), wrong.get(id(draft), []))

    def _look_at(self, draft: Draft, name: Named, origin: Origin | None, wrong: list[tuple[str, str]]) -> None:
        again = hash((name.kind, name.external_id))
        if origin is not None or again in self._seen:
            differs = origin is not None and origin.digest != name.digest
            self._know(draft, differs=differs)
            return
        self._seen.add(again)
        if wrong:
            self._refuse(Refused(draft.at, ""), draft, wrong)
            return
        self.outcome.warn(draft.notes)
        self._count_made(draft)
        self._show(draft, "new")

    def _wrong(self, drafts: Sequence[Draft]) -> dict[int, list[tuple[str, str]]]:
        claims = [draft for draft in drafts if isinstance(draft, ClaimDraft)]
        found = {
            id(claims[number]): [(e.pointer, e.detail) for e in errors]
            for number, errors in (self.claims.check(claims) if claims else {}).items()
        }
        for draft in drafts:
            try:
                if isinstance(draft, ArticleDraft):
                    self.texts.check_article(draft)
                elif isinstance(draft, DocumentDraft):
                    self.texts.check_document(draft)
            except Problem as problem:
                found[id(draft)] = reasons(problem)
        return found

    def _count_made(self, draft: Draft) -> None:
        self.outcome.made[PLURALS[draft.kind]] += 1
        if isinstance(draft, ArticleDraft) and draft.marks:
            self.outcome.made["annotations"] += len(draft.marks)
        if isinstance(draft, ClaimDraft) and self.claims.adopts(draft):
            self.outcome.made["reviews"] += 1

    # Writing -------------------------------------------------------------------------------------------------------

    def write(self, rows: Sequence[Read]) -> None:
        """Write what is new among rows, in the running transaction; what is wrong is left out and told."""
        lock_desk(self.desk.pk)
        drafts = self._sorted_out(rows)
        names = {id(draft): name_of(draft, self.data_set) for draft in drafts}
        known = known_origins(self.actor, self.desk, names.values())
        new: dict[tuple[str, str], Draft] = {}
        came: list[Came] = []
        for draft in drafts:
            name = names[id(draft)]
            key = (name.kind, name.external_id)
            if key in new:
                self._know(draft, differs=name.digest != names[id(new[key])].digest)
            elif key in known:
                came += self._meet(draft, name, known[key])
            else:
                new[key] = draft
        came += self._written([draft for draft in new.values() if isinstance(draft, ClaimDraft)], names)
        for draft in new.values():
            if not isinstance(draft, ClaimDraft):
                came += self._alone(draft, lambda one: self._write_text(one, names[id(one)]))
        note_origins(self.actor, self.job, came)

    def _sorted_out(self, rows: Sequence[Read]) -> list[Draft]:
        for row in rows:
            if isinstance(row, Refused):
                self._refuse(row, row, [("", row.detail)])
        return [row for row in rows if not isinstance(row, Refused)]

    def _meet(self, draft: Draft, name: Named, origin: Origin) -> list[Came]:
        """What came before stays; if it was this very import that brought it, before it broke off, it counts as made."""
        if origin.job_id == self.job.pk:
            self._count_made(draft)
        else:
            self._know(draft, differs=origin.digest != name.digest)
        article = self.texts.article(origin.subject_id) if isinstance(draft, ArticleDraft) else None
        if article is None or not isinstance(draft, ArticleDraft):
            return []
        return self._alone(draft, lambda one: self._marks(article, draft))

    def _written(self, drafts: list[ClaimDraft], names: dict[int, Named]) -> list[Came]:
        """In their order: those that nothing is judged by, together; the others one by one."""
        came: list[Came] = []
        for is_plain, group in groupby(drafts, self.claims.is_plain):
            if is_plain:
                came += self._written_together(list(group), names)
                continue
            for draft in group:
                came += self._alone(draft, lambda one: self._write_judged(one, names[id(one)]))
        return came

    def _written_together(self, drafts: list[ClaimDraft], names: dict[int, Named]) -> list[Came]:
        """Those that are wrong are left out, and the others written without them."""
        try:
            with transaction.atomic():
                made = self.claims.write_many(drafts, [names[id(draft)] for draft in drafts])
        except Invalid as problem:
            wrong = refused_claims(problem)
            for number, errors in wrong.items():
                self._refuse(Refused(drafts[number].at, ""), drafts[number], [(e.pointer, e.detail) for e in errors])
            good = [draft for number, draft in enumerate(drafts) if number not in wrong]
            return self._written_together(good, names) if good else []
        return [self._made(claim, names[id(draft)], draft) for claim, draft in zip(made, drafts, strict=True)]

    def _alone(self, draft: Any, write: Callable[[Any], list[Came]]) -> list[Came]:
        """Write one, all of it or nothing."""
        try:
            with transaction.atomic():
                return write(draft)
        except Problem as problem:
            found = [(e.pointer, e.detail) for e in refusal_of(problem)]
            self._refuse(Refused(draft.at, ""), draft, found)
            return []

    def _write_judged(self, draft: ClaimDraft, name: Named) -> list[Came]:
        claim, review, verdict = self.claims.write(draft, name)
        came = [self._made(claim, name, draft)]
        if review is not None:
            self.outcome.made["reviews"] += 1
            came.append(Came(review, Named("review", name.external_id, name.digest), draft.origin))
        if verdict is not None:  # which is the importer's own, and nobody else's
            self.outcome.made["verdicts"] += 1
        return came

    def _write_text(self, draft: ArticleDraft | DocumentDraft, name: Named) -> list[Came]:
        if isinstance(draft, DocumentDraft):
            return [self._made(self.texts.write_document(draft), name, draft)]
        article, is_new = self.texts.write_article(draft)
        marks = self._marks(article, draft)
        if not is_new:
            self._know(draft, differs=False)
            return [Came(article, name, draft.origin), *marks]
        return [self._made(article, name, draft), *marks]

    def _marks(self, article: Any, draft: ArticleDraft) -> list[Came]:
        """Those of the marks that did not come before."""
        named = {name_of_mark(mark, draft, self.data_set): mark for mark in draft.marks}
        known = known_origins(self.actor, self.desk, named)
        came = []
        for name, mark in named.items():
            origin = known.get((name.kind, name.external_id))
            if origin is None:
                came.append(Came(self.texts.write_mark(article, draft, mark), name, mark.origin))
                self.outcome.made["annotations"] += 1
            elif origin.job_id == self.job.pk:
                self.outcome.made["annotations"] += 1
            else:
                self.outcome.known["annotations"] += 1
        return came

    # Telling -------------------------------------------------------------------------------------------------------

    def _made(self, record: Record, name: Named, draft: Draft) -> Came:
        self.outcome.made[PLURALS[draft.kind]] += 1
        self.outcome.warn(draft.notes)
        return Came(record, name, draft.origin)

    def _know(self, draft: Draft, *, differs: bool) -> None:
        self.outcome.known[PLURALS[draft.kind]] += 1
        self._show(draft, "differs" if differs else "known")
        if differs:
            self.outcome.differing += 1
            self.outcome.warn([Note(draft.at, DIFFERS)])

    def _refuse(self, row: Refused, shown_as: Read, problems: list[tuple[str, str]]) -> None:
        self.outcome.refuse(row.at, problems)
        self._show(shown_as, "refused")

    def _show(self, row: Read, becomes: str) -> None:
        if self.job.dry_run and len(self.outcome.preview) < PREVIEWED:
            self.outcome.preview.append(shown(row, becomes))


def batches(rows: Iterator[Read]) -> Iterator[Sequence[Read]]:
    """The rows in their order, so many at once."""
    while batch := list(islice(rows, BATCH)):
        yield batch
