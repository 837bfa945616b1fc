"""Files as their pages draw them: tags of states, icons of a career's moments."""

from collections.abc import Iterable
from typing import Any

from zhicai.archive.models import Claim
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.rules import Moment
from zhicai.ui.asked import said

_TONES = {
    Claim.State.CLAIMED: ("amber", "hourglass"),
    Claim.State.CONFIRMED: ("green", "circle-check"),
    Claim.State.REFUSED: ("red", "circle-x"),
}


def claim_tag(row: Claim) -> dict[str, str]:
    """Return the state of something written as a tag."""
    tone, icon = _TONES[Claim.State(row.state)]
    return {"label": str(row.get_state_display()), "tone": tone, "icon": icon}


def claim_rows(rows: Iterable[Claim], law: ArchiveLaw) -> list[dict[str, Any]]:
    """Return what was written, with its tag and its kind in words."""
    return [
        {"row": row, "tag": claim_tag(row), "kind": said(law.word(row.kind)) if row.kind else ""}
        for row in rows
    ]


def steps_of(moments: Iterable[Moment]) -> list[dict[str, Any]]:
    """Return a career as ``components/timeline.html`` draws it."""
    return [
        {
            "title": said(one.says),
            "state": "done" if one.sure else "current",
            "tag": "" if one.sure else str(Claim.State.CLAIMED.label),
            "who": one.note,
            "at": one.day.isoformat(),
        }
        for one in moments
    ]
