"""Items brought in by a file or pasted, checked before the bank is touched; items handed out."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.actions.bank import Author, Taken, plain_of, take_drafts
from zhicai.exams.interchange.drafts import Draft, packed, settle, unpacked
from zhicai.exams.interchange.formats import FORMATS, WRITTEN
from zhicai.exams.models import Intake, Item
from zhicai.exams.queries.bank import (
    WRITE,
    asked_of,
    drafts_of,
    intake_for,
    kinds_by_code,
    require_right,
    stems_of,
    to_read,
)
from zhicai.exams.rules.marking import plain
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.sheets.findings import Found, Note, as_kept

State = Intake.State
SETTLED = Text("这次导入已经办完，请重新上传。", "This import was settled; upload it again.")
FAULTY = Text(
    "还有题目有错，没有导入；可以只导入无误的题目，或改好后重新上传。",
    "Some items still have faults and nothing was imported; take the sound ones, or mend them.",
)
NOTHING = Text("没有可以导入的题目。", "No item can be imported.")


@transaction.atomic
def check_intake(
    year: ProgrammeYear, form: str, data: bytes, *, name: str, topic: str, difficulty: int,
    by: Acting, at: datetime,
) -> Intake:  # fmt: skip
    """Read a file and keep what was found, sound items and every fault; the bank is not touched.

    BadInput for what is not of the format at all. The person's earlier unsettled imports are
    dropped, since they hold keys.
    """
    require_right(by, year.programme, WRITE)
    if form not in FORMATS:
        raise BadInput([Fault(Text("请选择格式。", "Choose a format."), field="form")])
    on = at.astimezone(CHINA).date()
    asked = asked_of(year, on=on, topic=topic, difficulty=difficulty)
    parsed = settle(FORMATS[form].read(data), asked)
    drafts, faults = _held_against(year.programme, parsed.drafts)
    faults = [*parsed.faults, *faults]
    notes = [*parsed.notes, *_alike(year.programme, drafts)]
    old = Intake.objects.filter(uploaded_by_user=by.user_id, state=State.CHECKED)
    old.update(state=State.DROPPED, drafts=[], found="", settled_at=at)
    row = Intake.objects.create(
        programme=year.programme, form=form, name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(), drafts=[packed(one) for one in drafts],
        found=as_kept(Found(faults=faults, notes=notes)),
        counts={"sound": len(drafts), "faulty": len({one.row for one in faults})},
        uploaded_at=at, uploaded_by=by.name, uploaded_by_user_id=by.user_id, office=by.office,
    )  # fmt: skip
    values = {"form": form, "sha256": row.sha256, **row.counts}
    record(by, "exams.items_checked", row, values=values)
    return row


def _held_against(programme: str, drafts: Sequence[Draft]) -> tuple[list[Draft], list[Fault]]:
    """Return the drafts that can come in, and what is wrong with those of another kind."""
    kinds = kinds_by_code(programme, [one.code for one in drafts if one.code])
    faults = [
        Fault(
            Text(
                f"题号“{one.code}”在题库里是另一种题型，请换一个题号。",
                f"“{one.code}” is of another kind in the bank; give it another number.",
            ),
            field="id",
            row=one.row,
        )
        for one in drafts
        if kinds.get(one.code, one.kind) != one.kind
    ]
    wrong = {fault.row for fault in faults}
    return [one for one in drafts if one.row not in wrong], faults


def _alike(programme: str, drafts: Sequence[Draft]) -> list[Note]:
    """Return which drafts ask in the very words of another one, or of an item of the bank."""
    seen = {plain(stem): code for code, stem in stems_of(programme).items()}
    notes = []
    for one in drafts:
        words = plain(plain_of(one.content))
        other = seen.setdefault(words, one.code or str(one.row))
        if other not in (one.code, str(one.row)):
            says = Text(
                f"题干和“{other}”相同，请看是否重复。",
                f"The stem is that of “{other}”; see whether it is the same item.",
            )
            notes.append(Note(one.row, says))
    return notes


@transaction.atomic
def take_intake(
    intake: Intake, *, only_sound: bool = False, by: Acting, at: datetime
) -> tuple[Intake, Taken]:
    """Let the sound items of a checked file into the bank as drafts of whoever brings them.

    Refused where faults are left and not ``only_sound``, where nothing is left, and a second time.
    """
    held = _open(intake, by)
    if held.counts.get("faulty") and not only_sound:
        raise Refused([Reason(FAULTY)])
    drafts = unpacked(held.drafts)
    if not drafts:
        raise Refused([Reason(NOTHING)])
    taken = take_drafts(
        held.programme, drafts, author=Author(by.name, by.user_id), state=Item.State.DRAFT,
        reason=held.name, by=by, at=at,
    )  # fmt: skip
    held.state, held.drafts, held.settled_at = State.TAKEN, [], at
    held.counts |= {"new": taken.new, "changed": taken.changed, "same": taken.same,
                    "left": taken.left}  # fmt: skip
    held.save(update_fields=["state", "drafts", "settled_at", "counts"])
    record(by, "exams.items_taken", held, values={"form": held.form, **held.counts})
    return held, taken


@transaction.atomic
def drop_intake(intake: Intake, *, by: Acting, at: datetime) -> None:
    """Give an import up; what was read of the file is deleted."""
    held = _open(intake, by)
    held.state, held.drafts, held.found, held.settled_at = State.DROPPED, [], "", at
    held.save(update_fields=["state", "drafts", "found", "settled_at"])


def _open(intake: Intake, by: Acting) -> Intake:
    require_right(by, intake_for(by, intake.pk).programme, WRITE)
    held = Intake.objects.select_for_update().get(pk=intake.pk)
    if held.state != State.CHECKED:
        raise Refused([Reason(SETTLED)])
    return held


@transaction.atomic
def hand_out(
    year: ProgrammeYear, items: Sequence[Item], form: str, *, by: Acting, at: datetime
) -> tuple[bytes, int]:
    """Return items with their keys as a file of a format, and how many there are; recorded.

    What still waits for this person's second reading is left out, since the file shows the keys.
    """
    require_right(by, year.programme, WRITE)
    chosen = WRITTEN.get(form)
    if chosen is None or chosen.write is None:
        raise OutOfScope
    waiting = set(to_read(by, year.programme).values_list("pk", flat=True))
    drafts = [
        one
        for one in drafts_of([item.pk for item in items if item.pk not in waiting])
        if one.kind != "task"
    ]
    if not drafts:
        raise BadInput([Fault(Text("没有可以导出的试题。", "There is nothing to export."))])
    row = Intake.objects.create(
        programme=year.programme, form=form, name=f"export.{form}", state=State.TAKEN, sha256="",
        counts={"out": len(drafts)}, uploaded_at=at, uploaded_by=by.name, settled_at=at,
        uploaded_by_user_id=by.user_id, office=by.office,
    )  # fmt: skip
    record(by, "exams.items_exported", row, values={"form": form, "items": len(drafts)})
    return chosen.write(drafts), len(drafts)
