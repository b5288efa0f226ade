from django.db import migrations


class Migration(migrations.Migration):
    """Rows that were there before search was are let into the index by 0013, which makes it anew in any case."""

    dependencies = [
        ("claims", "0009_notices"),
        ("annotations", "0006_what_followed_what"),
        ("desks", "0006_search"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
    ]
