"""Careers from 2022 to 2025: what specialists write, what counties confirm, who guides them.

Guo Jianjun changes his employer in 2023, climbs from the assistant's title to the vice-senior one,
and has his certificate replaced in 2024. Two specialists of Yiling get an account and write as
well. Of 2023's certificates one is revoked, one is replaced.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.archive.actions import guiding
from zhicai.archive.actions.claims import claim, decide_claim
from zhicai.archive.actions.surveying import send_follow_up
from zhicai.archive.models import Claim, Talk
from zhicai.archive.queries.law import archive_law
from zhicai.archive.rules import ACHIEVEMENT, CAREER, TITLE, ClaimFacts
from zhicai.certificates import actions as certificates
from zhicai.certificates.models import Certificate
from zhicai.demo.archive_story import ANSWERS, GROUP, SEEN
from zhicai.demo.people_story import OWN
from zhicai.demo.registers_story import enterprise_of
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.people.actions import open_login, record_incentive
from zhicai.people.models import Person, Specialist
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.surveys.actions import answer
from zhicai.surveys.models import Invitation

YILING, DIANJUN = "420506", "420504"
OFFICER = "linhao"
OTHERS = ("yiling.zy1", "yiling.zy2")
"""Accounts of two more specialists of the county of the story."""
NEW_FIRM = enterprise_of(DIANJUN, "点军", 0)[0]
"""On the province's list of high-tech enterprises."""

Written = tuple[date, str, ClaimFacts]
"""On which day who writes what; the county confirms it within the fortnight."""


def _title(on: date, level: str, name: str) -> ClaimFacts:
    return ClaimFacts(TITLE, name, on, kind=level)


def _done(on: date, kind: str, name: str, says: str = "") -> ClaimFacts:
    return ClaimFacts(ACHIEVEMENT, name, on, kind=kind, says=says)


WRITTEN: tuple[Written, ...] = (
    (date(2022, 10, 8), OWN,
     _title(date(2017, 11, 6), "assistant", "助理知识产权师")),
    (date(2023, 5, 16), OWN,
     _done(date(2023, 4, 28), "transfer", "减速器发明专利许可", "许可两家整机企业，年费 36 万元")),
    (date(2023, 7, 3), OTHERS[0],
     _done(date(2023, 6, 9), "filing", "注塑模具专利组合申请", "共 8 件")),
    (date(2023, 9, 1), OWN, ClaimFacts(
        CAREER, NEW_FIRM, date(2023, 8, 21), kind="high-tech-enterprise", post="知识产权总监",
        is_ip_post=True)),
    (date(2024, 3, 12), OWN,
     _done(date(2024, 2, 20), "dispute", "应对同行专利侵权指控", "无效对方两项权利要求后和解")),
    (date(2024, 5, 6), OTHERS[0],
     _title(date(2024, 4, 19), "assistant", "助理知识产权师")),
    (date(2024, 8, 14), OTHERS[1],
     _done(date(2024, 7, 30), "project", "企业专利导航项目", "形成三个技术方向的布局建议")),
    (date(2025, 4, 9), OTHERS[1],
     _title(date(2025, 3, 28), "intermediate", "知识产权师")),
    (date(2025, 6, 18), OWN,
     _done(date(2025, 5, 30), "project", "产业专利池筹建", "联合五家企业入池 42 件")),
    (date(2025, 11, 10), OWN,
     _title(date(2025, 10, 24), "vice-senior", "高级知识产权师")),
)  # fmt: skip
WAITS = (
    (date(2025, 12, 15), OWN,
     _done(date(2025, 12, 8), "transfer", "专利池首笔许可", "许可费 80 万元，等待到账")),
)  # fmt: skip
"""What no office has decided yet when the story ends."""
HONOURS = (
    (date(2023, 4, 20), YILING, "honour", 0, "区知识产权工作先进个人"),
    (date(2024, 4, 18), DIANJUN, "reward", 1_000_000, "区优秀知识产权专员"),
    (date(2025, 4, 22), DIANJUN, "honour", 0, "市知识产权创新人物"),
)
TALKS = (
    (date(2023, 3, 15), "回顾首年，商定许可谈判准备", "完成一份许可价值评估", date(2023, 6, 30)),
    (date(2024, 6, 12), "新单位专利管理制度的建立", "制订专利分级管理办法", date(2024, 10, 31)),
    (date(2025, 10, 16), "申报副高级职称和带教新专员", "带教两名新专员", date(2026, 6, 30)),
)  # fmt: skip
SURVEYS = (2023, 2024, 2025)
SAID = {
    2023: ("许可谈判、专利挖掘", "4", "许可两家整机企业", "14"),
    2024: ("侵权应对、制度建设", "5", "化解一起侵权指控", "18"),
    2025: ("专利池筹建、带教", "6", "42 件专利入池", "23"),
}
CHAINS = ("高端装备", "光电子信息", "生物医药", "绿色化工", "汽车零部件")


def careers_chapter(stage: Stage) -> Iterator[Event]:
    """Yield four years of careers."""
    yield Event(at(date(2022, 10, 10), 9), partial(_confirm, stage))
    yield Event(at(date(2022, 11, 2), 10), partial(_open_accounts, stage))
    for day, who, facts in (*WRITTEN, *WAITS):
        yield Event(at(day, 20), partial(_write, stage, who, facts))
    for day, _who, _facts in WRITTEN:
        yield Event(at(day.replace(day=min(day.day + 9, 28)), 10), partial(_confirm, stage))
    for day, code, kind, amount, honour in HONOURS:
        yield Event(at(day, 11), partial(_honour, stage, code, kind, amount, honour))
    for day, summary, follow_up, until in TALKS:
        yield Event(at(day, 15), partial(_talk, stage, summary, follow_up, until))
    for year in SURVEYS:
        yield Event(at(date(year, 9, 4), 9), partial(_survey, stage, year))
        yield Event(at(date(year, 9, 12), 20), partial(_answer, year))
    yield Event(at(date(2024, 3, 26), 10), partial(_replace, stage))
    yield Event(at(date(2024, 5, 21), 16), partial(_revoke, stage))
    yield Event(at(date(2024, 9, 20), 9), partial(_reserve, stage))


def _person(username: str) -> Person:
    return Person.objects.select_related("home").get(user__username=username)


def _oneself(username: str, on: date) -> Acting:
    return actings_of(User.objects.get(username=username), on=on)[0]


def _open_accounts(stage: Stage, moment: datetime) -> None:
    """Two specialists of Yiling ask for an account; like everyone's its password is the demo's."""
    officer = stage.officer(YILING, Level.COUNTY, on=moment.date())
    known = User.objects.get(username=OWN)
    certified = Certificate.objects.filter(state="valid", person__user=None)
    keys = certified.filter(person__home__code=YILING).order_by("pk").values("person")
    people = Person.objects.select_related("home").filter(pk__in=keys).order_by("pk")
    for person, username in zip(people, OTHERS, strict=False):
        open_login(person, username, by=officer, at=moment)
        rows = User.objects.filter(username=username)
        rows.update(password=known.password, last_login=moment)


def _write(stage: Stage, username: str, facts: ClaimFacts, moment: datetime) -> None:
    by = _oneself(username, moment.date())
    if facts.what == CAREER:
        facts = replace(facts, place=stage.places[DIANJUN].pk)
    law = archive_law(by, on=moment.date())
    paper = SimpleUploadedFile(f"{facts.name}.pdf", SEEN, "application/pdf")
    claim(_person(username), facts, law, upload=paper, by=by, at=moment)


def _confirm(stage: Stage, moment: datetime) -> None:
    """The county where each record is kept confirms what waits."""
    for row in Claim.objects.filter(state="claimed").select_related("person__home").order_by("pk"):
        by = stage.officer(row.person.home.code, Level.COUNTY, on=moment.date())
        decide_claim(row, confirm=True, reason="", by=by, at=moment)


def _honour(stage: Stage, code: str, kind: str, amount: int, honour: str, moment: datetime) -> None:
    facts = IncentiveFacts(
        kind=kind, given_on=moment.date(), basis="专利专员奖励办法（示例）",
        amount=amount or None, honour=honour,
    )  # fmt: skip
    by = stage.officer(code, Level.COUNTY, on=moment.date())
    record_incentive(_person(OWN), facts, by=by, at=moment)


def _talk(stage: Stage, summary: str, follow_up: str, until: date, moment: datetime) -> None:
    """The adviser talks with Guo, and notes what came of the talk before."""
    guo, by = _person(OWN), stage.acting(GROUP, on=moment.date())
    for talk in Talk.objects.filter(adviser__person=guo, done_on=None).exclude(follow_up=""):
        guiding.note_followed(talk, says="已按约定完成，材料已留存", by=by, at=moment)
    facts = guiding.TalkFacts(moment.date(), summary, follow_up, until)
    guiding.record_talk(guo, facts, by=by, at=moment)


def _survey(stage: Stage, year: int, moment: datetime) -> None:
    by = stage.acting(GROUP, on=moment.date())
    law = archive_law(by, on=moment.date())
    send_follow_up(law, year=year, closes=date(year, 10, 15), by=by, at=moment)


def _answer(year: int, moment: datetime) -> None:
    """Those who have an account answer; what Guo says differs from year to year."""
    rows = Invitation.objects.filter(used=False, round__opens_on__year=year)
    for number, username in enumerate((OWN, *OTHERS)):
        found = rows.filter(user__username=username).last()
        if found is not None:
            did, filed, came, whole = SAID[year]
            given = ANSWERS | {"q1": did, "q2": filed, "q4": came, "q5": str(int(whole) - number)}
            answer(found, given, on=moment.date(), by=_oneself(username, moment.date()))


def _replace(stage: Stage, moment: datetime) -> None:
    """Guo has lost the paper; the new certificate has a number of its own."""
    held = Certificate.objects.get(person=_person(OWN), state="valid")
    by = stage.acting(OFFICER, on=moment.date())
    certificates.replace(held, reason="证书遗失，本人申请换发", by=by, at=moment)


def _revoke(stage: Stage, moment: datetime) -> None:
    """One of the year before was given on a false record of employment, one has a wrong name."""
    rows = Certificate.objects.filter(programme_year__year=moment.year - 1, state="valid")
    wrong, named = rows.order_by("pk")[2:4]
    by = stage.acting(OFFICER, on=moment.date())
    certificates.revoke(wrong, reason="报名时的任职证明不实", by=by, at=moment)
    certificates.replace(named, reason="证书姓名有误，核对证件后换发", by=by, at=moment)


def _reserve(stage: Stage, moment: datetime) -> None:
    """Specialists of the year's chains are kept for their think tanks."""
    by = stage.acting(GROUP, on=moment.date())
    spells = Specialist.objects.filter(valid_to=None, person__reserve_marks=None)
    keys = spells.order_by("-pk").values_list("person", flat=True)[: 2 * len(CHAINS)]
    people = Person.objects.select_related("home").in_bulk(list(keys))
    for number, person in enumerate(people.values()):
        guiding.mark_reserve(
            person, kind="think-tank", chain=CHAINS[number % len(CHAINS)],
            reason="从事本产业链专利布局和运用", by=by, at=moment,
        )  # fmt: skip
