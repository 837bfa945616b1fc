"""Lists of candidates as files: checked whole, every fault by row, imported (HB-3.1.BZ.b)."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.admission.actions.applying import ELSEWHERE, asking_here, open_call_at
from zhicai.admission.actions.checking import Add, Checked, RowCheck
from zhicai.admission.actions.importing import (
    FAULTY,
    NOTHING,
    SETTLED,
    Read,
    learn_columns,
    note_check,
    people_of,
    read_file,
    snapshot_of,
)
from zhicai.admission.checks import reasons_against
from zhicai.admission.models import Call, Candidate, CandidateUpload
from zhicai.admission.queries.asking import Asking
from zhicai.admission.queries.calls import LIVE_CANDIDATES, SEND, CallFrame, frame_of
from zhicai.admission.queries.uploads import candidate_upload_for, office_of
from zhicai.admission.rules.roster import Entry, unpacked
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Reason, Refused
from zhicai.places.queries import is_within
from zhicai.programmes.models import ProgrammeYear
from zhicai.sheets.findings import faults_as_rows
from zhicai.sheets.opening import content_of

State, Standing = CandidateUpload.State, Candidate.State
BATCH = 500


class _CandidateCheck(RowCheck):
    """The check of a list of candidates: who is one already, whom the apps above refuse."""

    def __init__(
        self,
        entries: Sequence[Entry],
        asking: Asking,
        by: Acting,
        headings: Mapping[str, str],
        frame: CallFrame,
    ) -> None:
        super().__init__(entries, asking, by, headings)
        self.frame = frame
        self.live: set[int] = set()
        self.against: Mapping[int, Sequence[Reason]] = {}

    def read(self) -> None:
        """Read everything that the rows are held against."""
        super().read()
        rows = Candidate.objects.filter(programme_year=self.frame.year, state__in=LIVE_CANDIDATES)
        self.live = set(rows.values_list("person_id", flat=True))
        fresh = set(self.people.values()) - self.live
        self.against = reasons_against(self.frame.year, sorted(fresh), on=self.frame.on)

    def row(self, entry: Entry) -> None:
        """Settle one row: a fault, a candidate already, or a new one."""
        person_id, sound = self.person_of(entry)
        if not sound:
            return
        if person_id in self.live:
            self.result.same += 1
            return
        for reason in self.against.get(person_id or 0, ()):
            self.fault(entry, "id_number", reason.says, reason.clause)
            return
        add = self.settled(entry, known=person_id is not None)
        if add is None:
            return
        place = self.wanted.places.by_id.get(add.place_id)
        within = self.wanted.within
        outside = place is None or not any(is_within(place.path, path) for path in within)
        if within and outside:
            self.fault(entry, "place", ELSEWHERE)
            return
        self.result.adds.append(add)


def _check(
    entries: Sequence[Entry], year: ProgrammeYear, by: Acting, frame: CallFrame,
    headings: Mapping[str, str],
) -> Checked:  # fmt: skip
    checking = _CandidateCheck(entries, asking_here(year, by, frame=frame), by, headings, frame)
    checking.read()
    for entry in entries:
        checking.row(entry)
    checking.suggest()
    return checking.result


@transaction.atomic
def upload_candidates(
    year: ProgrammeYear, content: Any, *, name: str, by: Acting, at: datetime
) -> CandidateUpload:
    """Keep a list and check it; nobody becomes a candidate. BadInput for what is no table at all.

    Refused outside the window. The content of the office's earlier lists is dropped.
    """
    require(by, SEND)
    frame = frame_of(year, on=at.astimezone(CHINA).date())
    call = open_call_at(by.place_id, frame)
    data = content_of(content)
    read = read_file(data, asking_here(year, by, frame=frame), by)
    CandidateUpload.objects.filter(call=call, **office_of(by)).update(content="", entries="")
    upload = CandidateUpload(
        call=call, **office_of(by), name=name[:200], sha256=hashlib.sha256(data).hexdigest(),
        content=base64.b64encode(data).decode(), uploaded_at=at, uploaded_by=by.name,
        office=by.office,
    )  # fmt: skip
    note_check(upload, read, _check(read.entries, year, by, frame, read.headings))
    upload.save()
    values = {"call": call.pk, "sha256": upload.sha256, **upload.counts}
    record(by, "admission.list_checked", upload, place=by.place_code, values=values)
    return upload


@transaction.atomic
def check_candidates_again(
    upload: CandidateUpload, *, names: dict[str, str] | None = None, by: Acting, at: datetime
) -> CandidateUpload:
    """Check a list once more; ``names`` say what the office's own headings mean."""
    held, frame = _held(upload, by, at)
    year = held.call.programme_year
    asking = asking_here(year, by, frame=frame)
    if names is not None:
        learn_columns(names, asking, by)
    read: Read = read_file(base64.b64decode(held.content), asking, by)
    note_check(held, read, _check(read.entries, year, by, frame, read.headings))
    held.save()
    return held


def _held(upload: CandidateUpload, by: Acting, at: datetime) -> tuple[CandidateUpload, CallFrame]:
    """Return a list of the own office under lock, still to be imported, within the window."""
    require(by, SEND)
    candidate_upload_for(by, upload.pk)
    rows = CandidateUpload.objects.select_for_update(of=("self",))
    held = rows.select_related("call__programme_year__province").get(pk=upload.pk)
    if held.state not in (State.UNREAD, State.CHECKED) or not held.content:
        raise Refused([Reason(SETTLED)])
    frame = frame_of(held.call.programme_year, on=at.astimezone(CHINA).date())
    open_call_at(by.place_id, frame)
    return held, frame


@transaction.atomic
def import_candidates(
    upload: CandidateUpload, *, only_sound: bool = False, by: Acting, at: datetime
) -> CandidateUpload:
    """Take the people of a checked list as candidates: all rows, or the sound ones alone.

    Held against the present state once more. Refused where faults are left or nothing is to do.
    """
    held, frame = _held(upload, by, at)
    kept = json.loads(held.found or "{}")
    entries = unpacked(json.loads(held.entries or "[]"))
    checked = _check(entries, held.call.programme_year, by, frame, kept.get("headings", {}))
    faulty = bool(kept.get("read")) or bool(checked.faults)
    if faulty and not only_sound:
        raise Refused([Reason(FAULTY)])
    if not checked.adds and not checked.same:
        raise Refused([Reason(NOTHING)])
    held.imported_at, held.state = at, State.IMPORTED
    held.save(update_fields=["imported_at", "state"])
    made = _take(held.call, checked.adds, frame, upload=held, by=by, at=at)
    faults = [*kept.get("read", ()), *faults_as_rows(checked.faults)]
    counts = {"imported": len(made), "updated": 0, "same": checked.same}
    held.counts = {**held.counts, **counts, "faulty": len({row[3] for row in faults if row[3]})}
    held.found = json.dumps({**kept, "faults": faults}, ensure_ascii=False)
    held.entries = ""
    held.content = held.content if faulty else ""
    held.save()
    values = {"call": held.call_id, **held.counts}
    record(by, "admission.candidates_imported", held, place=by.place_code, values=values)
    return held


@transaction.atomic
def enter_candidates(
    year: ProgrammeYear, entries: Sequence[Entry], *, by: Acting, at: datetime
) -> list[Candidate]:
    """Enter many of the own trainees at once; BadInput with every fault by row, nobody then."""
    require(by, SEND)
    frame = frame_of(year, on=at.astimezone(CHINA).date())
    call = open_call_at(by.place_id, frame)
    checked = _check(entries, year, by, frame, {})
    if checked.faults:
        raise BadInput(checked.faults)
    made = _take(call, checked.adds, frame, upload=None, by=by, at=at)
    values = {"call": call.pk, "imported": len(made)}
    record(by, "admission.candidates_imported", call, place=by.place_code, values=values)
    return made


def _take(
    call: Call, adds: Sequence[Add], frame: CallFrame, *, upload: CandidateUpload | None,
    by: Acting, at: datetime,
) -> list[Candidate]:  # fmt: skip
    """Make candidates with few queries however many rows there are."""
    confirmed = by.organisation_id is None or not frame.rules.confirms
    rows = [
        Candidate(
            call=call, programme_year_id=call.programme_year_id, region_key=call.region_key,
            person_id=person_id, source=Candidate.Source.REGISTRATION, upload=upload,
            state=Standing.CONFIRMED if confirmed else Standing.APPLIED,
            applied_at=at, applied_on=frame.on, entered_by=by.name, office=by.office,
            confirmed_at=at if confirmed else None, confirmed_by=by.name if confirmed else "",
            confirmed_office=by.office if confirmed else "", **snapshot_of(add),
        )
        for add, person_id in zip(adds, people_of(adds, by=by, at=at), strict=True)
    ]  # fmt: skip
    return Candidate.objects.bulk_create(rows, batch_size=BATCH)
