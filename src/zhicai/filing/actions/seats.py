"""Whose document it is: the sender's seat, the receiver's seat, and the row locked for a change."""

from datetime import datetime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.filing.models import Filing, Step, Version
from zhicai.filing.rules import State
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level

SEND, HANDLE = "filing.send", "filing.handle"


def locked(filing: Filing) -> Filing:
    """Return the document's row, locked until the transaction ends."""
    return (
        Filing.objects.select_for_update(of=("self",))
        .select_related("sender", "receiver")
        .get(pk=filing.pk)
    )


def sends_for(by: Acting, filing: Filing) -> bool:
    """Say whether ``by`` sits where the document is sent from."""
    if filing.sender_organisation_id is not None:
        return by.organisation_id == filing.sender_organisation_id
    return _sits(by, filing.sender_id, filing.sender_level)


def receives_for(by: Acting, filing: Filing) -> bool:
    """Say whether ``by`` sits where the document is sent to."""
    return _sits(by, filing.receiver_id, filing.receiver_level)


def _sits(by: Acting, place_id: int, level: str) -> bool:
    return by.organisation_id is None and by.place_id == place_id and by.at_level(Level(level))


def require_sender(by: Acting, filing: Filing) -> None:
    """Raise NotYourPage or OutOfScope unless ``by`` sends for this office."""
    require(by, SEND)
    if not sends_for(by, filing):
        raise OutOfScope


def require_receiver(by: Acting, filing: Filing) -> None:
    """Raise NotYourPage or OutOfScope unless ``by`` handles for this office."""
    require(by, HANDLE)
    if not receives_for(by, filing):
        raise OutOfScope


def write_step(
    filing: Filing,
    what: str,
    *,
    by: Acting,
    at: datetime,
    version: Version | None,
    opinion: str = "",
) -> Step:
    """Return the step that says who did what to the document, not yet saved."""
    return Step(
        filing=filing, version=version, what=what, state=filing.state, at=at, by=by.name,
        office=by.office, opinion=opinion,
    )  # fmt: skip


def state_of(filing: Filing) -> State:
    """Return the state as the rules know it."""
    return State(filing.state)
