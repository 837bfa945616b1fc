"""Rosters as Excel files: the template, a file read by it, and the lists handed out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.admission.models import Registration
from zhicai.admission.queries.asking import Asking, ClassAsking
from zhicai.admission.rules.eligibility import OTHER
from zhicai.admission.rules.roster import Entry
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.people.rules import EmployerFacts, PersonFacts, cleaned, masked_name, masked_phone
from zhicai.people.rules.identity import RESIDENT
from zhicai.places.names import PlaceNames
from zhicai.places.rules import read_credit_code
from zhicai.sheets.downloads import download
from zhicai.sheets.mapping import named
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.table import Row, Table
from zhicai.sheets.writing import write_table, write_template

DOCUMENTS = (
    Choice("resident", Text("居民身份证", "resident ID"), ("身份证", "二代身份证")),
    Choice("permanent", Text("外国人永久居留身份证", "permanent residence card"), ("永居证",)),
    Choice("hongkong-macao", Text("港澳居民来往内地通行证", "Hong Kong and Macao permit"),
           ("回乡证",)),
    Choice("taiwan", Text("台湾居民来往大陆通行证", "Taiwan permit"), ("台胞证",)),
    Choice("passport", Text("护照", "passport")),
)  # fmt: skip
FIELDS = {"name": "name", "id_number": "id_number", "phone": "phone", "employer": "employer"}
"""The column of each field that :func:`people.rules.cleaned` may find wrong."""


def roster_shape(
    asking: Asking, mapping: Mapping[str, str] | None = None, *, own: bool = False
) -> SheetShape:
    """Return the table of a roster; ``mapping`` are an office's own headings, by column.

    ``own``: an enterprise's, which does not name its employer.
    """
    return named(_shape(asking, own), mapping or {})


def _shape(asking: Asking, own: bool) -> SheetShape:
    columns = _columns(asking, own)
    return SheetShape(
        name="roster",
        title=Text("学员报名表", "Roster of trainees"),
        instructions=(
            Text(
                "一行一人。证件号码列已设为“文本”，请不要改成数字格式；红字列必填。",
                "One row for each person. The document column is text and stays so; red heads are "
                "required.",
            ),
            Text(
                "单位在名录里的，填统一社会信用代码即可对上；单位所在地填县（市、区）名称。",
                "An employer is found by its credit code; its place is the county's name.",
            ),
        ),
        columns=tuple(Column(*head, aliases=aliases, **more) for head, aliases, more in columns),
    )


def _columns(
    asking: Asking, own: bool
) -> list[tuple[tuple[str, Text, Kind], tuple[str, ...], dict[str, Any]]]:
    kinds = tuple(Choice(key, says) for key, says in asking.kinds().items())
    here = asking.places.by_id.get(asking.place_id)
    return [
        (("name", Text("姓名", "Name"), Kind.TEXT), ("学员姓名", "名字"),
         {"required": True, "width": 12, "longest": 80, "example": "李晓"}),
        (("id_kind", Text("证件类型", "Document"), Kind.CHOICE), ("证件种类",),
         {"choices": DOCUMENTS, "width": 18, "example": "resident"}),
        (("id_number", Text("证件号码", "Document number"), Kind.TEXT),
         ("身份证号", "身份证号码", "公民身份号码", "证件号"),
         {"required": True, "width": 24, "longest": 40, "example": "110101199003070089"}),
        (("phone", Text("手机号", "Mobile"), Kind.TEXT),
         ("手机", "手机号码", "联系电话", "电话", "联系方式"),
         {"width": 16, "longest": 30, "example": "13800000000"}),
        (("email", Text("邮箱", "E-mail"), Kind.TEXT), ("电子邮箱",),
         {"width": 20, "longest": 200}),
        (("employer", Text("工作单位", "Employer"), Kind.TEXT),
         ("单位", "单位名称", "所在单位", "企业名称"),
         {"required": not own, "width": 28, "longest": 120, "example": "示例科技有限公司"}),
        (("code", Text("统一社会信用代码", "Credit code"), Kind.TEXT), ("信用代码", "社会信用代码"),
         {"width": 22, "longest": 40}),
        (("kind", Text("单位类型", "Employer type"), Kind.CHOICE), ("单位性质", "企业类别"),
         {"choices": kinds, "width": 18, "example": kinds[0].value if kinds else None}),
        (("place", Text("单位所在县（市、区）", "County of the employer"), Kind.TEXT),
         ("所在县", "所在县区", "单位所在地", "县市区", "所属县区"),
         {"width": 18, "longest": 60, "example": here.name if here else None}),
        (("post", Text("岗位", "Post"), Kind.TEXT), ("职务", "岗位职务", "职务职称"),
         {"width": 16, "longest": 80, "example": "知识产权主管"}),
        (("ip_post", Text("是否知识产权岗位", "IP post"), Kind.YES_NO), ("知识产权岗位",),
         {"width": 12, "example": True}),
        (("remark", Text("备注", "Remark"), Kind.TEXT), (), {"width": 18, "longest": 200}),
    ]  # fmt: skip


def template_sheet(asking: Asking, *, own: bool) -> HttpResponse:
    """Return the empty roster to be filled in."""
    language = get_language() or "zh-hans"
    shape = roster_shape(asking, own=own)
    content = write_template(shape, language=language)
    return download(content, f"{shape.title.in_language(language)}.xlsx")


def read_entries(table: Table, asking: Asking, *, own: bool) -> tuple[list[Entry], list[Fault]]:
    """Return the sound rows of a table, and every fault of every cell of the others."""
    wrong: dict[int, set[str | None]] = {}
    for fault in table.faults:
        wrong.setdefault(fault.row or 0, set()).add(fault.field)
    places = PlaceNames((*asking.counties(), *asking.places.by_code.values()))
    entries, faults = [], list(table.faults)
    for row in table.rows:
        covered = wrong.get(row.number, set())
        entry, found = _entry(row, asking, places, own)
        fresh = [table.fault(row, key, says) for key, says in found if key not in covered]
        faults += fresh
        if not covered and not fresh:
            entries.append(entry)
    return entries, faults


def _entry(
    row: Row, asking: Asking, places: PlaceNames, own: bool
) -> tuple[Entry, list[tuple[str, Text]]]:
    values = row.values
    found: list[tuple[str, Text]] = []
    employer = None if own else EmployerFacts(name=values["employer"] or "")
    facts, faults = cleaned(
        PersonFacts(
            name=values["name"] or "",
            home_id=0,
            id_kind=values["id_kind"] or RESIDENT,
            id_number=values["id_number"] or "",
            phone=values["phone"] or "",
            email=values["email"] or "",
            employer=employer,
        ),
        on=asking.on,
    )
    found += [(FIELDS.get(fault.field or "", "name"), fault.says) for fault in faults]
    code, place_id = "", 0
    if values["code"]:
        try:
            code = read_credit_code(values["code"])[0]
        except BadInput as error:
            found.append(("code", error.says))
    if values["place"]:
        place_id = places.read(values["place"])
        if not place_id:
            says = Text(
                "没有这个县（市、区）；请写全称，如改过名请写现在的名称。",
                "There is no such county; write its full present name.",
            )
            found.append(("place", says))
    entry = Entry(
        row.number, facts.name, facts.id_kind, facts.id_number, facts.phone, facts.email,
        " ".join((values["employer"] or "").split()), code, values["kind"] or "", place_id,
        values["post"] or "", values["ip_post"], values["remark"] or "",
    )  # fmt: skip
    return entry, found


STATE_WORDS = {
    "applied": Text("待审核", "to be decided"),
    "accepted": Text("已录取", "accepted"),
    "waiting": Text("候补", "waiting"),
    "withdrawn": Text("已取消", "withdrawn"),
    "refused": Text("未通过", "refused"),
}
_LIST = SheetShape(
    name="registrations",
    title=Text("学员名单", "Trainees"),
    columns=(
        Column("name", Text("姓名", "Name"), width=12),
        Column("id_kind", Text("证件类型", "Document"), width=18),
        Column("phone", Text("手机号", "Mobile"), width=16),
        Column("employer", Text("工作单位", "Employer"), width=28),
        Column("kind", Text("单位类型", "Employer type"), width=18),
        Column("place", Text("单位所在地", "Place"), width=14),
        Column("post", Text("岗位", "Post"), width=16),
        Column("ip_post", Text("知识产权岗位", "IP post"), Kind.YES_NO, width=12),
        Column("state", Text("状态", "State"), width=10),
        Column("source", Text("报名方式", "Source"), width=14),
        Column("on", Text("报名日期", "Registered"), Kind.DATE, width=12),
        Column("flags", Text("需核对", "To check"), width=30, longest=2000),
    ),
)


def registrations_sheet(
    rows: Iterable[Registration], asking: ClassAsking, *, whole_names: bool
) -> HttpResponse:
    """Return registrations as an Excel file; phones are masked, names but in one's own class."""
    language = get_language() or "zh-hans"
    kinds = asking.kinds()
    documents = dict(Person.Document.choices)
    lines = [
        {
            "name": row.person.name if whole_names else masked_name(row.person.name),
            "id_kind": str(documents.get(row.person.id_kind, "")),
            "phone": masked_phone(row.person.phone),
            "employer": row.employer_name,
            "kind": kinds.get(row.employer_type, kinds[OTHER]).in_language(language),
            "place": row.employer_place.name,
            "post": row.post,
            "ip_post": row.is_ip_post,
            "state": STATE_WORDS[row.state].in_language(language),
            "source": str(row.get_source_display()),
            "on": row.registered_at.date(),
            "flags": "；".join(one["en" if language == "en" else "zh"] for one in row.flags),
        }
        for row in rows
    ]
    title = Text(f"{asking.found.title}学员名单", f"Trainees of {asking.found.title}")
    return download(
        write_table(_LIST, lines, language=language, title=title),
        f"{title.in_language(language)}.xlsx",
    )
