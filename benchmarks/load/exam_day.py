"""An exam of forty choice items, and candidates with login sessions who sit it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from benchmarks.load.serving import open_sessions
from benchmarks.load.sittings import BROWSER, ITEMS
from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import Membership, Role, User
from zhicai.exams.door import token_for
from zhicai.exams.models import Blueprint, Exam, Item, ItemVersion, Paper, PaperItem, Sitting
from zhicai.foundation import clock
from zhicai.foundation.keyring import keyed_hash
from zhicai.law.library import REFERENCE
from zhicai.people.models import Person
from zhicai.places.actions import load_divisions, read_division_table
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear

SINCE = date(2022, 1, 1)
STEM = "下列哪一项授予专利权？"
CONTENT = {"stem": STEM, "options": [
    {"text": "新的技术方案", "right": True}, {"text": "科学发现"}, {"text": "智力活动规则"},
    {"text": "疾病诊断方法"},
]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A candidate: the code on the slip, the login session, what the page sends along."""

    code: str
    session: str
    token: str


class ExamDay:
    """One exam; its candidates are made as they are needed."""

    def __init__(self) -> None:
        rows = read_division_table((REFERENCE / "divisions.csv").read_text("utf-8-sig"))
        load_divisions(rows, province="420000", since=SINCE, by=SYSTEM)
        self.province = Place.objects.get(code="420000")
        self.device = keyed_hash(f"exam:{BROWSER}")
        self.paper = self._paper()

    def exam(self) -> Exam:
        """Return an exam that began a minute ago."""
        at = clock.now() - timedelta(minutes=1)
        return Exam.objects.create(
            part="exam", round="first", title="基准考试", paper=self.paper, starts_at=at,
            minutes=120, latest_start=240, state="running", made_at=at, made_by="基准",
            office="基准",
        )  # fmt: skip

    def _paper(self) -> Paper:
        at = clock.now()
        year = ProgrammeYear.objects.create(
            programme="hubei-2022", year=2022, province=self.province, opened_on=SINCE,
            opened_by="周敏",
        )  # fmt: skip
        blueprint = Blueprint.objects.create(
            programme_year=year, track="assessment", part="exam", title="基准卷", rows=[],
            total=2 * ITEMS, minutes=120, made_at=at, made_by="基准", office="基准",
        )  # fmt: skip
        paper = Paper.objects.create(
            blueprint=blueprint, label="A", use="first", state="open", sealed=b"-", key="-",
            items_hashed=[], count=ITEMS, total=2 * ITEMS, difficulty=2, sha256="0" * 64,
            made_at=at, made_by="基准", opened_at=at,
        )  # fmt: skip
        for number in range(1, ITEMS + 1):
            item = Item.objects.create(
                programme="hubei-2022", code=f"i{number}", topic="know-1", kind="single",
                difficulty=2, state="live", author="基准", made_at=at, changed_at=at,
            )  # fmt: skip
            version = ItemVersion.objects.create(
                item=item, number=1, content=CONTENT, plain=STEM, marks=2, made_at=at,
                made_by="基准",
            )  # fmt: skip
            PaperItem.objects.create(paper=paper, number=number, item_version=version, marks=2)
        return paper

    def people(self, count: int, *, prefix: str, password: str = "!") -> list[User]:
        """Enter people with accounts of their own."""
        at = clock.now()
        users = User.objects.bulk_create(
            [
                User(username=f"{prefix}{n}", name=f"考生{n}", password=password, last_login=at)
                for n in range(count)
            ]
        )
        Membership.objects.bulk_create(
            [
                Membership(user=user, role=Role.PERSON, place=self.province, valid_from=SINCE)
                for user in users
            ]
        )
        Person.objects.bulk_create(
            [
                Person(
                    name=user.name, home=self.province, user=user, entered_at=at, entered_by="基准"
                )
                for user in users
            ]
        )
        return users

    def candidates(self, count: int, *, prefix: str, writing: bool) -> list[Seat]:
        """Seat people in an exam of their own: they write, or stand before the start."""
        at, users, exam = clock.now(), self.people(count, prefix=prefix), self.exam()
        begun = {"state": "writing", "started_at": at, "deadline": at + timedelta(hours=2),
                 "device": self.device} if writing else {"state": "present"}  # fmt: skip
        people = Person.objects.filter(user__in=users).in_bulk(field_name="user_id")
        sittings = Sitting.objects.bulk_create(
            [
                Sitting(
                    exam=exam, person=people[user.pk], code=f"{prefix}{n}", seed=f"s{n}",
                    checked_at=at, **begun,
                )
                for n, user in enumerate(users)
            ]
        )  # fmt: skip
        return [
            Seat(row.code, key, token_for(row.pk, device=self.device, session_key=key))
            for key, row in zip(open_sessions(users), sittings, strict=True)
        ]


def tell(name: str, seats: Iterable[Seat]) -> str:
    """Write the candidates down for the process of the load; return the file."""
    told = Path(settings.DATA) / f"{name}.txt"
    told.write_text("\n".join(f"{one.code} {one.session} {one.token}" for one in seats), "utf-8")
    return str(told)
