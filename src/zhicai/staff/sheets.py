"""Newcomers from Excel with every fault of every row, and the list of people as a table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language, override

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Role, User
from zhicai.accounts.rules import masked_email, masked_phone
from zhicai.audit.models import Entry
from zhicai.audit.verbs import verb_words
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.sheets.downloads import download
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.table import Row, Table
from zhicai.sheets.writing import write_table, write_template
from zhicai.staff.actions import known_to
from zhicai.staff.forms import STATES
from zhicai.staff.queries import Office, Post
from zhicai.staff.rules import LONGEST_EMAIL, LONGEST_NAME, Newcomer

TWICE = Text("表里已有这个账号的这个岗位。", "This account has this post in the table already.")
TWO_NAMES = Text("同一个账号写了两个姓名。", "One account stands under two names.")


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded table: the newcomers of its sound rows, every fault of the others."""

    table: Table
    sound: tuple[Newcomer, ...]
    faults: tuple[Fault, ...]


def role_words(role: Role) -> Text:
    """Return a post in both languages."""
    with override("zh-hans"):
        zh = str(role.label)
    with override("en"):
        return Text(zh, str(role.label))


def people_shape(offices: Sequence[Office], acting: Acting) -> SheetShape:
    """Return the table of newcomers; its choices are the offices and posts one may give."""
    roles = [role for role in Role if any(role in one.posts(acting) for one in offices)]
    names = [office.zh for office in offices]
    places = tuple(
        Choice(
            office.key,
            Text(office.zh, office.en)
            if names.count(office.zh) == 1
            else Text(f"{office.zh}（{office.place_code}）", f"{office.en} ({office.place_code})"),
        )
        for office in offices
    )
    posts = tuple(Choice(role.value, role_words(role)) for role in roles)
    columns = [
        Column("name", Text("姓名", "Name"), required=True, longest=LONGEST_NAME, width=14,
               example="李晓"),
        Column("username", Text("账号", "Account"), required=True, longest=40, width=18,
               aliases=("登录账号", "用户名"), example="lixiao"),
        Column("phone", Text("手机", "Mobile"), Kind.MOBILE, width=16,
               aliases=("手机号", "联系电话"), example="13800000000"),
        Column("email", Text("邮箱", "E-mail"), longest=LONGEST_EMAIL, width=24,
               aliases=("电子邮箱",), example="lixiao@example.cn"),
    ]  # fmt: skip
    if places:
        columns.append(
            Column("office", Text("单位", "Office"), Kind.CHOICE, choices=places, width=26,
                   aliases=("所在单位",), example=places[0].value)
        )  # fmt: skip
    if posts:
        columns.append(
            Column("role", Text("岗位", "Post"), Kind.CHOICE, choices=posts, width=14,
                   aliases=("角色",), example=posts[0].value)
        )  # fmt: skip
    return SheetShape(
        name="accounts",
        title=Text("账号开通表", "Accounts to be opened"),
        instructions=(
            Text(
                "一行一个岗位；单位不填为本单位，岗位不填为第一个可选岗位。密码由本人首次登录时设置。",
                "One row for each post; without an office it is your own, without a post the first "
                "that can be chosen. People set their own passwords.",
            ),
        ),
        columns=tuple(columns),
    )


def template_sheet(offices: Sequence[Office], acting: Acting) -> HttpResponse:
    """Return the empty table to be filled in."""
    language = get_language() or "zh-hans"
    shape = people_shape(offices, acting)
    content = write_template(shape, language=language)
    return download(content, f"{shape.title.in_language(language)}.xlsx")


def read_people(file: Any, offices: Sequence[Office], *, by: Acting, at: datetime) -> Upload:
    """Return the newcomers of an uploaded file; BadInput where it is no such table at all."""
    table = read_table(file, people_shape(offices, by))
    wrong = {fault.row for fault in table.faults}
    faults, sound = list(table.faults), []
    rows = [(row, _newcomer(row, offices, by)) for row in table.rows]
    known = known_to(by, [one.username for _row, one in rows], at=at)
    names: dict[str, str] = {}
    seen: set[tuple[str, str, str]] = set()
    for row, one in rows:
        covered = {fault.field for fault in table.faults if fault.row == row.number}
        own = [
            table.fault(row, fault.field or "name", fault.says)
            for fault in known.faults(one)
            if fault.field not in covered
        ]
        if one.username and names.setdefault(one.username, one.name) != one.name:
            own.append(table.fault(row, "username", TWO_NAMES))
        if (one.username, one.office, one.role) in seen:
            own.append(table.fault(row, "username", TWICE))
        seen.add((one.username, one.office, one.role))
        faults += own
        if not own and row.number not in wrong:
            sound.append(one)
    return Upload(table, tuple(sound), tuple(sorted(faults, key=lambda fault: fault.row or 0)))


def _newcomer(row: Row, offices: Sequence[Office], by: Acting) -> Newcomer:
    values: Mapping[str, Any] = row.values
    first = offices[0] if offices else None
    office = values.get("office") or (first.key if first else "")
    posts = next((one.posts(by) for one in offices if one.key == office), [])
    return Newcomer(
        username=values["username"] or "",
        name=values["name"] or "",
        office=office,
        role=values.get("role") or (posts[0].value if posts else ""),
        phone=values["phone"] or "",
        email=values["email"] or "",
    )


_LIST = SheetShape(
    name="people",
    title=Text("单位人员", "People"),
    columns=(
        Column("name", Text("姓名", "Name"), width=14),
        Column("username", Text("账号", "Account"), width=18),
        Column("office", Text("单位", "Office"), width=30),
        Column("role", Text("岗位", "Post"), width=16),
        Column("state", Text("状态", "State"), width=14),
        Column("phone", Text("手机", "Mobile"), width=16),
        Column("email", Text("邮箱", "E-mail"), width=24),
        Column("since", Text("起始日期", "Since"), Kind.DATE, width=12),
        Column("until", Text("离岗日期", "Left on"), Kind.DATE, width=12),
        Column("login", Text("最近登录", "Last sign-in"), Kind.DATE, width=12),
    ),
)


def people_sheet(people: Iterable[User], posts: Mapping[int, Iterable[Post]]) -> HttpResponse:
    """Return a list of people as an Excel file, one row for each post; contacts are masked."""
    labels = {key: str(label) for key, label in STATES}
    rows = [
        {
            "name": user.name,
            "username": user.username,
            "office": post.name,
            "role": "、".join(post.roles),
            "state": labels[user.state if post.present else "left"],  # type: ignore[attr-defined]
            "phone": masked_phone(user.phone),
            "email": masked_email(user.email),
            "since": post.since,
            "until": post.until,
            "login": localtime(user.last_login).date() if user.last_login else None,
        }
        for user in people
        for post in posts.get(user.pk, [])
    ]
    language = get_language() or "zh-hans"
    content = write_table(_LIST, rows, language=language)
    return download(content, f"{_LIST.title.in_language(language)}.xlsx")


_ENTRIES = SheetShape(
    name="audit",
    title=Text("审计日志", "Audit log"),
    columns=(
        Column("id", Text("条目号", "Entry"), Kind.INTEGER, width=10),
        Column("at", Text("时间", "Time"), width=20),
        Column("username", Text("账号", "Account"), width=16),
        Column("name", Text("姓名", "Name"), width=16),
        Column("office", Text("单位", "Office"), width=26),
        Column("words", Text("事项", "What"), width=20),
        Column("verb", Text("事项代码", "Verb"), width=28),
        Column("subject", Text("对象", "Subject"), width=26),
        Column("place", Text("地区代码", "Place"), width=12),
        Column("clause", Text("条款", "Clause"), width=14),
        Column("reason", Text("理由", "Reason"), width=30, longest=5000),
        Column("values", Text("当时的值", "Values then"), width=50, longest=5000),
    ),
    numbered=False,
)
MOST_ENTRIES = 50_000
"""Rows of one export; a longer period is exported in parts."""


def entries_sheet(entries: Iterable[Entry], *, seed: str = "") -> HttpResponse:
    """Return entries of the audit log as an Excel file; ``seed`` names the sample."""
    language = get_language() or "zh-hans"
    rows = [
        {
            "id": one.pk,
            "at": f"{localtime(one.at):%Y-%m-%d %H:%M:%S}",
            "username": one.username,
            "name": one.name,
            "office": one.office,
            "words": verb_words(one.verb).in_language(language),
            "verb": one.verb,
            "subject": f"{one.subject} {one.subject_id}",
            "place": one.place,
            "clause": one.clause,
            "reason": one.reason,
            "values": json.dumps(one.values, ensure_ascii=False) if one.values else "",
        }
        for _number, one in zip(range(MOST_ENTRIES), entries, strict=False)
    ]
    title = _ENTRIES.title
    if seed:
        title = Text(f"审计抽查（种子 {seed}）", f"Audit sample (seed {seed})")
    content = write_table(_ENTRIES, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")
