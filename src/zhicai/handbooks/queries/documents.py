"""One document: who may read, edit and decide on it, its draft and its editions."""

from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.errors import OutOfScope
from zhicai.handbooks.models import Edition, Handbook
from zhicai.handbooks.rules.content import Draft, Part, parts_of
from zhicai.law.schema import Body, HandbookKind
from zhicai.law.schema.handbooks import OFFICES, PUBLIC
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, law_of, settings_of, years

EMPTY: Draft = {"sections": [], "note": ""}


def body_of(acting: Acting, body: Body) -> bool:
    """Say whether someone acts for a body of the notice: its seat, or an organisation of it."""
    if body.organisation is not None:
        return acting.organisation_kind == body.organisation
    return body.seat is not None and acting.organisation_id is None and acting.at_level(body.seat)


def _acts_for(acting: Acting, year: ProgrammeYear, names: tuple[str, ...]) -> bool:
    bodies = law_of(year).bodies
    return any(body_of(acting, bodies[name]) for name in names if name in bodies)


def reads(acting: Acting, year: ProgrammeYear, kind: HandbookKind) -> bool:
    """Say whether someone may read a document: whoever it is for, and who edits it."""
    if {PUBLIC, OFFICES} & set(kind.readers):
        return True
    return _acts_for(acting, year, (*kind.readers, *kind.editors, *kind.acknowledged_by))


def may_edit(acting: Acting, year: ProgrammeYear, kind: HandbookKind, *, on: date) -> bool:
    """Say whether someone writes a document: one of its editors, or who decides on it."""
    return kind.id in written_by(acting, year, on=on)


def written_by(acting: Acting, year: ProgrammeYear, *, on: date) -> frozenset[str]:
    """Return the keys of the documents that someone writes."""
    if not holds(acting, "handbooks.edit"):
        return frozenset()
    owners = owners_of(year, on=on)
    return frozenset(
        kind.id
        for kind in law_of(year).handbooks.values()
        if _acts_for(acting, year, (*kind.editors, owners[kind.id]))
    )


def owner_of(year: ProgrammeYear, kind: HandbookKind, *, on: date) -> str:
    """Return the body that decides on a document's versions; see :func:`owners_of`."""
    return owners_of(year, on=on)[kind.id]


def owners_of(year: ProgrammeYear, *, on: date) -> dict[str, str]:
    """Return for each document the body that decides on its versions, by key.

    It is the owner of the document's leading clause, the first editor where the notice itself says
    whose it is (A-HB-30).
    """
    law = law_of(year)
    rows = [dict(row) for row in settings_of(year, on=on).get("task-owner") or ()]
    owners = {row.get("clause"): row.get("owner", "") for row in rows}
    found = {}
    for kind in law.handbooks.values():
        named = owners.get(kind.clause[0], "")
        found[kind.id] = named if named in law.bodies else kind.editors[0]
    return found


def may_decide(acting: Acting, year: ProgrammeYear, kind: HandbookKind, *, on: date) -> bool:
    """Say whether someone acts for the body that decides on a document's versions."""
    return holds(acting, "handbooks.edit") and _acts_for(
        acting, year, (owner_of(year, kind, on=on),)
    )


def kinds_for(acting: Acting, year: ProgrammeYear) -> list[HandbookKind]:
    """Return the documents that someone may read, in the programme's order."""
    return [kind for kind in law_of(year).handbooks.values() if reads(acting, year, kind)]


def kind_for(acting: Acting, year: ProgrammeYear, key: str) -> HandbookKind:
    """Return one document's kind; OutOfScope for one that is not this user's to read."""
    kind = law_of(year).handbooks.get(key)
    if kind is None or not reads(acting, year, kind):
        raise OutOfScope
    return kind


def public_year(*, on: date) -> ProgrammeYear | None:
    """Return the programme year whose public documents a visitor sees, None before the first."""
    return years().filter(opened_on__lte=on).first()


def handbook_of(year: ProgrammeYear, key: str) -> Handbook | None:
    """Return the document's row, None before anyone has written it."""
    rows = Handbook.objects.filter(programme=year.programme, province=year.province, key=key)
    return rows.select_related("province").first()


def draft_of(year: ProgrammeYear, key: str) -> Draft:
    """Return the draft as typed, an empty one before anyone has written it."""
    row = handbook_of(year, key)
    return row.draft if row and row.draft else dict(EMPTY)


def editions_of(year: ProgrammeYear, key: str) -> QuerySet[Edition]:
    """Return the published versions of a document, the latest first."""
    rows = Edition.objects.filter(
        handbook__programme=year.programme, handbook__province=year.province, handbook__key=key
    )
    return rows.select_related("handbook__province").order_by("-in_force_from", "-number")


def editions_in_force(year: ProgrammeYear, *, on: date) -> dict[str, Edition]:
    """Return the version in force of every document that has one, by key."""
    rows = Edition.objects.filter(
        handbook__programme=year.programme,
        handbook__province=year.province,
        in_force_from__lte=on,
    )
    return {
        row.handbook.key: row
        for row in rows.select_related("handbook").order_by("in_force_from", "number")
    }


def edition_for(
    year: ProgrammeYear, key: str, *, on: date, number: int | None = None
) -> Edition | None:
    """Return a version by number, or the one in force; None where there is none in force yet.

    OutOfScope for a number that no version has.
    """
    rows = editions_of(year, key)
    if number is None:
        return rows.filter(in_force_from__lte=on).first()
    found = rows.filter(number=number).first()
    if found is None:
        raise OutOfScope
    return found


def parts_in(year: ProgrammeYear, kind: HandbookKind) -> tuple[Part, ...]:
    """Return the parts that a document must hold in a year."""
    return parts_of(kind, curriculum_of(year))
