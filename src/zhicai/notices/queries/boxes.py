"""What an office has written, sent and got."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.errors import OutOfScope
from zhicai.notices.models import Notice, Receipt
from zhicai.programmes.queries.addressed import in_order, is_own

SENT = (Notice.State.SENT, Notice.State.RECALLED, Notice.State.SUPERSEDED)


def _written_by(acting: Acting) -> Q:
    """The condition that a notice is of the user's own office; organisations write none."""
    if acting.organisation_id is not None:
        return Q(pk__in=[])
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Q(place_id=acting.place_id, level__in=levels)


def own_drafts(acting: Acting) -> QuerySet[Notice]:
    """Return the drafts of the user's office, the last edited first."""
    if not holds(acting, "notices.write"):
        return Notice.objects.none()
    rows = Notice.objects.filter(_written_by(acting), state=Notice.State.DRAFT)
    return rows.order_by("-edited_at", "-pk")


def notices_sent(acting: Acting) -> QuerySet[Notice]:
    """Return what the user's office has sent, newest first, counted: ``all`` and ``confirmed``."""
    return (
        Notice.objects.filter(_written_by(acting), state__in=SENT)
        .annotate(
            addressees=Count("receipts"),
            confirmed=Count("receipts", filter=Q(receipts__acknowledged_on__isnull=False)),
        )
        .order_by("-sent_at", "-pk")
    )


def receipts_for(acting: Acting) -> QuerySet[Receipt]:
    """Return what has come for the user's own office or organisation, newest first."""
    rows = Receipt.objects.filter(is_own(acting)).select_related("notice", "place", "organisation")
    return rows.order_by("-notice__sent_at", "-pk")


def received(acting: Acting) -> QuerySet[Receipt]:
    """Return what has come, for a list; the same as :func:`receipts_for` with its sender."""
    return receipts_for(acting).select_related("notice__place")


def receipts_owed(acting: Acting) -> QuerySet[Receipt]:
    """Return what waits to be acknowledged: notices in force, those with a day first."""
    if not holds(acting, "notices.acknowledge"):
        return Receipt.objects.none()
    rows = receipts_for(acting).filter(acknowledged_on=None, notice__state=Notice.State.SENT)
    return rows.order_by("notice__due", "notice__sent_at", "pk")


def _visible(acting: Acting) -> QuerySet[Notice]:
    came = Receipt.objects.filter(is_own(acting)).values("notice_id")
    drafts = Q(state=Notice.State.DRAFT) if holds(acting, "notices.write") else Q(pk__in=[])
    mine = _written_by(acting) & (Q(state__in=SENT) | drafts)
    return Notice.objects.filter(mine | Q(pk__in=came, state__in=SENT)).select_related(
        "place", "programme_year__province", "supersedes", "forwards"
    )


def notice_for(acting: Acting, pk: int) -> Notice:
    """Return a notice of the user's own office, or one that came for it; else OutOfScope."""
    found = _visible(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def seen_by(acting: Acting, notice: Notice | None) -> Notice | None:
    """Return a notice if the user may read it, else None."""
    return _visible(acting).filter(pk=notice.pk).first() if notice else None


def own_notice_for(acting: Acting, pk: int) -> Notice:
    """Return a notice that the user's office has sent; else OutOfScope."""
    found = _visible(acting).filter(_written_by(acting), pk=pk, state__in=SENT).first()
    if found is None:
        raise OutOfScope
    return found


def own_draft_for(acting: Acting, pk: int) -> Notice:
    """Return a draft of the user's office; else OutOfScope."""
    found = _visible(acting).filter(_written_by(acting), pk=pk, state=Notice.State.DRAFT).first()
    if found is None:
        raise OutOfScope
    return found


def may_end(acting: Acting, notice: Notice) -> bool:
    """Say whether the user may recall or supersede a notice: the office's own, in force."""
    return (
        notice.state == Notice.State.SENT
        and holds(acting, "notices.write")
        and Notice.objects.filter(_written_by(acting), pk=notice.pk).exists()
    )


def receipts_of(notice: Notice, *, on: date | None = None) -> QuerySet[Receipt]:
    """Return every addressee of a notice, those who have not acknowledged first."""
    return in_order(notice.receipts.select_related("place", "organisation"), on=on)
