"""A roster's way in: uploaded, checked without writing a person, imported in one transaction.

Nothing is half done: a killed import leaves the upload as it was checked, to be imported again.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.actions.checking import Add, Checked, check
from zhicai.admission.actions.seats import locked, waiting_of
from zhicai.admission.announcements import Registered
from zhicai.admission.models import ColumnName, KeptFile, Registration, RosterUpload
from zhicai.admission.queries.asking import Asking, asking_of
from zhicai.admission.queries.rosters import may_decide, may_enrol
from zhicai.admission.queries.uploads import column_names, office_of, upload_for
from zhicai.admission.rules.eligibility import as_json
from zhicai.admission.rules.line import last_place
from zhicai.admission.rules.roster import Entry, packed, unpacked
from zhicai.admission.sheets import read_entries, roster_shape
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.actions.records import change_contact, enter_people
from zhicai.people.models import Person
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.sheets.findings import Found, as_kept, faults_as_rows
from zhicai.sheets.mapping import read_or_ask
from zhicai.sheets.opening import content_of
from zhicai.sheets.shape import plain_heading
from zhicai.training.models import TrainingClass

State, Status = RosterUpload.State, Registration.State
BATCH = 500
SETTLED = Text(
    "这份名单已导入或撤销，请重新上传。", "This roster was imported or taken back; upload it again."
)
FAULTY = Text(
    "名单还有错误，没有导入；可以只导入无误的行，或改好后重新上传。",
    "The roster still has faults and was not imported; import its sound rows, or mend it.",
)
NOTHING = Text("没有可以导入的行。", "No row can be imported.")


@dataclass(frozen=True, slots=True)
class Way:
    """How rows are taken: added, updated or both; ``over_waits`` puts who finds no seat in line."""

    mode: str = RosterUpload.Mode.ADD
    over_waits: bool = False


@dataclass(slots=True)
class Read:
    """A file as read: its sound rows, the faults of its cells, its columns."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    unread: bool = False


@transaction.atomic
def upload_roster(
    found: TrainingClass, content: Any, *, name: str, way: Way, by: Acting, at: datetime
) -> RosterUpload:
    """Keep a file and check it; nobody is registered. BadInput for what is no table at all.

    A file whose columns are not understood waits for them to be named. The content of the office's
    earlier uploads for the class is dropped.
    """
    on = at.astimezone(CHINA).date()
    _may(found, by, on)
    data = content_of(content)
    read = read_file(data, asking_of(found, on=on), by)
    old = RosterUpload.objects.filter(training_class=found, **office_of(by))
    old.update(content="", entries="")
    upload = RosterUpload(
        training_class=found, **office_of(by), name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(), content=base64.b64encode(data).decode(),
        mode=way.mode, over_waits=way.over_waits, uploaded_at=at, uploaded_by=by.name,
        office=by.office,
    )  # fmt: skip
    _note(upload, read, by, on)
    upload.save()
    values = {"class": found.pk, "sha256": upload.sha256, **upload.counts}
    record(by, "admission.roster_checked", upload, place=found.place.code, values=values)
    return upload


@transaction.atomic
def name_columns(
    upload: RosterUpload, names: dict[str, str], *, by: Acting, at: datetime
) -> RosterUpload:
    """Keep what an office's own headings mean, and check its file again by them."""
    on = at.astimezone(CHINA).date()
    held = _open(upload, by, on)
    learn_columns(names, asking_of(held.training_class, on=on), by)
    record(by, "admission.columns_named", held, values={"columns": names})
    return _again(held, by, on)


@transaction.atomic
def learn_columns(names: dict[str, str], asking: Asking, by: Acting) -> None:
    """Keep what an office's own headings mean; one that means nothing is forgotten."""
    known = {column.key for column in roster_shape(asking).columns}
    for heading, key in names.items():
        plain = plain_heading(heading)[:120]
        if key in known:
            ColumnName.objects.update_or_create(
                **office_of(by), heading=plain, defaults={"column": key}
            )
        elif not key:
            ColumnName.objects.filter(**office_of(by), heading=plain).delete()


@transaction.atomic
def check_again(upload: RosterUpload, *, way: Way, by: Acting, at: datetime) -> RosterUpload:
    """Check an uploaded file once more, in another way or since something changed meanwhile."""
    on = at.astimezone(CHINA).date()
    held = _open(upload, by, on)
    held.mode, held.over_waits = way.mode, way.over_waits
    return _again(held, by, on)


def _again(held: RosterUpload, by: Acting, on: date) -> RosterUpload:
    data = base64.b64decode(held.content)
    _note(held, read_file(data, asking_of(held.training_class, on=on), by), by, on)
    held.save()
    return held


def _may(found: TrainingClass, by: Acting, on: date) -> None:
    if not may_enrol(by, found, on=on):
        raise OutOfScope


def _open(upload: RosterUpload, by: Acting, on: date) -> RosterUpload:
    """Return an upload of one's own office under lock, still to be imported."""
    upload_for(by, upload.pk)
    rows = RosterUpload.objects.select_for_update(of=("self",))
    held = rows.select_related("training_class__programme_year__province").get(pk=upload.pk)
    _may(held.training_class, by, on)
    if held.state not in (State.UNREAD, State.CHECKED) or not held.content:
        raise Refused([Reason(SETTLED)])
    return held


def read_file(data: bytes, asking: Asking, by: Acting) -> Read:
    """Read a file by the template and the office's own headings."""
    own = by.organisation_id is not None
    reading = read_or_ask(data, roster_shape(asking, column_names(by), own=own))
    unknown = list(reading.unknown)
    if reading.table is None:
        return Read(faults=list(reading.faults), unknown=unknown, unread=True)
    entries, faults = read_entries(reading.table, asking, own=own)
    return Read(entries, faults, reading.headings, unknown)


def _note(upload: RosterUpload, read: Read, by: Acting, on: date) -> None:
    """Write the result of a check into the upload, unsaved."""
    checked = _check(upload, read.entries, by, on, read.headings)
    note_check(upload, read, checked)


def note_check(upload: KeptFile, read: Read, checked: Checked) -> None:
    """Write what a check found into an uploaded file, unsaved."""
    upload.state = State.UNREAD if read.unread else State.CHECKED
    faults = [*read.faults, *checked.faults]
    upload.counts = {
        "rows": len(read.entries) + len({f.row for f in read.faults if f.row}),
        "faulty": len({fault.row for fault in faults if fault.row}),
        "adds": len(checked.adds),
        "updates": len(checked.updates),
        "same": checked.same,
        "waits": checked.waits,
        "flagged": checked.flagged,
        "sound": len(checked.adds) + len(checked.updates),
    }
    upload.entries = json.dumps(packed(read.entries), ensure_ascii=False) if read.entries else ""
    upload.found = as_kept(Found(faults, checked.notes, read.unknown, read.headings, read.faults))


def _check(
    upload: RosterUpload, entries: list[Entry], by: Acting, on: date, headings: dict[str, str]
) -> Checked:
    return check(
        entries, asking_of(upload.training_class, on=on), mode=upload.mode,
        over_waits=upload.over_waits, by=by, headings=headings,
    )  # fmt: skip


@transaction.atomic
def import_roster(
    upload: RosterUpload, *, only_sound: bool = False, by: Acting, at: datetime
) -> RosterUpload:
    """Register the people of a checked roster: all rows, or with ``only_sound`` the good ones.

    Held against the present state once more under the lock of the class, so that two imports at
    once give no seat away twice; a row is taken whole or not at all. Refused where faults are left,
    where nothing is left to import, or where the roster was imported already.
    """
    on = at.astimezone(CHINA).date()
    held = _open(upload, by, on)
    found = held.training_class = locked(held.training_class)
    _may(found, by, on)
    kept = json.loads(held.found or "{}")
    entries = unpacked(json.loads(held.entries or "[]"))
    checked = _check(held, entries, by, on, kept.get("headings", {}))
    faulty = bool(kept.get("read")) or bool(checked.faults)
    if faulty and not only_sound:
        raise Refused([Reason(FAULTY)])
    if not checked.adds and not checked.updates and not checked.same:
        raise Refused([Reason(NOTHING)])
    held.imported_at, held.state = at, State.IMPORTED
    held.save(update_fields=["imported_at", "state"])
    made = _add(held, checked, by=by, at=at)
    before = _update(checked, by=by, at=at)
    faults = [*kept.get("read", ()), *faults_as_rows(checked.faults)]
    held.counts = {
        **held.counts,
        "imported": len(made),
        "updated": len(before),
        "same": checked.same,
        "faulty": len({row[3] for row in faults if row[3]}),
    }
    held.found = json.dumps({**kept, "faults": faults}, ensure_ascii=False)
    held.before = json.dumps(before, ensure_ascii=False) if before else ""
    held.entries = ""
    if not faulty:
        held.content = ""
    held.save()
    values = {"class": found.pk, **held.counts}
    record(by, "admission.roster_imported", held, place=found.place.code, values=values)
    if made:
        announce(Registered(found.pk, tuple(row.pk for row in made), at))
    return held


def people_of(adds: Sequence[Add], *, by: Acting, at: datetime) -> list[int]:
    """Enter the people of new rows; return their keys in the order of the rows."""
    facts = [
        PersonFacts(
            name=add.entry.name, home_id=add.place_id, id_kind=add.entry.id_kind,
            id_number=add.entry.id_number, phone=add.entry.phone, email=add.entry.email,
            employer=EmployerFacts(
                add.organisation_id, add.employer, add.kind, add.entry.post,
                bool(add.entry.ip_post),
            ),
        )
        for add in adds
    ]  # fmt: skip
    return enter_people(facts, by=by, at=at) if facts else []


def snapshot_of(add: Add) -> dict[str, Any]:
    """Return the employment of a new row in the fields that keep it."""
    return {
        "organisation_id": add.organisation_id,
        "employer_name": add.employer[:120],
        "employer_code": add.code,
        "employer_type": add.kind,
        "employer_place_id": add.place_id,
        "post": add.entry.post[:80],
        "is_ip_post": bool(add.entry.ip_post),
        "remark": add.entry.remark,
        "flags": as_json(add.flags),
    }


def _add(held: RosterUpload, checked: Checked, *, by: Acting, at: datetime) -> list[Registration]:
    """Enter people and registrations with few queries however many rows there are."""
    found = held.training_class
    people = people_of(checked.adds, by=by, at=at)
    accepted = may_decide(by, found)
    line = last_place(waiting_of(found))
    rows = []
    for add, person_id in zip(checked.adds, people, strict=True):
        row = Registration(
            training_class=found, person_id=person_id, **snapshot_of(add),
            source=Registration.Source.IMPORT, upload=held,
            first_entered=not add.known, registered_at=at, registered_by=by.name, office=by.office,
            decided_at=at if accepted else None, decided_by=by.name if accepted else "",
            state=Status.ACCEPTED if accepted else Status.APPLIED,
        )  # fmt: skip
        if add.waits:
            row.state, row.line, line = Status.WAITING, line, line + 1
        rows.append(row)
    return Registration.objects.bulk_create(rows, batch_size=BATCH)


SNAPSHOT = {
    "employer": "employer_name",
    "code": "employer_code",
    "kind": "employer_type",
    "place_id": "employer_place_id",
    "post": "post",
    "ip_post": "is_ip_post",
    "remark": "remark",
}
"""What a row can change of a registration: the field of the row, and that of the registration."""


def _update(checked: Checked, *, by: Acting, at: datetime) -> dict[str, dict[str, Any]]:
    """Change registrations and phones; return what stood before, by the registration's key."""
    keys = {change.pk: change.fields for change in checked.updates}
    before: dict[str, dict[str, Any]] = {}
    rows = list(Registration.objects.filter(pk__in=keys).select_related("person"))
    for row in rows:
        fields = keys[row.pk]
        old = {name: getattr(row, SNAPSHOT[name]) for name in fields if name in SNAPSHOT}
        for name in old:
            setattr(row, SNAPSHOT[name], fields[name])
        if "phone" in fields:
            old["phone"] = row.person.phone
            _phone(row.person, fields["phone"], by=by, at=at)
        before[str(row.pk)] = {"old": old, "new": fields}
    Registration.objects.bulk_update(
        rows, [name.removesuffix("_id") for name in SNAPSHOT.values()], batch_size=BATCH
    )
    return before


def _phone(person: Person, phone: str, *, by: Acting, at: datetime) -> None:
    change_contact(person, phone=phone, email=person.email, by=by, at=at)
