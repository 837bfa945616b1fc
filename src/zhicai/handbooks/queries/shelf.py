"""The shelf: every document that a user may read, with the version in force and what is asked."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from zhicai.accounts.acting import Acting
from zhicai.handbooks.models import Edition, Handbook
from zhicai.handbooks.queries.documents import editions_in_force, kinds_for, written_by
from zhicai.handbooks.queries.readers import addressees_of, readings_owed
from zhicai.law.schema import HandbookKind
from zhicai.places.queries import tree
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A document on the shelf.

    ``coming`` is a published version not yet in force. Only editors see ``draft``, ``done`` and
    ``asked`` (how many have acknowledged, out of how many).
    """

    kind: HandbookKind
    edition: Edition | None
    coming: Edition | None
    owed: bool
    editor: bool
    draft: Handbook | None
    done: int
    asked: int


def shelf_of(acting: Acting, year: ProgrammeYear, *, on: date) -> list[ShelfRow]:
    """Return the documents that someone may read, in the programme's order."""
    current = editions_in_force(year, on=on)
    owed = {kind.id for kind, _edition in readings_owed(acting, year, on=on)}
    mine = Handbook.objects.filter(programme=year.programme, province=year.province)
    drafts = {row.key: row for row in mine}
    later = Edition.objects.filter(handbook__in=mine, in_force_from__gt=on).order_by(
        "-in_force_from"
    )
    coming = {row.handbook.key: row for row in later.select_related("handbook")}
    done = dict(
        Edition.objects.filter(pk__in=[row.pk for row in current.values()])
        .annotate(done=Count("readings", filter=Q(readings__acknowledged_on__isnull=False)))
        .values_list("handbook__key", "done")
    )
    mine_to_write = written_by(acting, year, on=on)
    places = tree(year.province.code, on=on) if mine_to_write else None
    rows = []
    for kind in kinds_for(acting, year):
        editor = kind.id in mine_to_write
        counted = editor and kind.id in current
        asked = len(addressees_of(year, kind, on=on, places=places)) if counted else 0
        rows.append(
            ShelfRow(
                kind=kind,
                edition=current.get(kind.id),
                coming=coming.get(kind.id),
                owed=kind.id in owed,
                editor=editor,
                draft=drafts.get(kind.id) if editor else None,
                done=done.get(kind.id, 0),
                asked=asked,
            )
        )
    return rows
