"""What people themselves put into a person's own export."""

from collections.abc import Mapping
from typing import Any

from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Consent, Person
from zhicai.people.queries.privacy import privacy
from zhicai.people.queries.records import looks_at
from zhicai.people.queries.specialists import confirmations_of, incentives_of

DATE = Text("日期", "Date")


def _identity(person: Person) -> Rows:
    number = Person.objects.values_list("id_number", flat=True).get(pk=person.pk)
    yield {
        "name": person.name,
        "id_kind": str(person.get_id_kind_display()),
        "id_number": number,
        "sex": str(person.get_sex_display()),
        "phone": person.phone,
        "email": person.email,
        "home": person.home.name,
        "entered_at": person.entered_at,
        "entered_by": person.entered_by,
    }


def _employers(person: Person) -> Rows:
    for work in person.employments.select_related("organisation"):
        yield {
            "employer": work.organisation.name if work.organisation else work.employer_name,
            "post": work.post,
            "is_ip_post": work.is_ip_post,
            "since": work.valid_from,
            "until": work.valid_to,
        }


def _consents(person: Person) -> Rows:
    notice = privacy()
    for row in Consent.objects.filter(person=person):
        purpose = notice.purpose(row.purpose)
        yield {
            "purpose": purpose.name if purpose else row.purpose,
            "given": row.given,
            "version": row.version,
            "at": row.at,
        }


def _looks(person: Person) -> Rows:
    for entry in looks_at(person):
        yield {"at": entry.at, "by": entry.name, "office": entry.office, "reason": entry.reason}


def _requests(person: Person) -> Rows:
    for row in person.requests.all():
        yield {
            "kind": str(row.get_kind_display()),
            "field": row.field,
            "proposed": row.proposed,
            "says": row.says,
            "asked_at": row.asked_at,
            "due": row.due,
            "state": str(row.get_state_display()),
            "answer": row.answer,
        }


def _specialist(person: Person) -> Rows:
    for spell in person.specialist_spells.all():
        yield {"since": spell.valid_from, "until": spell.valid_to, "basis": spell.basis}


def _incentives(person: Person) -> Rows:
    for row in incentives_of(person):
        yield {
            "kind": str(row.get_kind_display()),
            "yuan": f"{row.yuan:.2f}" if row.yuan else "",
            "honour": row.honour,
            "on": row.given_on,
            "basis": row.basis,
            "office": row.office,
        }


def _posts(person: Person) -> Rows:
    for row in confirmations_of(person):
        yield {
            "post": row.post,
            "is_ip_post": row.is_ip_post,
            "since": row.since,
            "office": row.office,
            "at": row.confirmed_at,
        }


_IP_POST = Text("知识产权岗位", "IP post")
_TABLES: tuple[tuple[str, Text, Mapping[str, Text], Any], ...] = (
    (
        "people",
        Text("身份信息", "Identity"),
        {
            "name": Text("姓名", "Name"),
            "id_kind": Text("证件类型", "Kind of document"),
            "id_number": Text("证件号码", "Document number"),
            "sex": Text("性别", "Sex"),
            "phone": Text("手机号", "Mobile"),
            "email": Text("邮箱", "E-mail"),
            "home": Text("档案所在地", "Kept at"),
            "entered_at": Text("登记时间", "Entered"),
            "entered_by": Text("登记人", "Entered by"),
        },
        _identity,
    ),
    (
        "people.employers",
        Text("工作单位", "Employers"),
        {
            "employer": Text("工作单位", "Employer"),
            "post": Text("岗位", "Post"),
            "is_ip_post": _IP_POST,
            "since": Text("起", "From"),
            "until": Text("止", "To"),
        },
        _employers,
    ),
    (
        "people.consents",
        Text("授权记录", "Consent"),
        {
            "purpose": Text("用途", "Purpose"),
            "given": Text("同意", "Consent"),
            "version": Text("告知版本", "Version of the notice"),
            "at": Text("时间", "Time"),
        },
        _consents,
    ),
    (
        "people.looks",
        Text("谁查看过我的证件号码", "Who looked at my number"),
        {
            "at": Text("时间", "Time"),
            "by": Text("查看人", "Who"),
            "office": Text("单位", "Office"),
            "reason": Text("理由", "Reason"),
        },
        _looks,
    ),
    (
        "people.requests",
        Text("我的申请", "My requests"),
        {
            "kind": Text("种类", "Kind"),
            "field": Text("项目", "Field"),
            "proposed": Text("改为", "Proposed"),
            "says": Text("理由", "Why"),
            "asked_at": Text("提出时间", "Asked"),
            "due": Text("答复期限", "Due"),
            "state": Text("状态", "State"),
            "answer": Text("答复", "Answer"),
        },
        _requests,
    ),
    (
        "people.specialist",
        Text("专员身份", "Certified specialist"),
        {
            "since": Text("起", "From"),
            "until": Text("止", "To"),
            "basis": Text("依据", "Basis"),
        },
        _specialist,
    ),
    (
        "people.posts",
        Text("岗位确认", "Posts confirmed"),
        {
            "post": Text("岗位", "Post"),
            "is_ip_post": _IP_POST,
            "since": Text("任职起始日期", "Since"),
            "office": Text("确认单位", "Confirmed by"),
            "at": Text("确认时间", "Confirmed"),
        },
        _posts,
    ),
    (
        "people.incentives",
        Text("激励记录", "Incentives"),
        {
            "kind": Text("种类", "Kind"),
            "yuan": Text("金额（元）", "Amount (yuan)"),
            "honour": Text("荣誉或内容", "Honour"),
            "on": DATE,
            "basis": Text("依据", "Basis"),
            "office": Text("单位", "Office"),
        },
        _incentives,
    ),
)
for _app, _says, _columns, _rows in _TABLES:
    register_export(_app, _says, _columns, _rows)
