"""The bank of items: three people are named, what ships is loaded and read again, a few come back.

The working group reads the knows, the development centre the skills and the practical tasks; some
still wait for a reader.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from zhicai.demo.stage import Event, Stage, at
from zhicai.exams.actions.bank import load_items
from zhicai.exams.actions.items import propose_items, write_item
from zhicai.exams.actions.naming import name_member
from zhicai.exams.actions.reading import Read, read_items
from zhicai.exams.interchange.drafts import Draft, Rest
from zhicai.exams.models import Item
from zhicai.exams.queries.bank import latest_versions
from zhicai.exams.rules.bank import key_of
from zhicai.exams.rules.items import read_content
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years

GROUP, CENTRE, BASE = "wuyue", "qinfang", "xiaolan"
READERS = {"know": GROUP, "skill": CENTRE, "practical": CENTRE}
NAMED, READ, WRITTEN = date(2022, 2, 14), date(2022, 2, 22), date(2022, 3, 2)
LEFT = {"know-3-025", "know-3-026", "skill-4-033", "skill-4-034", "skill-5-033"}
"""What still waits for a reader when the story stands in spring."""
RETURNED = {"skill-5-034": "题干里的日期可以有两种理解，请写明是申请日还是公布日。"}
IN_WORDS = "按评分要点逐项作答：先写结论，再写依据的条款。"


def bank_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield naming, loading, second readings and an item of a base."""
    yield Event(at(NAMED, 9), partial(_name, stage, programme))
    yield Event(at(NAMED, 10), partial(_load, stage, programme))
    for group, reader in READERS.items():
        yield Event(at(READ, 15), partial(_read, stage, group, reader))
    yield Event(at(WRITTEN, 16), partial(_write, stage, programme))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _name(stage: Stage, programme: str, moment: datetime) -> None:
    by = stage.acting(GROUP, on=moment.date())
    for username in (GROUP, CENTRE, BASE):
        name_member(_year(programme), stage.users[username], by=by, at=moment)


def _load(stage: Stage, programme: str, moment: datetime) -> None:
    by = stage.acting(GROUP, on=moment.date())
    load_items(_year(programme), by=by, at=moment)


def _read(stage: Stage, group: str, reader: str, moment: datetime) -> None:
    """One reader answers a whole shelf; the answers are the keys, words where a person compares."""
    rows = Item.objects.filter(state="proposed", topic__startswith=f"{group}-")
    latest = latest_versions(rows.exclude(code__in=LEFT).values_list("pk", flat=True))
    reads = []
    for version in latest.values():
        content = read_content(version.item.kind, version.content)
        answer = None if isinstance(content, tuple) else key_of(content)
        says = RETURNED.get(version.item.code, "")
        given = IN_WORDS if answer is None else answer
        reads.append(Read(version.pk, given, not says, says))
    read_items(reads, by=stage.acting(reader, on=moment.date()), at=moment)


def _write(stage: Stage, programme: str, moment: datetime) -> None:
    content = {
        "stem": "技术人员离职一年内作出的、与其在原单位的本职工作有关的发明创造，属于哪一种？",
        "options": [
            {"text": "非职务发明创造"}, {"text": "职务发明创造", "right": True},
            {"text": "合作完成的发明创造"}, {"text": "委托完成的发明创造"},
        ],
        "why": "离职后一年内作出的、与原本职工作有关的发明创造属于职务发明创造。",
    }  # fmt: skip
    rest = Rest("patent-law", "2020-10-17", "第六条")
    draft = Draft("single", content, Decimal(2), 2, "know-4", (rest,), source="基地教研组")
    by = stage.acting(BASE, on=moment.date())
    item = write_item(_year(programme), draft, by=by, at=moment)
    propose_items([item], by=by, at=moment)
