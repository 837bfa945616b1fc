"""Reads of people."""

from zhicai.people.queries.moving import home_on
from zhicai.people.queries.privacy import (
    consenting,
    consents_of,
    has_consented,
    must_be_asked,
    privacy,
)
from zhicai.people.queries.records import (
    employers_of,
    employment_of,
    find_by_number,
    find_by_numbers,
    hash_of,
    looks_at,
    person_for,
    visible_people,
    with_employer,
)
from zhicai.people.queries.requests import (
    own_record,
    own_requests,
    request_for,
    requests_for,
    waiting_requests,
)
from zhicai.people.queries.specialists import (
    confirmations_of,
    incentives_of,
    post_counts,
    posts_of_specialists,
    specialist_of,
    specialists,
    unconfirmed_of,
)

__all__ = [
    "confirmations_of",
    "consenting",
    "consents_of",
    "employers_of",
    "employment_of",
    "find_by_number",
    "find_by_numbers",
    "has_consented",
    "hash_of",
    "home_on",
    "incentives_of",
    "looks_at",
    "must_be_asked",
    "own_record",
    "own_requests",
    "person_for",
    "post_counts",
    "posts_of_specialists",
    "privacy",
    "request_for",
    "requests_for",
    "specialist_of",
    "specialists",
    "unconfirmed_of",
    "visible_people",
    "waiting_requests",
    "with_employer",
]
