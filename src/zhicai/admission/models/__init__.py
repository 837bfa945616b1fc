"""Tables of admission: registrations and rosters of classes; calls, candidates, their screening."""

from zhicai.admission.models.lists import (
    Addendum,
    AdmissionList,
    ListEntry,
    Objection,
    Placement,
)
from zhicai.admission.models.rosters import (
    ColumnName,
    FeedbackGiven,
    KeptFile,
    Registration,
    RosterUpload,
    SecondAsking,
)
from zhicai.admission.models.screening import Call, Candidate, CandidateUpload

__all__ = [
    "Addendum",
    "AdmissionList",
    "Call",
    "Candidate",
    "CandidateUpload",
    "ColumnName",
    "FeedbackGiven",
    "KeptFile",
    "ListEntry",
    "Objection",
    "Placement",
    "Registration",
    "RosterUpload",
    "SecondAsking",
]
