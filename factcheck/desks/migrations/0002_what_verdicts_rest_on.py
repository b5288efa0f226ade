from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desks", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="primary_source_needed",
            field=models.BooleanField(default=False, verbose_name="a verdict needs a primary source or data"),
        ),
        migrations.AddField(
            model_name="policy",
            name="two_sided",
            field=models.BooleanField(default=False, verbose_name="a verdict needs evidence looked for on both sides"),
        ),
        migrations.AddField(
            model_name="policy",
            name="hide_names",
            field=models.BooleanField(default=False, verbose_name="reviewers are not named until the decision"),
        ),
    ]
