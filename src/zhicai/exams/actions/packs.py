"""Makes sealed packs of an exam, hands them out, shows and prints their keys; each is recorded."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.actions.papers import unsealed
from zhicai.exams.actions.running import locked_exam, words_of
from zhicai.exams.models import (
    Exam,
    ExamPack,
    ItemVersion,
    Leave,
    PackHandling,
    Paper,
    Sitting,
)
from zhicai.exams.packs import answers, keys
from zhicai.exams.packs.pack import (
    Candidate,
    Facts,
    Line,
    Sealed,
    Seat,
    read_manifest,
    slip_hash,
    write_pack,
)
from zhicai.exams.packs.veiling import can_be_veiled, veiled
from zhicai.exams.queries.packs import (
    SECRETS,
    clause_of_packs,
    had,
    key_from,
    packed_exam,
)
from zhicai.exams.queries.sittings import CHECK, OPENS, SIGN_IN, year_of
from zhicai.exams.rules.entering import BEFORE
from zhicai.exams.rules.items import read_content
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_name
from zhicai.programmes.queries import settings_of

What = PackHandling.What
SAYS = {
    "begun": Text(
        "考试已经开始、结束或取消，不能再制作考试包。",
        "The exam has begun, ended or was cancelled; no pack is made any more.",
    ),
    "nobody": Text("还没有考生，先排座位。", "There are no candidates yet; seat them first."),
    "open": Text(
        "试卷已启封，不能放进考试包。", "The paper is open already and cannot go into a pack."
    ),
    "void": Text("这个考试包已作废，请用最新的一个。", "This pack is void; take the latest one."),
    "early": Text("还没有到可以查看密钥的时间。", "The time to show the key has not come."),
    "both": Text(
        "开考前同一个人不能既有考试包又有密钥，请由另一人办理。",
        "Before the hour nobody has both the pack and its key; let another person do this.",
    ),
}


@transaction.atomic
def make_pack(exam: Exam, *, reason: str = "", by: Acting, at: datetime) -> ExamPack:
    """Seal an exam into a pack; made again, with the reason, it gets a new number and key and the
    last one is void.

    OutOfScope for who does not run the exam; Refused once it has begun, and where a question needs
    the running system (files, practical tasks).
    """
    packed_exam(by, exam.pk)
    row = locked_exam(exam)
    last = ExamPack.objects.filter(exam=row).order_by("-number").first()
    words = words_of(reason) if last is not None else ""
    sittings = list(row.sittings.select_related("person", "room").order_by("room", "seat", "pk"))
    if row.state != Exam.State.PLANNED:
        _refuse(row, "begun")
    if not sittings:
        _refuse(row, "nobody")
    if row.paper.state != Paper.State.SEALED:
        _refuse(row, "open")
    code, key, veil = secrets.token_hex(16), keys.new_key(), secrets.token_hex(16)
    lines, signing = _lines(row, veil), secrets.token_bytes(32)
    number = last.number + 1 if last else 1
    data = write_pack(
        _facts(row, code, number, at), [_seat(code, one) for one in sittings],
        Sealed(signing, tuple(lines), tuple(_candidate(one) for one in sittings)), key,
    )  # fmt: skip
    if last is not None:
        ExamPack.objects.filter(exam=row, voided_at=None).update(voided_at=at, voided_for=words)
        row.sittings.filter(state__in=BEFORE).update(pack=None)
    made = ExamPack.objects.create(
        exam=row, number=number, code=code, data=data, sha256=sha256(data).hexdigest(), key=key,
        veil=veil, public=answers.public_key(signing), candidates=len(sittings), made_at=at,
        made_by=by.name, office=by.office,
    )  # fmt: skip
    record(by, "exams.pack_made", row, clause=clause_of_packs(row) or "", reason=words,
           values={"number": number, "sha256": made.sha256,
                   "candidates": len(sittings)})  # fmt: skip
    return made


def _refuse(exam: Exam, why: str) -> None:
    raise Refused([Reason(SAYS[why], clause_of_packs(exam))])


def _facts(exam: Exam, code: str, number: int, at: datetime) -> Facts:
    year, found = year_of(exam), exam.training_class
    settings = settings_of(year, on=exam.starts_at.astimezone(CHINA).date())
    minutes, check = settings.get(SIGN_IN), settings.get(CHECK)
    return Facts(
        pack=code, number=number, programme=year.programme, year=year.year,
        province=year.province.code, place=found.place.code if found else year.province.code,
        title=exam.title, part=exam.part, round=exam.round, track=exam.paper.blueprint.track,
        office=exam.office, starts_at=exam.starts_at.astimezone(CHINA).isoformat(),
        minutes=exam.minutes, latest_start=exam.latest_start,
        rooms=tuple((one.name, one.seats) for one in exam.rooms.all()),
        sign_in=OPENS if minutes is None else int(minutes),
        check=check is None or bool(check), made_at=at.astimezone(CHINA).isoformat(),
    )  # fmt: skip


def _seat(code: str, one: Sitting) -> Seat:
    room = one.room.name if one.room else ""
    return Seat(masked_name(one.person.name), slip_hash(code, one.code), room, one.seat)


def _candidate(one: Sitting) -> Candidate:
    known = one.person.id_number or one.person.phone
    return Candidate(
        one.code, one.person.name, one.seed, one.room.name if one.room else "", one.seat,
        one.extra_seconds, known[-4:].upper(),
    )  # fmt: skip


def _lines(exam: Exam, veil: str) -> Sequence[Line]:
    """The paper's questions without their keys; the paper itself stays sealed."""
    wanted = unsealed(exam.paper)
    versions = ItemVersion.objects.select_related("item").in_bulk([key for key, _ in wanted])
    found, unfit = [], []
    for number, (key, marks) in enumerate(wanted, start=1):
        version = versions[key]
        kind = version.item.kind
        content = read_content(kind, version.content)
        if isinstance(content, tuple) or not can_be_veiled(content):
            unfit.append((number, kind))
            continue
        plain = veiled(kind, content, seed=veil, number=number)
        found.append(Line(number, kind, str(Decimal(marks)), plain))
    if unfit:
        zh = "、".join(f"第 {number} 题（{_why_unfit(kind).zh}）" for number, kind in unfit)
        en = ", ".join(f"{number} ({_why_unfit(kind).en})" for number, kind in unfit)
        says = Text(
            f"{zh}要在联网的系统里做，不能放进考试包。请换一份没有这些题的试卷，或让考生在线作答。",
            f"These items need the running system and cannot go into a pack: {en}. Take a paper "
            "without them, or let it be written online.",
        )
        raise Refused([Reason(says, clause_of_packs(exam))])
    return found


# --- in whose hands ------------------------------------------------------------------------------


@transaction.atomic
def fetch_pack(pack: ExamPack, *, by: Acting, at: datetime) -> bytes:
    """Hand out a pack as a file; Refused before the hour for who has had its key in hand."""
    row = _in_use(pack, by)
    if at < row.exam.starts_at and had(row, by.user_id, *SECRETS):
        _refuse(row.exam, "both")
    _note(row, What.FETCHED, "", by, at)
    return bytes(row.data)


@transaction.atomic
def show_key(pack: ExamPack, *, reason: str = "", by: Acting, at: datetime) -> str:
    """Return the key as it is read over the phone, from the moment set before the start.

    Shown again it asks for a reason (BadInput without one). Refused too early, and before the hour
    for who has taken the pack.
    """
    row = _in_use(pack, by)
    if at < key_from(row.exam):
        _refuse(row.exam, "early")
    _insist_on_two(row, by, at)
    shown_before = row.handlings.filter(what=What.KEY).exists()
    _note(row, What.KEY, words_of(reason) if shown_before else "", by, at)
    return keys.shown(row.key)


@transaction.atomic
def key_for_letter(pack: ExamPack, *, reason: str = "", by: Acting, at: datetime) -> str:
    """Return the key for a letter that is sealed at once and opened at the hour.

    Refused before the hour for who has taken the pack; printed again it asks for a reason.
    """
    row = _in_use(pack, by)
    _insist_on_two(row, by, at)
    printed_before = row.handlings.filter(what=What.LETTER).exists()
    _note(row, What.LETTER, words_of(reason) if printed_before else "", by, at)
    return keys.shown(row.key)


def _insist_on_two(row: ExamPack, by: Acting, at: datetime) -> None:
    if at < row.exam.starts_at and had(row, by.user_id, What.FETCHED):
        _refuse(row.exam, "both")


def _in_use(pack: ExamPack, by: Acting) -> ExamPack:
    exam = packed_exam(by, pack.exam_id)
    row = ExamPack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    row.exam = exam
    if row.voided_at is not None:
        _refuse(exam, "void")
    return row


def _why_unfit(kind: str) -> Text:
    return {
        "upload": Text("上传文件", "file"),
        "case": Text("案例题含上传", "case with a file"),
    }.get(kind, Text("实操任务", "practical task"))


def _note(row: ExamPack, what: str, reason: str, by: Acting, at: datetime) -> None:
    PackHandling.objects.create(
        pack=row, what=what, reason=reason, at=at, by=by.name, by_user_id=by.user_id
    )
    record(by, f"exams.pack_{what}", row.exam, clause=clause_of_packs(row.exam) or "",
           reason=reason, values={"number": row.number})  # fmt: skip
    done = set(row.handlings.values_list("what", flat=True))
    if What.FETCHED in done and done & set(SECRETS):
        _let_out(row)


def _let_out(row: ExamPack) -> None:
    """Pack and key have left the house: its seats are written with it, and no more online.

    Seats that have begun, that came later, or that were taken out by decision, stay as they are.
    """
    seats = {one.slip for one in read_manifest(bytes(row.data)).seats}
    taken_out = Leave.objects.filter(
        exam=row.exam, what=Leave.What.ONLINE, at__gte=row.made_at
    ).values_list("sitting", flat=True)
    inside = row.exam.sittings.filter(state__in=BEFORE).exclude(pk__in=list(taken_out))
    keys = [pk for pk, code in inside.values_list("pk", "code")
            if slip_hash(row.code, code) in seats]  # fmt: skip
    row.exam.sittings.filter(pk__in=keys).update(pack=row)
