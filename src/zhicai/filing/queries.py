"""Reads of filing: a document's history, the version it stands at, remarks, what waits."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.filing.models import Filing, Remark, Step, Version
from zhicai.filing.rules import State


def standing_sendings(filing: Filing) -> list[Step]:
    """Return the sendings that have not been withdrawn, the last holds the current version."""
    standing: list[Step] = []
    for step in filing.steps.select_related("version").order_by("pk"):
        if step.what == "sent":
            standing.append(step)
        elif step.what == "withdrawn" and standing:
            standing.pop()
    return standing


def current_version(filing: Filing) -> Version | None:
    """Return the version the receiver has before it, None if nothing stands as sent."""
    standing = standing_sendings(filing)
    return standing[-1].version if standing else None


def state_before(step: Step) -> State:
    """Return the state the document was in before a step."""
    earlier = Step.objects.filter(filing_id=step.filing_id, pk__lt=step.pk).order_by("-pk").first()
    return State(earlier.state) if earlier else State.DRAFT


def history_of(filing: Filing) -> QuerySet[Step]:
    """Return every step of a document in order, each with its version."""
    return filing.steps.select_related("version").order_by("pk")


def remarks_on(filing: Filing, *, unanswered: bool = False) -> QuerySet[Remark]:
    """Return the opinions left on a document in order; only those still open if asked."""
    rows = filing.remarks.select_related("version").order_by("pk")
    return rows.filter(answered_at=None) if unanswered else rows


def in_series(series: str, *kinds: str) -> QuerySet[Filing]:
    """Return the documents of one programme year. Uses index filing_series_kind_state."""
    return Filing.objects.filter(series=series, kind__in=kinds)


def waiting_at(acting: Acting, *, kinds: Iterable[str], series: str) -> QuerySet[Filing]:
    """Return what was sent to the user's own seat and waits. Uses filing_receiver_state."""
    return Filing.objects.filter(
        at_seat_of(acting, "receiver"), kind__in=list(kinds), series=series, state=State.SENT
    )


def at_seat_of(acting: Acting, end: str) -> Q:
    """Return the condition that the user's office sits at one ``end`` (sender or receiver)."""
    if acting.organisation_id is not None:
        mine = Q(sender_organisation_id=acting.organisation_id)
        return mine if end == "sender" else Q(pk__in=[])
    levels = [duty.level.value for duty in acting.duties if duty.level]
    seat = Q(**{f"{end}_id": acting.place_id, f"{end}_level__in": levels})
    return seat & Q(sender_organisation=None) if end == "sender" else seat
