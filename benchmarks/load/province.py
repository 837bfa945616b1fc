"""Where most benchmarks begin: an empty database with the places and seats of Hubei in it."""

from datetime import date

from django.core.management import call_command

from zhicai.accounts.acting import SYSTEM
from zhicai.law.library import REFERENCE
from zhicai.places.actions import load_divisions, read_division_table

SINCE = date(2022, 1, 1)


def load_hubei() -> None:
    """Make the tables and load the divisions of the province, in force from 2022 on."""
    call_command("migrate", verbosity=0)
    rows = read_division_table((REFERENCE / "divisions.csv").read_text("utf-8-sig"))
    load_divisions(rows, province="420000", since=SINCE, by=SYSTEM)
