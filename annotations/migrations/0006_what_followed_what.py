"""Revisions tell what text they followed; anchors, whether the desk put other words under them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0005_words_since_and_copies"),
    ]

    operations = [
        migrations.AddField(
            model_name="anchor",
            name="by_desk",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="revision",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                help_text="The text that was current when this one came; nothing of the first, or where it was not noted.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotations.revision",
            ),
        ),
    ]
