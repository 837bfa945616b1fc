"""Lists of enterprises: the province's three in February, a later one in June, a city's supplement
that waits for a code, letters of a county to enterprises that nobody came from.

Enterprises and codes are made up; the codes have their check sign right, but one.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.demo.people_story import FIRM
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.places.queries import tree
from zhicai.programmes.queries import years
from zhicai.registers.actions import Listed, decide_code, import_list, upload_list
from zhicai.registers.models import DoubtfulCode
from zhicai.results.actions.coverage import write_letters
from zhicai.results.queries.coverage import coverage_law, enterprises_seen

HIGH_TECH, SME, BACKBONE = "high-tech-enterprise", "technology-sme", "backbone-enterprise"
FIRST_DAY, LATER_DAY = date(2022, 1, 31), date(2022, 6, 30)
HEADS = ("企业名称", "统一社会信用代码", "所在县（市、区）", "行业")
FRONT, BACK = "华中楚江荆峡鄂汉云清襄随", "泰信科达瑞盛源创新宏丰力"
TRADES = ("精密制造", "新材料", "生物医药", "电子科技", "智能装备", "环保科技", "农业科技",
          "光电", "软件", "化工", "食品科技", "汽车零部件")  # fmt: skip
FEW, MANY = 7, 46
"""Enterprises of a small county, and of the county of the story."""
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

Row = tuple[str, str, str, str]
"""Name, code, county, industry."""


def registers_chapter(stage: Stage, programme: str, *, city: str, county: str) -> Iterator[Event]:
    """Yield the lists of a province and what a county does about them."""
    lists = ((HIGH_TECH, 0), (SME, 1), (BACKBONE, 2))
    for kind, number in lists:
        yield Event(
            at(date(2022, 2, 10), 10, 5 * number),
            partial(_bring_in, stage, kind, FIRST_DAY, county),
        )
    yield Event(at(date(2022, 3, 2), 15), partial(_supplement, stage, city, county))
    yield Event(at(date(2022, 6, 20), 9, 30), partial(_write, stage, programme, county))
    yield Event(at(date(2022, 7, 5), 10), partial(_bring_in, stage, HIGH_TECH, LATER_DAY, county))
    yield Event(at(date(2022, 9, 1), 16), partial(_supplement_again, stage, city))


def code_of(place: str, number: int, *, wrong: bool = False) -> str:
    """Return an invented credit code of a county; its check sign is right, or beside it."""
    body = f"91{place}MA4{number:06d}"
    total = sum(SIGNS.index(sign) * pow(3, i, 31) for i, sign in enumerate(body))
    check = (31 - total % 31) % 31
    return body + SIGNS[(check + wrong) % 31]


def enterprise_of(place: str, county: str, number: int) -> Row:
    """Return the ``number``-th made-up enterprise of a county (below 144)."""
    brand = FRONT[number % 12] + BACK[number // 12 % 12]
    trade = TRADES[(number * 5 + int(place)) % len(TRADES)]
    return f"{county}{brand}{trade}有限公司", code_of(place, number), place, trade


def _rows(stage: Stage, kind: str, day: date, county: str) -> Iterator[Row]:
    counties = tree(stage.province, on=date(2022, 2, 1)).seats(Level.COUNTY)
    for place in counties:
        size = MANY if place.code == county else FEW + int(place.code) % 13
        if int(place.code) % 9 == 5:
            size = 3
        if place.code == county and kind == HIGH_TECH:
            yield FIRM, code_of(county, 900), county, "智能装备"
        for number in range(size):
            later = day == LATER_DAY
            high_tech = number % 5 < 3 and (number % 11 != 3 or not later)
            came_later = later and number % 13 == 4
            wanted = {
                HIGH_TECH: high_tech or came_later,
                SME: number % 5 in (2, 3, 4),
                BACKBONE: number % 12 == 0,
            }
            if wanted[kind]:
                yield enterprise_of(place.code, place.short_name, number)


def _file(rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _bring_in(stage: Stage, kind: str, day: date, county: str, moment: datetime) -> None:
    by = stage.officer(stage.province, Level.PROVINCE, on=moment.date())
    listed = Listed(kind, day, f"{day.year} 年 {day.month} 月底名录（示例数据）")
    content = _file(_rows(stage, kind, day, county))
    kept = upload_list(listed, content, name="全省名录.csv", by=by, at=moment)
    import_list(kept, by=by, at=moment + timedelta(minutes=3))


def _supplement(stage: Stage, city: str, county: str, moment: datetime) -> None:
    """A city's supplement with a code that does not check: the province looks and accepts it."""
    by = stage.officer(city, Level.CITY, on=moment.date())
    place = stage.places[county]
    name = f"{place.short_name}江源化工有限公司"
    rows = [
        enterprise_of(county, place.short_name, 60),
        (name, code_of(county, 77, wrong=True), county, "化工"),
    ]
    listed = Listed(BACKBONE, FIRST_DAY, "宜昌市骨干企业补充名单（示例数据）", "more")
    kept = upload_list(listed, _file(rows), name="骨干企业补充.csv", by=by, at=moment)
    keeper = stage.acting("zhoumin", on=moment.date())
    code = DoubtfulCode.objects.get(name=name)
    later = moment + timedelta(hours=1)
    decide_code(code, accepted=True, reason="已核对营业执照原件。", by=keeper, at=later)
    import_list(kept, only_sound=True, by=by, at=later + timedelta(minutes=10))


def _supplement_again(stage: Stage, city: str, moment: datetime) -> None:
    """A second supplement, left with its faults: a wrong code, a county of another city."""
    by = stage.officer(city, Level.CITY, on=moment.date())
    rows = [
        enterprise_of("420502", "西陵", 61),
        ("西陵明信光电有限公司", code_of("420502", 78, wrong=True), "420502", "光电"),
        ("黄梅天成食品科技有限公司", code_of("421127", 79), "421127", "食品科技"),
        ("西陵长信软件有限公司", "9142", "420502", "软件"),
    ]
    listed = Listed(HIGH_TECH, LATER_DAY, "宜昌市高新技术企业补充名单（示例数据）", "more")
    upload_list(listed, _file(rows), name="高企补充名单.csv", by=by, at=moment)


def _write(stage: Stage, programme: str, county: str, moment: datetime) -> None:
    """The county of the story writes to its high-tech enterprises that nobody came from."""
    on = moment.date()
    by = stage.officer(county, Level.COUNTY, on=on)
    law = coverage_law(years().get(programme=programme, year=2022), on=on)
    kind = law.kind(HIGH_TECH)
    rows = enterprises_seen(by, law, kind).filter(covered_on=None)
    write_letters(law, kind, rows.values_list("organisation_id", flat=True), by=by, at=moment)
