"""Anchors tell since when their words stand; captures, when an archive copied them."""

import django.db.models.deletion
from django.db import migrations, models


def tell_since_when(apps, schema_editor):
    """Go through each annotation's anchors in the order they were made, and hold the words against those before."""
    Anchor = apps.get_model("annotations", "Anchor")
    annotation = words = since = None
    anchors = Anchor.objects.order_by("annotation_id", "id").values_list(
        "pk", "annotation_id", "revision_id", "start", "end"
    )
    texts = dict(apps.get_model("annotations", "Revision").objects.values_list("pk", "text"))
    for pk, of, revision, start, end in list(anchors):
        now = None if start is None else texts[revision][start:end]
        if of != annotation or now != words:
            since = revision
        annotation, words = of, now
        Anchor.objects.filter(pk=pk).update(words_since_id=since)


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0004_captures_and_refetching"),
    ]

    operations = [
        migrations.AddField(
            model_name="capture",
            name="copied_at",
            field=models.DateTimeField(
                blank=True, help_text="By the archive it is from.", null=True, verbose_name="copied at"
            ),
        ),
        migrations.AddField(
            model_name="anchor",
            name="words_since",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotations.revision",
            ),
        ),
        migrations.RunPython(tell_since_when, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="anchor",
            name="words_since",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="annotations.revision"
            ),
        ),
    ]
