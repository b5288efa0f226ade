"""Foreign keys point the way imports do; import-linter cannot see those that are named by strings."""

from __future__ import annotations

from django.apps import apps

LEVEL = {"auth": 0, "contenttypes": 0, "desks": 1, "api": 2, "web": 2, "annotations": 3, "claims": 4, "exchange": 5}


def test_foreign_keys_point_downwards():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in LEVEL
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if LEVEL[field.related_model._meta.app_label] > LEVEL[model._meta.app_label]
    ]

    assert upward == []


def test_every_row_of_a_desk_says_which_desk():
    without = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in ("annotations", "claims")
        if "desk" not in {f.name for f in model._meta.get_fields()}
    ]

    assert without == []
