"""Lists of people as Excel files, masked as the pages are."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.people.presenters import person_row, post_tag
from zhicai.people.queries.words import employer_word
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table
from zhicai.ui.asked import said

_NAME = Column("name", Text("姓名", "Name"), width=12)
_PLACE = Column("place", Text("县（市、区）", "County"), width=16)
_EMPLOYER = Column("employer", Text("工作单位", "Employer"), width=30)
_PEOPLE = SheetShape(
    name="persons",
    title=Text("人员", "People"),
    columns=(
        _NAME,
        Column("sex", Text("性别", "Sex"), width=8),
        Column("phone", Text("手机号", "Mobile"), width=16),
        _PLACE,
        _EMPLOYER,
        Column("kind", Text("单位类型", "Kind of employer"), width=16),
        Column("post", Text("岗位", "Post"), width=18),
        Column("is_ip_post", Text("知识产权岗位", "IP post"), Kind.YES_NO, width=14),
        Column("since", Text("任职起", "Since"), Kind.DATE, width=12),
    ),
)
_POSTS = SheetShape(
    name="posts",
    title=Text("专员岗位", "Posts of specialists"),
    columns=(
        _NAME,
        _PLACE,
        _EMPLOYER,
        Column("certified", Text("专员身份起", "Specialist since"), Kind.DATE, width=14),
        Column("state", Text("状态", "State"), width=14),
        Column("post", Text("确认的岗位", "Post confirmed"), width=18),
        Column("since", Text("任职起", "Since"), Kind.DATE, width=12),
    ),
)


def people_sheet(people: Iterable[Person]) -> HttpResponse:
    """Return a list of people; phones are masked, numbers are left out."""
    rows = []
    for person in people:
        line = person_row(person)
        work = line["work"]
        rows.append(
            {
                "name": person.name,
                "sex": str(person.get_sex_display()),
                "phone": line["phone"],
                "place": person.home.name,
                "employer": line["employer"],
                "kind": said(employer_word(work.employer_type)) if work else "",
                "post": work.post if work else "",
                "is_ip_post": work.is_ip_post if work else None,
                "since": work.valid_from if work else None,
            }
        )
    return _sheet(_PEOPLE, rows)


def posts_sheet(people: Iterable[Any]) -> HttpResponse:
    """Return the specialists with what their employers have confirmed."""
    rows = [
        {
            "name": person.name,
            "place": person.home.name,
            "employer": person_row(person)["employer"],
            "certified": person.certified_since,
            "state": post_tag(person)["label"],
            "post": person.confirmed_post or "",
            "since": person.confirmed_since,
        }
        for person in people
    ]
    return _sheet(_POSTS, rows)


def _sheet(shape: SheetShape, rows: Iterable[dict[str, Any]]) -> HttpResponse:
    language = get_language() or "zh-hans"
    content = write_table(shape, rows, language=language)
    return download(content, f"{shape.title.in_language(language)}.xlsx")
