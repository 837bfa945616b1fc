"""An exam whose paper is really sealed; a machine without network on which it is written.

Both live in the same test database, one after the other: the province makes a pack and is undone,
the room writes it and is undone, and the province stands again with the pack that it had made.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.sessions.models import Session

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.queries import actings_of
from zhicai.exams.actions import packs, packs_room, running, sittings
from zhicai.exams.actions.room import reopen_sitting, write_incident
from zhicai.exams.actions.saving import Sent, keep
from zhicai.exams.models import ExamPack, PaperItem, RoomPack, Sitting
from zhicai.exams.packs import keys
from zhicai.exams.packs.answers import Export, Sat, Written, write_answers
from zhicai.exams.packs.pack import Facts, Line, Sealed, open_pack, write_pack
from zhicai.exams.queries.papers import opened
from zhicai.exams.rules.saving import SAVE, SUBMIT, Given
from zhicai.exams.tests.room_scenes import SET_UP, RoomScene
from zhicai.exams.tests.scenes import MINUTES, OTHER_KINDS, START, after

KINDS_TAKEN = tuple(one for one in OTHER_KINDS if one[0] != "upload")
PEOPLE = 30
FIELDS = ("number", "code", "data", "sha256", "key", "veil", "public", "candidates", "made_at",
          "made_by", "office")  # fmt: skip


class PackScene(RoomScene):
    """Thirty people with seats, a sealed paper of every kind that a pack can hold."""

    def __init__(self, people=PEOPLE):
        super().__init__(people=people)
        for number, (kind, content, marks) in enumerate(KINDS_TAKEN, start=6):
            self._item(number, kind, content, marks)
        self.seal()
        self.exam = self.set_up()

    def seal(self):
        """Seal what the paper holds and take its items away."""
        rows = list(PaperItem.objects.filter(paper=self.paper).order_by("number"))
        plain = json.dumps([[one.item_version_id, str(one.marks)] for one in rows]).encode()
        key, nonce = b"k" * 32, b"n" * 12
        self.paper.sealed = nonce + AESGCM(key).encrypt(nonce, plain, b"")
        self.paper.key, self.paper.sha256 = b64encode(key).decode(), sha256(plain).hexdigest()
        self.paper.count = len(rows)
        self.paper.total = sum((one.marks for one in rows), Decimal(0))
        self.paper.save()
        PaperItem.objects.filter(paper=self.paper).delete()

    def unpackable(self):
        """Let the paper ask for a file as well."""
        upload = next(one for one in OTHER_KINDS if one[0] == "upload")
        self._item(40, *upload)
        self.seal()

    def made(self, **words):
        """A pack of the exam."""
        return packs.make_pack(self.exam, by=self.base, at=SET_UP, **words)

    def again(self, kept):
        """Let the pack that was made before the room wrote it stand here."""
        for row, code in zip(self.exam.sittings.order_by("pk"), kept.codes, strict=True):
            Sitting.objects.filter(pk=row.pk).update(code=code)
        return ExamPack.objects.create(exam=self.exam, **kept.fields)

    def export(self, pack, *, number=1, minutes=40.0, people=PEOPLE, answers=((1, 5, 0),),
               **changes):  # fmt: skip
        """What the room of a pack hands over, everybody having answered the same."""
        found = open_pack(bytes(pack.data), pack.key)[1]
        known = {"state": "submitted", "started_at": after(1), "deadline": after(MINUTES),
                 "submitted_at": after(minutes - 1), "saved_at": after(2)}  # fmt: skip
        known |= changes
        saved, voids = known.pop("saved_at"), known.pop("voids", ())
        sats = tuple(
            Sat(
                code=one.code, checked_at=after(0), checked_by="监考", extra=0, journal=(),
                answers=tuple(Written(n, revision, value, False, saved)
                              for n, revision, value in answers), **known,
            )
            for one in found.candidates[:people]
        )  # fmt: skip
        told = Export(pack.code, number, after(minutes), True, 0, sats, (), voids)
        return write_answers(told, found.signing)


@dataclass(frozen=True)
class Kept:
    """What of the province outlives it: the pack's row, and its candidates' codes in order."""

    fields: dict
    codes: tuple[str, ...]


def keep_pack(scene):
    """Make a pack and remember it."""
    row = scene.made()
    codes = tuple(scene.exam.sittings.order_by("pk").values_list("code", flat=True))
    return Kept({name: getattr(row, name) for name in FIELDS}, codes)


class RoomMachine:
    """The empty machine of a room: the pack is served, opened with its key, written."""

    def __init__(self, kept):
        packs_room.serve_pack(kept.fields["data"], by=SYSTEM, at=after(-20))
        user = packs_room.enter_with_key(keys.shown(kept.fields["key"]), by=SYSTEM, at=after(-12))
        self.watcher = actings_of(user, on=START.date())[0]
        self.exam = RoomPack.objects.get().exam

    def sit(self, row, *, right):
        """A candidate comes with the slip, starts, answers."""
        user, found = packs_room.enter_with_slip(row.code, row.person.phone)
        acting = actings_of(user, on=START.date())[0]
        sittings.sign_in(found, by=acting, at=after(-8))
        sittings.check(found, by=self.watcher, at=after(-6))
        sittings.start(found, device="pc", address="10.0.0.2", by=acting, at=after(0.1))
        key = f"{row.pk:032}"
        Session.objects.create(session_key=key, session_data="-", expire_date=after(600))
        answers = tuple(
            Given(one.number, 7, value) for one in opened(self.exam.paper_id)
            if (value := answer_of(one.content, right=right)) is not None
        )  # fmt: skip
        keep([Sent(row.pk, key, "pc", "save-00001", SAVE, answers)], now=after(20))

    def write(self):
        """All but two sit it, five hand in early; every other one answers right."""
        rows = list(self.exam.sittings.select_related("person").order_by("pk"))
        for n, row in enumerate(rows[:-2]):
            self.sit(row, right=n % 2 == 0)
        self.hand_in(rows[:5], minutes=22)
        for minute in (23, 24):
            words = f"停电 {minute}"
            write_incident(self.exam, [rows[0].pk], says=words, by=self.watcher, at=after(minute))
        reopen_sitting(self.exam, rows[1].pk, minutes=5, reason="误交卷", by=self.watcher,
                       at=after(24))  # fmt: skip

    def hand_in(self, rows, *, minutes, key="submit-001"):
        """Candidates hand in."""
        told = [Sent(row.pk, f"{row.pk:032}", "pc", key, SUBMIT) for row in rows]
        keep(told, now=after(minutes))

    def end(self):
        """All hand in but one, and the invigilator ends the exam."""
        rows = self.exam.sittings.filter(state="writing").order_by("pk")
        self.hand_in(rows[:23], minutes=30, key="submit-002")
        running.end_exam(self.exam, by=self.watcher, at=after(MINUTES + 5))

    def export(self, minutes):
        """The signed answers at a moment."""
        return packs_room.export_answers(by=self.watcher, at=after(minutes))


RIGHT = {
    "新的技术方案", "甲", "乙", "对", "二十年", "十五年", "申请", "审查", "授权",
}  # fmt: skip


def answer_of(content, *, right):
    """What someone answers who knows everything by heart, or nothing."""
    name = type(content).__name__
    if name == "Case":
        return [answer_of(one.content, right=right) for one in content.parts]
    if name == "Choice":
        known = [n for n, one in enumerate(content.options) if (one.text in RIGHT) == right]
        return known if "哪些" in content.stem else known[0]
    if name == "TrueFalse":
        return right
    if name == "FillIn":
        return ["新颖性", "创造性"] if right else ["甲", "乙"]
    if name == "Matching":
        words = {"发明": "二十年", "外观设计": "十五年"} if right else {}
        return [content.rights.index(words.get(left, "五十年")) for left, _ in content.pairs]
    if name == "Ordering":
        order = ["申请", "审查", "授权"]
        return [content.steps.index(one) for one in (order if right else order[::-1])]
    return "比较的标准"


def other_pack():
    """A pack of another exam."""
    facts = Facts(
        "f" * 32, 1, "hubei-2022", 2022, "420000", "420500", "别的考试", "exam", "first",
        "assessment", "x", START.isoformat(), 60, 30, (), 30, True, START.isoformat(),
    )  # fmt: skip
    line = Line(1, "true-false", "1", {"stem": "断", "right": True})
    return write_pack(facts, (), Sealed(b"s" * 32, (line,), ()), keys.new_key())
