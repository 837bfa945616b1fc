"""Reads of rosters, of what a class asks of its trainees, of uploads."""

from zhicai.admission.queries.asking import Asking, ClassAsking, asking_of
from zhicai.admission.queries.rosters import (
    class_seen,
    classes_seen,
    may_decide,
    may_enrol,
    registration_for,
    registrations_for,
    roster,
    totals_of,
)

__all__ = [
    "Asking",
    "ClassAsking",
    "asking_of",
    "class_seen",
    "classes_seen",
    "may_decide",
    "may_enrol",
    "registration_for",
    "registrations_for",
    "roster",
    "totals_of",
]
