"""Tables of people."""

from zhicai.people.models.keys import EmployerKey, LikenessKey, SearchKey
from zhicai.people.models.merges import Merge, MergedRow, NotSame
from zhicai.people.models.moves import Home, Transfer
from zhicai.people.models.persons import (
    Consent,
    Employment,
    Incentive,
    Person,
    PostConfirmation,
    RightsRequest,
    Specialist,
)
from zhicai.people.models.retention import Disposal, DisposalItem

__all__ = [
    "Consent",
    "Disposal",
    "DisposalItem",
    "EmployerKey",
    "Employment",
    "Home",
    "Incentive",
    "LikenessKey",
    "Merge",
    "MergedRow",
    "NotSame",
    "Person",
    "PostConfirmation",
    "RightsRequest",
    "SearchKey",
    "Specialist",
    "Transfer",
]
