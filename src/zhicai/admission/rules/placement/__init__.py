"""Placing people in classes: the most people, the best-ranked, the nearest class, evenly; and why.

Pure. Who stands alike (region, city, type of employer, suiting dates) is one group, so that
thousands of people become a few hundred whole numbers; the answer is proven and explained.
"""

from zhicai.admission.rules.placement.facts import (
    CITY,
    KIND,
    REGION,
    Applicant,
    Decision,
    Offer,
    Place,
    Placing,
    Quota,
    Reached,
)
from zhicai.admission.rules.placement.placing import place, reached_by

__all__ = [
    "CITY",
    "KIND",
    "REGION",
    "Applicant",
    "Decision",
    "Offer",
    "Place",
    "Placing",
    "Quota",
    "Reached",
    "place",
    "reached_by",
]
