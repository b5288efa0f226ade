from heapq import merge

from django.db import migrations
from django.db.models import OuterRef, Subquery

from factcheck.desks.search import index
from factcheck.desks.search.entries import entry_of

KINDS = [
    ("annotations", "Article", "article", ("title", "publisher", "authors", "revision__text"), ("tags",)),
    ("annotations", "Annotation", "annotation", ("exact", "comment"), ("tags",)),
    ("claims", "Claim", "claim", ("text", "claimant_name"), ("topics",)),
    ("claims", "Source", "source", ("title", "publisher", "url", "copied_text"), ()),
    ("claims", "Review", "review", ("headline", "summary", "body"), ()),
]
"""As of this migration: the app, the model, its kind, what it is found by, and its labels."""
WITHOUT_LABELS = [(*kind, ()) for *kind, _labels in KINDS]


def fill(apps, kinds):
    copies = (
        apps.get_model("claims", "Snapshot").objects.filter(source=OuterRef("pk"), archived_at=None).order_by("-id")
    )

    def entries(app, name, kind, fields, labels):
        rows = apps.get_model(app, name).objects.filter(archived_at=None).order_by("pk")
        if "copied_text" in fields:
            rows = rows.annotate(copied_text=Subquery(copies.values("text")[:1]))
        for key, desk_id, *texts in rows.values_list("pk", "desk_id", *fields, *labels).iterator(chunk_size=100):
            yield entry_of(
                kind, key, desk_id, texts[: len(fields)], [one for some in texts[len(fields) :] for one in some]
            )

    index().clear()
    for _some in index().load(merge(*(entries(*kind) for kind in kinds), key=lambda entry: entry.id)):
        pass
    index().tidy()


def fill_with_labels(apps, schema_editor):
    fill(apps, KINDS)


def fill_without_labels(apps, schema_editor):
    fill(apps, WITHOUT_LABELS)


class Migration(migrations.Migration):
    """Lets all rows be found that there are, also by their topics and tags; in one transaction, so never by some of them."""

    dependencies = [
        ("claims", "0012_indexes_of_orderings"),
    ]

    operations = [
        migrations.RunPython(fill_with_labels, fill_without_labels),
    ]
