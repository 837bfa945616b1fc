"""What a person's facts must be, how requests run, what consent covers: pure."""

from zhicai.people.rules.identity import (
    EmployerFacts,
    PersonFacts,
    cleaned,
    cleaned_name,
    masked_name,
    masked_number,
    masked_phone,
    sex_of,
)

__all__ = [
    "EmployerFacts",
    "PersonFacts",
    "cleaned",
    "cleaned_name",
    "masked_name",
    "masked_number",
    "masked_phone",
    "sex_of",
]
