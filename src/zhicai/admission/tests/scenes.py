"""A county's open class, people to register, and rosters as files."""

from datetime import date
from io import BytesIO

import xlsxwriter

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.admission.actions import Application
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.places.actions import OrganisationFacts, enter_organisations
from zhicai.planning.tests.scenes import SINCE, YILING, at, hubei
from zhicai.training.models import TrainingClass

ON = date(2022, 4, 6)
AT = at("04-06")
HEADS = ("姓名", "证件类型", "证件号码", "手机号", "邮箱", "工作单位", "统一社会信用代码",
         "单位类型", "单位所在县（市、区）", "岗位", "是否知识产权岗位", "备注")  # fmt: skip


def number(n, *, born="19880312"):
    """The n-th resident ID of a made-up person."""
    digits = f"420506{born}{n % 1000:03}" if n < 1000 else f"42{n // 1000:04}{born}{n % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def open_class(scene, *, capacity=100, code=YILING, **changes):
    """A class of a county, open for registration."""
    known = {
        "programme_year": scene.year, "track": "preparatory", "place": scene.places[code],
        "level": "county", "number": f"{code}-1", "title": "夷陵区第一期预科班", "state": "open",
        "starts_on": date(2022, 4, 18), "ends_on": date(2022, 4, 19), "venue": "夷陵区市民之家",
        "venue_place": scene.places[code], "capacity": capacity, "opened_at": at("04-01"),
    }  # fmt: skip
    return TrainingClass.objects.create(**(known | changes))


def enterprise(scene, name="湖北示范科技有限公司", code="", home=YILING):
    """An enterprise in the lists."""
    facts = OrganisationFacts("enterprise", name, scene.places[home].pk, code)
    return enter_organisations([facts], since=SINCE, by=SYSTEM)[0]


def member_of(scene, organisation, username="ent1"):
    """Someone who acts for an enterprise."""
    user = open_account(username, name="企业联系人", by=SYSTEM)
    give_membership(
        user, Role.MEMBER, place=organisation.home, organisation=organisation, by=SYSTEM,
        since=SINCE,
    )  # fmt: skip
    return actings_of(user, on=ON)[0]


def application(scene, n=1, **changes):
    """An application that passes every check."""
    employer = EmployerFacts(
        name=changes.pop("employer", "宜昌某某新材料有限公司"),
        kind=changes.pop("kind", "technology-enterprise"), post="知识产权主管", is_ip_post=True,
    )  # fmt: skip
    key = changes.pop("key", "")
    known = {
        "name": "郭建军", "home_id": scene.places[YILING].pk, "id_kind": "resident",
        "id_number": number(n), "phone": f"138{n:08}", "employer": employer,
    }  # fmt: skip
    return Application(PersonFacts(**(known | changes)), key=key)


def line(n, **changes):
    """One good row of a roster, by heading."""
    known = {
        "姓名": "学员" + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "一二三四五六七八九十"[n // 10 % 10],
        "证件类型": "居民身份证", "证件号码": number(n), "手机号": f"138{n:08}",
        "工作单位": f"宜昌第{n % 7}新材料有限公司", "单位类型": "科技型企业",
        "单位所在县（市、区）": "夷陵区", "岗位": "研发", "是否知识产权岗位": "是",
    }  # fmt: skip
    return known | changes


def roster_file(rows, *, heads=HEADS, above=()):
    """An .xlsx of rows (mappings by heading), with lines above its head."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("名单")
    for top, text in enumerate(above):
        sheet.merge_range(top, 0, top, len(heads) - 1, text)
    sheet.write_row(len(above), 0, heads)
    for offset, row in enumerate(rows, start=len(above) + 1):
        for place, head in enumerate(heads):
            value = row.get(head, "")
            if isinstance(value, float):
                sheet.write_number(offset, place, value)
            elif value:
                sheet.write_string(offset, place, str(value))
    book.close()
    return out.getvalue()


__all__ = [
    "AT", "HEADS", "ON", "YILING", "application", "at", "enterprise", "hubei", "line", "member_of",
    "number", "open_class", "roster_file",
]  # fmt: skip
