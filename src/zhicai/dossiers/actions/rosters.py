"""Rosters of qualified specialists: frozen once, corrected beside, exported with numbers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.dossiers.announcements import RosterFrozen
from zhicai.dossiers.closing import classes_of, has_ended, terms_of
from zhicai.dossiers.models import Roster, RosterCorrection, RosterRow
from zhicai.dossiers.queries.closing import CLOSE, unfinished_classes, writes_dossiers
from zhicai.dossiers.queries.rosters import draft_lines, roster_of_class, roster_of_year
from zhicai.dossiers.rules.closing import ONCE_A_YEAR, ROSTER
from zhicai.dossiers.rules.rosters import RosterLine, digest_of, line_json
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.training.models import TrainingClass

UNMASK = "dossiers.unmask"
BATCH = 500


@transaction.atomic
def freeze_year(year: ProgrammeYear, *, by: Acting, at: datetime) -> Roster:
    """Freeze the roster of a year from its results, once (HB-3.2.6.6.c).

    Refused while a class goes on or somebody is without a result, where rosters are frozen with
    each dossier (A-HB-13), and the second time.
    """
    require(by, CLOSE)
    if not writes_dossiers(by) or year.province.code != by.province:
        raise OutOfScope
    locked = ProgrammeYear.objects.select_for_update(of=("self",)).select_related("province")
    row = locked.get(pk=year.pk)
    terms = terms_of(row, settings_of(row, on=at.astimezone(CHINA).date()))
    clause = terms.clause_of(ROSTER) or None
    if terms.frozen != ONCE_A_YEAR:
        says = Text(
            "本省的设定是名册随每班材料定稿，不单独定稿。",
            "This province freezes rosters with each dossier.",
        )
        raise Refused([Reason(says, clause)])
    if roster_of_year(row) is not None:
        says = Text(
            "今年的名册已经定稿，有误请登记更正。",
            "The roster of the year is frozen; enter a correction instead.",
        )
        raise Refused([Reason(says, clause)])
    _insist_on_results(row, clause, at)
    return _freeze(row, None, draft_lines(row), by=by, at=at, clause=clause or "")


def _insist_on_results(year: ProgrammeYear, clause: str | None, at: datetime) -> None:
    classes = TrainingClass.objects.in_bulk([one.pk for one in classes_of(year)])
    on = at.astimezone(CHINA).date()
    going = [one for one in classes.values() if not has_ended(one, on=on)]
    open_ones = [classes[pk] for pk in unfinished_classes(year) if classes[pk] not in going]
    reasons = []
    if not classes:
        reasons.append(Text("今年还没有考核班。", "There is no assessment class this year."))
    if going:
        names = "、".join(one.title for one in going)
        reasons.append(Text(f"培训还没有结束：{names}。", f"Classes not over yet: {names}."))
    if open_ones:
        names = "、".join(one.title for one in open_ones)
        reasons.append(
            Text(f"还有学员没有定论：{names}。", f"Trainees without a result in: {names}.")
        )
    if reasons:
        raise Refused([Reason(says, clause) for says in reasons])


@transaction.atomic
def freeze_class(found: TrainingClass, *, by: Acting, at: datetime) -> Roster:
    """Freeze the roster of a class with its dossier; the one there is stays (A-HB-13)."""
    require(by, CLOSE)
    known = roster_of_class(found)
    if known is not None:
        return known
    year = found.programme_year
    terms = terms_of(year, settings_of(year, on=at.astimezone(CHINA).date()))
    lines = draft_lines(year, class_id=found.pk)
    return _freeze(year, found, lines, by=by, at=at, clause=terms.clause_of(ROSTER))


def _freeze(
    year: ProgrammeYear,
    found: TrainingClass | None,
    lines: Sequence[RosterLine],
    *,
    by: Acting,
    at: datetime,
    clause: str,
) -> Roster:
    made = Roster.objects.create(
        programme_year=year, training_class=found, people=len(lines), sha256=digest_of(lines),
        frozen_on=at.astimezone(CHINA).date(), frozen_at=at, frozen_by=by.name, office=by.office,
    )  # fmt: skip
    RosterRow.objects.bulk_create(
        (
            RosterRow(roster=made, position=n, outcome_id=line.outcome, facts=line_json(line))
            for n, line in enumerate(lines, 1)
        ),
        batch_size=BATCH,
    )
    record(by, "dossiers.roster_frozen", made, place=year.province.code, clause=clause,
           values={"people": made.people, "sha256": made.sha256})  # fmt: skip
    classes = tuple(sorted({line.class_id for line in lines}))
    announce(RosterFrozen(made.pk, year.pk, classes, at))
    return made


@transaction.atomic
def correct_roster(
    roster: Roster,
    *,
    kind: str,
    says: str,
    reason: str,
    by: Acting,
    at: datetime,
    row_id: int | None = None,
) -> RosterCorrection:
    """Enter a correction of a frozen roster: it stands beside the rows, never over them.

    ``row_id`` is the row that it is about, None to add somebody. BadInput without words or reason.
    """
    require(by, CLOSE)
    if not writes_dossiers(by) or roster.programme_year.province.code != by.province:
        raise OutOfScope
    adds = kind == RosterCorrection.Kind.ADD
    row = None if adds else RosterRow.objects.filter(roster=roster, pk=row_id or 0).first()
    faults = []
    if kind not in RosterCorrection.Kind.values:
        faults.append(Fault(Text("请选择更正种类。", "Choose what is corrected."), field="kind"))
    elif not adds and row is None:
        faults.append(Fault(Text("请选择要更正的人员。", "Choose the person."), field="row"))
    if not says.strip():
        faults.append(Fault(Text("请写明更正内容。", "Say what is to be read."), field="says"))
    if not reason.strip():
        faults.append(Fault(Text("请写明更正原因。", "Give the reason."), field="reason"))
    if faults:
        raise BadInput(faults)
    made = RosterCorrection.objects.create(
        roster=roster, row=row, kind=kind, says=says.strip()[:400], reason=reason.strip()[:400],
        at=at, by=by.name, office=by.office,
    )  # fmt: skip
    values = {"kind": kind, "row": row.position if row else None}
    record(by, "dossiers.roster_corrected", roster, place=roster.programme_year.province.code,
           reason=made.reason, values=values)  # fmt: skip
    return made


@transaction.atomic
def unmask_roster(
    lines: Sequence[RosterLine], year: ProgrammeYear, *, reason: str, by: Acting
) -> dict[int, str]:
    """Return the whole document numbers of a roster's people, by person.

    Who asked and why is recorded, for the roster and for each person, who can read it. BadInput
    where the reason is missing.
    """
    require(by, UNMASK)
    if year.province.code != by.province:
        raise OutOfScope
    if len(reason.strip()) < 4:
        says = Text(
            "请写明导出完整证件号码的理由，名册上的每个人都能看到这条记录。",
            "Say why you need whole numbers; everyone on the roster can read this.",
        )
        raise BadInput([Fault(says, field="reason")])
    people = Person.objects.in_bulk({line.person for line in lines})
    record(by, "dossiers.roster_unmasked", year, place=year.province.code, reason=reason.strip(),
           values={"people": len(people)})  # fmt: skip
    for person in people.values():
        record(by, "people.unmasked", person, place=year.province.code, reason=reason.strip())
    return {pk: str(person.id_number) for pk, person in people.items()}
