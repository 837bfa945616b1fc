"""A mock exam under way: an open paper, candidates with login sessions and devices."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.sessions.models import Session

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.exams.actions.saving import Sent
from zhicai.exams.models import (
    Blueprint,
    Exam,
    Item,
    ItemVersion,
    Paper,
    PaperItem,
    Sitting,
)
from zhicai.exams.rules.saving import SAVE, Given
from zhicai.people.models import Person
from zhicai.planning.tests.scenes import SINCE, Hubei, at, hubei

START = at("05-20", hour=9)
MINUTES = 60
CHOICE = {"stem": "下列哪一项授予发明专利权？", "options": [
    {"text": "新的技术方案", "right": True}, {"text": "科学发现"}, {"text": "智力活动规则"},
    {"text": "疾病诊断方法"},
]}  # fmt: skip
SHORT = {"stem": "说明新颖性和创造性的区别。", "rubric": [
    {"point": "对比文件的数量", "marks": 2}, {"point": "比较的标准", "marks": 3},
]}  # fmt: skip


def add_item(n: int, kind: str, content: dict, marks: int, *, difficulty: int = 2) -> ItemVersion:
    """A live item of the bank."""
    item = Item.objects.create(
        programme="hubei-2022", code=f"know-1-{n}", topic="know-1", kind=kind,
        difficulty=difficulty, state="live", author="吴越", made_at=START, changed_at=START,
    )  # fmt: skip
    return ItemVersion.objects.create(
        item=item, number=1, content=content, plain=content.get("stem", ""), marks=marks,
        made_at=START, made_by="吴越",
    )  # fmt: skip


OTHER_KINDS = (
    ("multiple", {"stem": "哪些可以提出异议？", "options": [
        {"text": "甲", "right": True}, {"text": "乙", "right": True}, {"text": "丙"}]}, 3),
    ("true-false", {"stem": "外观设计专利权的期限为十五年。", "right": True}, 1),
    ("fill-in", {"stem": "具备____和____。", "blanks": [["新颖性"], ["创造性"]]}, 2),
    ("matching", {"stem": "配对。", "pairs": [{"left": "发明", "right": "二十年"},
                                          {"left": "外观设计", "right": "十五年"}],
                  "distractors": ["五十年"]}, 2),
    ("ordering", {"stem": "排序。", "steps": ["申请", "审查", "授权"]}, 2),
    ("upload", {"stem": "上传交底书。", "accepts": ["pdf", "png"],
                "rubric": [{"point": "完整", "marks": 4}]}, 4),
    ("case", {"passage": "案情。", "parts": [
        {"kind": "single", "stem": "问一", "marks": 2,
         "options": [{"text": "对", "right": True}, {"text": "错"}]},
        {"kind": "short", "stem": "问二", "rubric": [{"point": "点", "marks": 3}]}]}, 5),
)  # fmt: skip
"""An item of each kind that the scene's paper has none of, with its marks."""


@dataclass(frozen=True)
class Candidate:
    """Someone who sits the exam, at one device, in one login session."""

    sitting: Sitting
    session: str
    device: str = "desk"


class Scene:
    """An exam of some choice items and one in words, and those who sit it."""

    def __init__(self, *, choices: int = 4, short: bool = True) -> None:
        self.hubei: Hubei = hubei()
        self.paper = self._paper()
        contents = [("single", CHOICE, 2)] * choices + [("short", SHORT, 5)] * short
        for number, (kind, content, marks) in enumerate(contents, start=1):
            self._item(number, kind, content, marks)
        self.exam = Exam.objects.create(
            part="exam", round="mock", title="模拟考试", paper=self.paper, starts_at=START,
            minutes=MINUTES, state="running", made_at=START, made_by="吴越", office="工作组",
        )  # fmt: skip

    def _paper(self) -> Paper:
        blueprint = Blueprint.objects.create(
            programme_year=self.hubei.year, track="assessment", part="exam", title="模拟卷",
            rows=[], total=13, minutes=MINUTES, made_at=START, made_by="吴越", office="工作组",
        )  # fmt: skip
        return Paper.objects.create(
            blueprint=blueprint, label="A", use="mock", state="open", sealed=b"-", key="-",
            items_hashed=[], count=5, total=13, difficulty=2, sha256="0" * 64, made_at=START,
            made_by="吴越", opened_at=START,
        )  # fmt: skip

    def _item(self, number: int, kind: str, content: dict, marks: int) -> None:
        version = add_item(number, kind, content, marks)
        PaperItem.objects.create(
            paper=self.paper, number=number, item_version=version, marks=Decimal(marks)
        )

    def ask_everything(self) -> None:
        """Add an item of every other kind to the paper."""
        for number, (kind, content, marks) in enumerate(OTHER_KINDS, start=6):
            self._item(number, kind, content, marks)

    def marker(self, n: int) -> Acting:
        """The n-th member of the working group."""
        found = self.hubei.organisation("working-group")
        user = open_account(f"marker{n}", name=f"阅卷{n}", by=SYSTEM)
        give_membership(
            user, Role.MEMBER, place=found.home, organisation=found, by=SYSTEM, since=SINCE
        )
        return actings_of(user, on=START.date())[0]

    def acting(self, who: Candidate) -> Acting:
        """A candidate as the site knows him or her."""
        user = who.sitting.person.user
        give_membership(user, Role.PERSON, place=self.hubei.year.province, by=SYSTEM, since=SINCE)
        return actings_of(user, on=START.date())[0]

    def candidate(self, n: int = 1, **changes: object) -> Candidate:
        """Someone who has begun to write."""
        user = User.objects.create(username=f"candidate{n}", name=f"考生{n}", password="!")
        person = Person.objects.create(
            name=user.name, home=self.hubei.year.province, user=user, entered_at=START,
            entered_by="吴越",
        )  # fmt: skip
        known: dict = {
            "state": "writing", "started_at": START, "device": "desk",
            "deadline": START + timedelta(minutes=MINUTES),
        }  # fmt: skip
        sitting = Sitting.objects.create(
            exam=self.exam, person=person, code=f"slip{n}", seed=f"seed{n}", **(known | changes)
        )
        session = f"{n:032}"
        Session.objects.create(
            session_key=session, session_data="-", expire_date=START + timedelta(hours=8)
        )
        return Candidate(sitting, session)


def after(minutes: float) -> datetime:
    """So many minutes after the exam began."""
    return START + timedelta(minutes=minutes)


def message(who: Candidate, *answers: Given, key: str = "message-1", kind: str = SAVE) -> Sent:
    """What the candidate's browser sends."""
    return Sent(who.sitting.pk, who.session, who.device, key, kind, answers, after(1))
