"""Reads of certificates."""

from zhicai.certificates.queries.issued import (
    IndustryCount,
    Progress,
    by_code,
    by_number,
    certificate_for,
    certificates,
    certified_by_industry,
    certified_count,
    certified_people,
    events_of,
    of_person,
    own_certificates,
    successor_of,
    valid_count,
)
from zhicai.certificates.queries.law import certificate_law, leads_to_certificate, may_issue_in

__all__ = [
    "IndustryCount",
    "Progress",
    "by_code",
    "by_number",
    "certificate_for",
    "certificate_law",
    "certificates",
    "certified_by_industry",
    "certified_count",
    "certified_people",
    "events_of",
    "leads_to_certificate",
    "may_issue_in",
    "of_person",
    "own_certificates",
    "successor_of",
    "valid_count",
]
