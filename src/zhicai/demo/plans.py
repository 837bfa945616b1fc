"""What the offices of the story write into their plans: the same words for the same office, every
time.
"""

from datetime import date, timedelta
from typing import Any

from zhicai.law.schema import CurriculumItem
from zhicai.planning.rules.drafts import empty_draft

INDUSTRIES = (
    "汽车零部件",
    "光电子信息",
    "生物医药",
    "绿色化工",
    "农产品加工",
    "装备制造",
    "新能源材料",
    "现代纺织",
)
VENUES = ("行政服务中心会议室", "高新区创业园报告厅", "职教中心多媒体教室", "科技馆学术厅")
LECTURERS = ("省局师资库选派", "培训基地教师", "专利代理机构讲师", "企业知识产权总监")
THEMES = ("patent", "trademark", "geographical-indication")

PEOPLE_OF_A_SMALL_OFFICE = 64
"""A forest district with few technology enterprises; its plan says why it stays below the quota."""


def draft_of_office(
    name: str,
    number: int,
    *,
    year: int,
    items: list[CurriculumItem],
    people: int | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """Return the draft of an office's plan: one to three classes between April and November.

    ``number`` decides everything that differs from office to office; ``people`` fixes the sum.
    """
    industry = INDUSTRIES[number % len(INDUSTRIES)]
    count = 1 + number % 3
    total = people if people is not None else 100 + number * 37 % 90
    draft = empty_draft(f"{name}市场监督管理局（知识产权局）")
    draft |= {
        "leader": f"{name}局分管负责人",
        "contact": "知识产权股",
        "phone": f"0710-33{number * 97 % 10000:04d}",
        "goals": f"年内为{name}企业和院所培养知识产权专员 {total} 名，每家骨干企业至少 1 名。",
        "needs": f"{industry}企业反映检索查新和技术交底能力不足，需要实操训练和维权应对案例。",
        "source": "县（市、区）本级培训经费",
        "lecturers": LECTURERS[number % len(LECTURERS)],
        "practical": "请省局选派实战课程师资",
        "reason": reason,
    }
    draft["classes"] = [
        _class(name, number, nth, count, total, year, industry, items) for nth in range(count)
    ]
    return draft


def _class(
    name: str,
    number: int,
    nth: int,
    count: int,
    total: int,
    year: int,
    industry: str,
    items: list[CurriculumItem],
) -> dict[str, Any]:
    starts = date(year, 4 + (number + nth * 3) % 7, 6 + number * 5 % 20)
    starts += timedelta(days=(7 - starts.weekday()) % 7)
    share = total // count + (total % count if nth == 0 else 0)
    return {
        "key": f"c{nth + 1}",
        "title": f"{name}知识产权专员（预科）第 {nth + 1} 期",
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(days=2)).isoformat(),
        "venue": f"{name}{VENUES[(number + nth) % len(VENUES)]}",
        "people": str(share),
        "budget": f"{share * 0.018:.2f}",
        "courses": _courses(number + nth, industry, items),
    }


def _courses(number: int, industry: str, items: list[CurriculumItem]) -> list[dict[str, Any]]:
    taught = [item for item in items if item.group != "practical"]
    practical = [item for item in items if item.group == "practical"]
    chosen = [taught[(number + step * 2) % len(taught)] for step in range(4)]
    courses = [
        _course(step, item.name.zh, [item.id], "lecture", THEMES[(number + step) % 5 % 3])
        for step, item in enumerate(chosen, start=1)
    ]
    hands_on = practical[number % len(practical)]
    courses.append(_course(5, hands_on.name.zh, [hands_on.id], "practice", "patent"))
    if number % 4 == 0:
        local = _course(6, f"{industry}产业知识产权案例", [], "lecture", "trademark")
        courses.append(local | {"local": True})
    return courses


def _course(step: int, title: str, items: list[str], form: str, theme: str) -> dict[str, Any]:
    return {
        "key": f"k{step}",
        "title": title,
        "hours": "4" if form == "practice" else "3",
        "form": form,
        "lecturer": LECTURERS[step % len(LECTURERS)],
        "items": items,
        "themes": [theme],
        "local": False,
    }
