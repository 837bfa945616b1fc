"""On a machine without network: the pack that it serves is opened, written, handed back."""

import json
import secrets
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership
from zhicai.accounts.models import Role, User
from zhicai.audit.actions import Actor, record
from zhicai.exams.actions.papers import KEY, NONCE
from zhicai.exams.models import (
    Answer,
    Blueprint,
    Exam,
    Incident,
    Invigilator,
    Item,
    ItemVersion,
    JournalEntry,
    Leave,
    Paper,
    Regrade,
    Room,
    RoomPack,
    Sitting,
)
from zhicai.exams.packs import answers, keys
from zhicai.exams.packs.archives import refused
from zhicai.exams.packs.pack import Candidate, Facts, Line, open_pack, read_manifest
from zhicai.exams.queries.packs import room_pack_here
from zhicai.exams.queries.running import GROUP, watches
from zhicai.exams.queries.sittings import CHECK, SIGN_IN
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.places.actions import load_divisions, name_organisation
from zhicai.places.models import Organisation, Place
from zhicai.places.own_files import read_divisions
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.programmes.queries import library

WATCHER = "kaochang"
UNKNOWN = Text(
    "准考证号和证件末四位不符，请核对后再试，或请监考员帮忙。",
    "The code and the last four characters do not belong together; check them or ask the "
    "invigilator.",
)
NO_RULES = Text(
    "本机的软件没有这个省的规则，请先更新软件。",
    "The software of this machine lacks the rules of this province; update it first.",
)
OTHER_PACK = Text(
    "这个文件夹已用于另一个考试包，请换一个文件夹。",
    "This folder serves another pack already; take another folder.",
)


@transaction.atomic
def serve_pack(data: bytes, *, by: Actor, at: datetime) -> RoomPack:
    """Let this empty machine serve a pack; the same pack again is the row that stands.

    BadInput for what is no pack, and where the machine serves another one.
    """
    facts = read_manifest(data).facts
    there = RoomPack.objects.first()
    if there is None:
        made = RoomPack.objects.create(pk=1, data=data, code=facts.pack)
        record(by, "exams.pack_served", made, values={"title": facts.title, "at": at.isoformat()})
        return made
    if there.code != facts.pack:
        raise refused(OTHER_PACK)
    return there


@transaction.atomic
def enter_with_key(words: str, *, by: Actor, at: datetime) -> User:
    """Open the pack with its key, the first time laying out exam and candidates; who has the key
    watches over the room. BadInput for a wrong key and for a pack that was changed.
    """
    row = RoomPack.objects.select_for_update(of=("self",)).select_related("watcher").get(
        pk=room_pack_here().pk
    )  # fmt: skip
    manifest, sealed = open_pack(bytes(row.data), keys.read_key(words))
    if row.watcher is not None:
        return row.watcher
    facts = manifest.facts
    year = _year(facts, at.date())
    exam, watcher = _exam(facts, sealed.lines, year, at)
    rooms = {name: Room.objects.create(exam=exam, name=name, seats=seats)
             for name, seats in facts.rooms}  # fmt: skip
    for number, one in enumerate(sealed.candidates, start=1):
        _candidate(exam, number, one, rooms, at)
    row.exam, row.watcher, row.opened_at = exam, watcher, at
    row.signing = sealed.signing.hex()
    row.save(update_fields=["exam", "watcher", "opened_at", "signing"])
    record(by, "exams.pack_opened", exam, values={"candidates": len(sealed.candidates)})
    return watcher


def _year(facts: Facts, on: date) -> ProgrammeYear:
    law = library().programmes.get(facts.programme)
    if law is None or law.head.province != facts.province:
        raise BadInput([Fault(NO_RULES, "key")])
    since = min(on, facts.starts.date())
    load_divisions(read_divisions(law), province=facts.province, since=since, by=SYSTEM)
    province = Place.objects.get(code=facts.province)
    year = ProgrammeYear.objects.create(
        programme=facts.programme, year=facts.year, province=province, opened_on=since,
        opened_by=facts.office,
    )  # fmt: skip
    SettingDecision.objects.bulk_create(
        SettingDecision(
            programme_year=year, parameter=parameter, value=value, in_force_from=since,
            reason="考试包", decided_at=facts.starts, decided_by=facts.office, office=facts.office,
        )
        for parameter, value in ((SIGN_IN, facts.sign_in), (CHECK, facts.check))
    )  # fmt: skip
    return year


def _exam(
    facts: Facts, lines: tuple[Line, ...], year: ProgrammeYear, at: datetime
) -> tuple[Exam, User]:
    total = sum((Decimal(one.marks) for one in lines), Decimal(0))
    blueprint = Blueprint.objects.create(
        programme_year=year, track=facts.track, part=facts.part, title=facts.title[:120], rows=[],
        total=total, minutes=facts.minutes, made_at=at, made_by=facts.office, office=facts.office,
    )  # fmt: skip
    exam = Exam.objects.create(
        part=facts.part, round=facts.round, title=facts.title, starts_at=facts.starts,
        paper=_paper(blueprint, facts, lines, at), minutes=facts.minutes,
        latest_start=facts.latest_start, made_at=at, made_by=facts.office, office=facts.office,
    )  # fmt: skip
    return exam, _watcher(exam, year, at)


def _paper(blueprint: Blueprint, facts: Facts, lines: tuple[Line, ...], at: datetime) -> Paper:
    """The paper, sealed again: this machine opens it at the hour, by the pages' own door."""
    plain = []
    for one in lines:
        item = Item.objects.create(
            programme=facts.programme, code=f"pack-{one.number}", topic="-", kind=one.kind,
            difficulty=1, state=Item.State.LIVE, author=facts.office, made_at=at, changed_at=at,
        )  # fmt: skip
        version = ItemVersion.objects.create(
            item=item, number=1, content=dict(one.content), plain="", marks=Decimal(one.marks),
            made_at=at, made_by=facts.office,
        )  # fmt: skip
        plain.append([version.pk, one.marks])
    told = json.dumps(plain, separators=(",", ":")).encode()
    key, nonce = secrets.token_bytes(KEY), secrets.token_bytes(NONCE)
    return Paper.objects.create(
        blueprint=blueprint, label=str(facts.number), use=facts.round,
        sealed=nonce + AESGCM(key).encrypt(nonce, told, b""), key=b64encode(key).decode(),
        items_hashed=[], count=len(lines), total=blueprint.total, difficulty=1,
        sha256=sha256(told).hexdigest(), made_at=at, made_by=facts.office,
    )  # fmt: skip


def _watcher(exam: Exam, year: ProgrammeYear, at: datetime) -> User:
    province = year.province
    user = User(username=WATCHER, name="考场监考")
    user.set_unusable_password()
    user.save()
    unit: Organisation = name_organisation(
        kind=GROUP, name="考场", home=province, since=year.opened_on, by=SYSTEM
    )
    give_membership(user, Role.MEMBER, place=province, organisation=unit, by=SYSTEM,
                    since=year.opened_on)  # fmt: skip
    Invigilator.objects.create(exam=exam, user=user, name=user.name, since=at)
    return user


def _candidate(
    exam: Exam, number: int, one: Candidate, rooms: dict[str, Room], at: datetime
) -> None:
    province = exam.paper.blueprint.programme_year.province
    user = User(username=f"k{number}", name=one.name)
    user.set_unusable_password()
    user.save()
    give_membership(user, Role.PERSON, place=province, by=SYSTEM,
                    since=exam.paper.blueprint.programme_year.opened_on)  # fmt: skip
    person = Person.objects.create(
        name=one.name, home=province, user=user, phone=one.last4, entered_at=at,
        entered_by=exam.office[:120],
    )  # fmt: skip
    Sitting.objects.create(
        exam=exam, person=person, room=rooms.get(one.room), seat=one.seat, code=one.code,
        seed=one.seed, extra_seconds=one.extra,
    )  # fmt: skip


def enter_with_slip(code: str, last4: str) -> tuple[User, Sitting]:
    """Return who belongs to a slip and the last four characters of the document; else BadInput."""
    row = room_pack_here()
    rows = Sitting.objects.select_related("person__user")
    found = rows.filter(exam=row.exam, code=code.strip().upper()).first() if row.exam_id else None
    known = found.person.phone if found else ""
    if found is None or found.person.user is None or (
        known and not secrets.compare_digest(known.encode(), last4.strip().upper().encode())
    ):  # fmt: skip
        raise BadInput([Fault(UNKNOWN, "code")])
    return found.person.user, found


@transaction.atomic
def export_answers(*, by: Acting, at: datetime) -> bytes:
    """Return what was written in this room as a signed file; it may be taken at any moment.

    OutOfScope for who does not watch over the room.
    """
    row = RoomPack.objects.select_for_update(of=("self",)).get(pk=room_pack_here().pk)
    exam = row.exam
    if exam is None or not watches(by, exam):
        raise OutOfScope
    row.exports += 1
    row.save(update_fields=["exports"])
    sittings = Sitting.objects.filter(exam=exam, started_at__isnull=False).exclude(
        state=Sitting.State.VOID
    )
    export = answers.Export(
        row.code, row.exports, at, exam.state == Exam.State.ENDED, exam.paused_seconds,
        tuple(_sat(one) for one in sittings.order_by("pk")), tuple(_happened(exam)),
        tuple(_voided(exam)),
    )  # fmt: skip
    record(by, "exams.answers_exported", exam,
           values={"number": row.exports, "sittings": len(export.sittings)})  # fmt: skip
    return answers.write_answers(export, bytes.fromhex(row.signing))


def _happened(exam: Exam) -> Iterator[answers.Happened]:
    """The incidents of a room, and its decisions in the same words."""
    for event in Incident.objects.filter(exam=exam).select_related("sitting"):
        code = event.sitting.code if event.sitting else ""
        yield answers.Happened(event.kind, event.says, event.at, event.by, code)
    for leave in Leave.objects.filter(exam=exam).select_related("sitting"):
        code = leave.sitting.code if leave.sitting else ""
        yield answers.Happened(leave.what, leave.reason, leave.at, leave.by, code)


def _voided(exam: Exam) -> Iterator[answers.Voided]:
    """The items that were voided in a room, each as it was decided first."""
    rows = Regrade.objects.filter(paper_item__paper=exam.paper_id, after={"voided": True})
    for one in rows.select_related("paper_item").order_by("paper_item__number"):
        yield answers.Voided(one.paper_item.number, one.reason, one.at, one.by)


def _sat(one: Sitting) -> answers.Sat:
    if one.started_at is None or one.deadline is None:
        raise ValueError(one.code)
    given = Answer.objects.filter(sitting=one).order_by("number")
    noted = JournalEntry.objects.filter(sitting=one).order_by("pk")
    return answers.Sat(
        one.code, one.state, one.started_at, one.deadline, one.submitted_at, one.checked_at,
        one.checked_by, one.extra_seconds,
        tuple(answers.Written(a.number, a.revision, a.value, a.flagged, a.saved_at)
              for a in given),
        tuple(answers.Noted(j.key, j.kind, j.data, j.sent_at, j.at) for j in noted),
    )  # fmt: skip
