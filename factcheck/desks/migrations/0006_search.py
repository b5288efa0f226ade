from django.db import migrations

from factcheck.desks.search import postgres, sqlite

KEPT_BY = {"sqlite": sqlite, "postgresql": postgres}


def lay_out(apps, schema_editor):
    for statement in KEPT_BY[schema_editor.connection.vendor].TABLES:
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    for statement in KEPT_BY[schema_editor.connection.vendor].DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The index of full-text search. Other apps fill it in migrations of their own."""

    dependencies = [
        ("desks", "0005_former_usernames"),
    ]

    operations = [
        migrations.RunPython(lay_out, take_away),
    ]
