"""Files of specialists: Guo writes into his own, the county confirms; the working group guides.

A title waits for its confirmation, an achievement stands; three are kept in reserve, and the yearly
survey is sent and answered by Guo.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.archive.actions import guiding
from zhicai.archive.actions.claims import claim, decide_claim
from zhicai.archive.actions.surveying import send_follow_up
from zhicai.archive.models import Claim
from zhicai.archive.queries.law import archive_law
from zhicai.archive.rules import ClaimFacts
from zhicai.demo.people_story import OWN
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.people.models import Person, Specialist
from zhicai.surveys.actions import answer
from zhicai.surveys.models import Invitation

GROUP = "wuyue"
FILING, TITLE = "减速器发明专利布局", "知识产权师"
CHAINS = ("高端装备", "光电子信息")
SEEN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # noqa: E501
ANSWERS = {
    "q1": "完成减速器产品专利布局和一次侵权预警", "q2": "3", "q4": "避免了一起出口纠纷", "q5": "12",
    "q6": "5", "q7": "no", "q8": "一件发明专利转化",
}  # fmt: skip


def archive_chapter(stage: Stage, *, county: str) -> Iterator[Event]:
    """Yield what happens to files after the certificates were issued."""
    yield Event(at(date(2022, 7, 4), 20), partial(_write, stage))
    yield Event(at(date(2022, 7, 6), 10), partial(_confirm, stage, county))
    yield Event(at(date(2022, 7, 8), 9), partial(_guide, stage))
    yield Event(at(date(2022, 7, 15), 9), partial(_send, stage))
    yield Event(at(date(2022, 7, 18), 20), partial(_answer, stage))


def _guo() -> Person | None:
    rows = Person.objects.select_related("home").filter(user__username=OWN)
    return rows.filter(pk__in=Specialist.objects.values("person")).first()


def _write(stage: Stage, moment: datetime) -> None:
    guo = _guo()
    if guo is None:
        return
    by = actings_of(User.objects.get(username=OWN), on=moment.date())[0]
    law = archive_law(by, on=moment.date())
    filed = ClaimFacts("achievement", FILING, date(2022, 6, 20), kind="filing", says="共 3 件")
    claim(guo, filed, law, by=by, at=moment)
    titled = ClaimFacts("title", TITLE, date(2022, 6, 30), kind="intermediate")
    paper = SimpleUploadedFile("职称证书.pdf", SEEN, "application/pdf")
    claim(guo, titled, law, upload=paper, by=by, at=moment)


def _confirm(stage: Stage, county: str, moment: datetime) -> None:
    row = Claim.objects.filter(name=FILING).first()
    if row is not None:
        by = stage.officer(county, Level.COUNTY, on=moment.date())
        decide_claim(row, confirm=True, reason="", by=by, at=moment)


def _guide(stage: Stage, moment: datetime) -> None:
    guo = _guo()
    if guo is None:
        return
    by = stage.acting(GROUP, on=moment.date())
    guiding.name_adviser(guo, by.user_id, by=by, at=moment)
    guiding.record_talk(
        guo,
        guiding.TalkFacts(
            moment.date(), "谈企业专利布局和下一步学习方向", "报名高级研修班", date(2022, 9, 30)
        ),
        by=by, at=moment,
    )  # fmt: skip
    others = Specialist.objects.filter(valid_to=None).exclude(person=guo).order_by("pk")
    people = Person.objects.select_related("home").filter(pk__in=others.values("person"))
    for person, chain in zip(people.order_by("pk")[:2], CHAINS, strict=False):
        guiding.mark_reserve(person, kind="think-tank", chain=chain, reason="从事本产业链专利布局",
                             by=by, at=moment)  # fmt: skip
    guiding.mark_reserve(
        guo, kind="high-end", reason="考核成绩突出，实务经验丰富", by=by, at=moment
    )


def _send(stage: Stage, moment: datetime) -> None:
    if _guo() is not None:
        by = stage.acting(GROUP, on=moment.date())
        law = archive_law(by, on=moment.date())
        send_follow_up(law, year=2022, closes=date(2022, 8, 31), by=by, at=moment)


def _answer(stage: Stage, moment: datetime) -> None:
    guo = _guo()
    found = Invitation.objects.filter(user__username=OWN, used=False).last() if guo else None
    if found is not None and found.round.about.startswith("archive."):
        by = actings_of(User.objects.get(username=OWN), on=moment.date())[0]
        answer(found, ANSWERS, on=moment.date(), by=by)
