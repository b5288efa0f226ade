from importlib import import_module

from django.db import migrations

fill = import_module("claims.migrations.0010_fill_search").fill


class Migration(migrations.Migration):
    """Lets rows be found by their topics and tags."""

    dependencies = [
        ("claims", "0012_indexes_of_orderings"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
