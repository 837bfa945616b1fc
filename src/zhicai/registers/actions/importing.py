"""A list's way in: uploaded, checked without a write to the directory, imported as a whole."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.actions import OrganisationFacts, enter_organisations, keep_list
from zhicai.places.models import Listing, Organisation, Place
from zhicai.places.queries import places_under, tree
from zhicai.registers.actions.checking import ENTERPRISE, Checked, check
from zhicai.registers.announcements import ListKept
from zhicai.registers.models import DoubtfulCode, ListColumnName, ListUpload
from zhicai.registers.queries.uploads import column_names, upload_for, versions_of
from zhicai.registers.rules import Entry, in_the_way, packed, unpacked
from zhicai.registers.sheets import list_shape, read_entries
from zhicai.sheets.findings import Found, as_kept, found_from
from zhicai.sheets.mapping import read_or_ask
from zhicai.sheets.opening import content_of
from zhicai.sheets.shape import plain_heading

State, Mode = ListUpload.State, ListUpload.Mode
SETTLED = Text(
    "这份名录已导入或撤销，请重新上传。", "This list was imported or taken back; upload it again."
)
FAULTY = Text(
    "名录还有错误，没有导入；可以只导入无误的行，或改好后重新上传。",
    "The list still has faults and was not imported; import its sound rows, or mend it.",
)
NOTHING = Text("没有可以导入的行。", "No row can be imported.")


@dataclass(frozen=True, slots=True)
class Listed:
    """What an office says about a file: which list, of which day, from where, whole or more."""

    list_id: str
    listed_on: date
    source: str
    mode: str = Mode.WHOLE


@dataclass(slots=True)
class _Read:
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    unread: bool = False


@transaction.atomic
def upload_list(listed: Listed, content: Any, *, name: str, by: Acting, at: datetime) -> ListUpload:
    """Keep a file and check it; no list changes. BadInput for what is no table at all, for a day
    still to come, and for a day before a list that stands.

    Codes whose check sign does not fit are laid before the province. The content of the office's
    earlier uploads of the list is dropped.
    """
    require(by, "registers.keep", by.place_path)
    on = at.astimezone(CHINA).date()
    if faults := _wrong(listed, by, on):
        raise BadInput(faults)
    data = content_of(content)
    read = _read(data, by, on)
    old = ListUpload.objects.filter(list_id=listed.list_id, place_id=by.place_id)
    old.update(content="", entries="")
    upload = ListUpload(
        list_id=listed.list_id, place_id=by.place_id, listed_on=listed.listed_on,
        source=listed.source[:200], mode=listed.mode, name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(), content=base64.b64encode(data).decode(),
        uploaded_at=at, uploaded_by=by.name, office=by.office,
    )  # fmt: skip
    _note(upload, read, by, at)
    upload.save()
    values = {"list": listed.list_id, "sha256": upload.sha256, **upload.counts}
    record(by, "registers.list_checked", upload, place=by.place_code, values=values)
    return upload


def _wrong(listed: Listed, by: Acting, on: date) -> list[Fault]:
    faults = []
    if listed.listed_on > on:
        says = Text("名录日期不能晚于今天。", "The list cannot be dated after today.")
        faults.append(Fault(says, field="listed_on"))
    elif reason := _stands(listed.list_id, listed.listed_on, listed.mode, by.place_path):
        faults.append(Fault(reason, field="listed_on"))
    if not listed.source.strip():
        says = Text("请写明名录的来源，如文件名称和文号。", "Say where the list comes from.")
        faults.append(Fault(says, field="source"))
    return faults


def _stands(list_id: str, on: date, mode: str, path: str) -> Text | None:
    """Return why a list of this day cannot come in: a later one stands, or one of the same day."""
    found = in_the_way(versions_of(list_id), path, on=on, whole=mode == Mode.WHOLE)
    if found is None:
        return None
    return Text(
        f"已有 {found.listed_on} 的名录，请填更晚的日期；要更正，请选“补充到现有名录”或先撤销。",
        f"A list of {found.listed_on} stands; write a later day, or supplement or take back that "
        "one.",
    )


@transaction.atomic
def name_columns(
    upload: ListUpload, names: dict[str, str], *, by: Acting, at: datetime
) -> ListUpload:
    """Keep what an office's own headings mean, and check its file again by them."""
    held = _open(upload, by)
    known = {column.key for column in list_shape().columns}
    for heading, key in names.items():
        plain = plain_heading(heading)[:120]
        if key in known:
            ListColumnName.objects.update_or_create(
                place_id=by.place_id, heading=plain, defaults={"column": key}
            )
        elif not key:
            ListColumnName.objects.filter(place_id=by.place_id, heading=plain).delete()
    record(by, "registers.columns_named", held, values={"columns": names})
    return _again(held, by, at)


@transaction.atomic
def check_again(upload: ListUpload, *, by: Acting, at: datetime) -> ListUpload:
    """Check an uploaded file once more: a code was accepted, or something changed meanwhile."""
    return _again(_open(upload, by), by, at)


def _again(held: ListUpload, by: Acting, at: datetime) -> ListUpload:
    read = _read(base64.b64decode(held.content), by, at.astimezone(CHINA).date())
    _note(held, read, by, at)
    held.save()
    return held


def _open(upload: ListUpload, by: Acting) -> ListUpload:
    """Return an upload of one's own office under lock, still to be imported."""
    require(by, "registers.keep", by.place_path)
    upload_for(by, upload.pk)
    rows = ListUpload.objects.select_for_update(of=("self",)).select_related("place")
    held = rows.get(pk=upload.pk)
    if held.state not in (State.UNREAD, State.CHECKED) or not held.content:
        raise Refused([Reason(SETTLED)])
    return held


def _read(data: bytes, by: Acting, on: date) -> _Read:
    """Read a file by the template and the office's own headings."""
    reading = read_or_ask(data, list_shape(column_names(by)))
    unknown = list(reading.unknown)
    if reading.table is None:
        return _Read(faults=list(reading.faults), unknown=unknown, unread=True)
    entries, faults, doubtful = read_entries(reading.table, tree(by.province, on=on))
    return _Read(entries, faults, reading.headings, unknown, doubtful)


def _note(upload: ListUpload, read: _Read, by: Acting, at: datetime) -> None:
    """Write the result of a check into the upload, unsaved."""
    on = at.astimezone(CHINA).date()
    places = tree(by.province, on=on)
    upload.state = State.UNREAD if read.unread else State.CHECKED
    checked = check(read.entries, read.doubtful, places, path=by.place_path, headings=read.headings)
    _ask(read, checked, by, at)
    faults = [*read.faults, *checked.faults]
    held = set(_in_force(upload, by, on).values_list("organisation_id", flat=True))
    whole = upload.mode == Mode.WHOLE
    stay = len(held & checked.known)
    upload.counts = {
        "rows": len(read.entries) + len({f.row for f in read.faults if f.row}),
        "faulty": len({fault.row for fault in faults if fault.row}),
        "sound": len(checked.entries),
        "came": len(checked.entries) - stay,
        "went": len(held) - stay if whole else 0,
        "stayed": stay if whole else len(held),
    }
    kept = [*packed(read.entries)]
    upload.entries = json.dumps([kept, sorted(read.doubtful)], ensure_ascii=False) if kept else ""
    upload.found = as_kept(Found(faults, checked.notes, read.unknown, read.headings, read.faults))


def _in_force(upload: ListUpload, by: Acting, on: date) -> Any:
    area = places_under((by.place_path,), on=on)
    return Listing.objects.filter(
        list_id=upload.list_id, valid_to=None, organisation__home__in=area
    )


def _ask(read: _Read, checked: Checked, by: Acting, at: datetime) -> None:
    """Lay doubtful codes before the province, each once."""
    wanted = {entry.code: entry for entry in read.entries if entry.code in read.doubtful}
    standing = DoubtfulCode.objects.filter(code__in=wanted).values_list("code", flat=True)
    for code in sorted(wanted.keys() - set(standing)):
        entry = wanted[code]
        row = DoubtfulCode.objects.create(
            code=code, name=entry.name, place_id=entry.place_id or by.place_id, asked_at=at,
            asked_by=by.name, office=by.office,
        )  # fmt: skip
        record(by, "registers.code_asked", row, place=by.place_code, values={"code": code})


@transaction.atomic
def import_list(
    upload: ListUpload, *, only_sound: bool = False, by: Acting, at: datetime
) -> ListUpload:
    """Let a checked file be the list from its day on: all rows, or with ``only_sound`` good ones.

    Held against the directory once more under the lock of the area. Refused where faults are left,
    where nothing is left to import, where it was imported already, or another list stands in its
    way.
    """
    held = _open(upload, by)
    Place.objects.select_for_update(no_key=True).get(code=by.province)
    on = at.astimezone(CHINA).date()
    if reason := _stands(held.list_id, held.listed_on, held.mode, by.place_path):
        raise Refused([Reason(reason)])
    kept = found_from(held.found)
    rows, doubtful = json.loads(held.entries or "[[], []]")
    checked = check(
        unpacked(rows), set(doubtful), tree(by.province, on=on), path=by.place_path,
        headings=kept.headings,
    )  # fmt: skip
    faulty = bool(kept.read) or bool(checked.faults)
    if faulty and not only_sound:
        raise Refused([Reason(FAULTY)])
    if not checked.entries:
        raise Refused([Reason(NOTHING)])
    members = _keep(held, checked, by=by, on=on)
    faults = [*kept.read, *checked.faults]
    held.counts |= {"faulty": len({fault.row for fault in faults if fault.row})}
    held.found = as_kept(Found(faults, checked.notes, kept.unknown, kept.headings, kept.read))
    held.imported_at, held.state, held.entries = at, State.IMPORTED, ""
    if not faulty:
        held.content = ""
    held.save()
    values = {"list": held.list_id, "on": held.listed_on.isoformat(), **held.counts}
    record(by, "registers.list_imported", held, place=by.place_code, values=values)
    announce(ListKept(held.list_id, held.place_id, tuple(one.pk for one in members), at))
    return held


def _keep(held: ListUpload, checked: Checked, *, by: Acting, on: date) -> list[Organisation]:
    """Enter the enterprises and keep the list; write what came of it into the upload, unsaved."""
    facts = [
        OrganisationFacts(ENTERPRISE, entry.name, entry.place_id, entry.code, entry.industry)
        for entry in checked.entries
    ]
    members = enter_organisations(facts, since=held.listed_on, by=by)
    held.entered = sorted({one.pk for one in members} - checked.known)
    area = places_under((by.place_path,), on=on)
    present = _in_force(held, by, on).select_related("organisation")
    wanted = members
    if held.mode == Mode.MORE:
        wanted = [*members, *(row.organisation for row in present)]
        standing = set(present.values_list("organisation_id", flat=True))
        held.added = sorted({one.pk for one in members} - standing)
    change = keep_list(
        held.list_id, wanted, on=held.listed_on, source=held.source, by=by, within=area
    )
    held.counts |= {"came": change.came, "went": change.went, "stayed": change.stayed,
                    "imported": len(members)}  # fmt: skip
    return members
