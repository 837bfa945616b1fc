"""Migrations say what the models say, carry a name that someone chose, and stand in one line."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("zhicai.")]


@pytest.fixture
def loader():
    return MigrationLoader(None, ignore_no_migrations=True)


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(f"migrations are missing on {connection.vendor}:\n{said.getvalue()}")


def test_every_migration_carries_a_chosen_name(loader):
    given_by_django = [
        f"{app}.{name}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in OURS
        and name != "0001_initial"
        and ("_auto_" in name or re.sub(r"^\d+_", "", name) == migration.suggest_name())
    ]
    assert given_by_django == []


def test_migrations_stand_in_one_line(loader):
    numbers = {}
    for app, name in loader.disk_migrations:
        if app in OURS:
            numbers.setdefault((app, name[:4]), []).append(name)
    assert {key: names for key, names in numbers.items() if len(names) > 1} == {}
    assert [app for app in OURS if len(loader.graph.leaf_nodes(app)) > 1] == []
