"""Hubei's 2022 year with the people who write, decide on and read its documents."""

from datetime import date

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import Role
from zhicai.foundation import clock
from zhicai.handbooks.actions import publish, save_draft
from zhicai.handbooks.queries import handbook_of, parts_in
from zhicai.law.schema import Level
from zhicai.places.actions import name_organisation
from zhicai.programmes.queries import law_of
from zhicai.programmes.tests import scenes as programme

TODAY = programme.TODAY
NOON = clock.midday(TODAY)
GUIDE, STANDARD, MEASURES, WORKBOOK = (
    "training-guide", "capability-standard", "management-measures", "work-handbook",
)  # fmt: skip


def officer():
    return programme.province_officer()


def working_group():
    group = name_organisation(
        kind="working-group", name="全省专员培训工作组", home=programme.place(programme.HUBEI),
        since=programme.START, serves=[programme.place(programme.HUBEI)], by=SYSTEM,
    )  # fmt: skip
    return programme.acting(
        programme.user("wu", programme.HUBEI, role=Role.MEMBER, organisation=group)
    )


def base():
    row = programme.base_at(programme.YICHANG, "三峡大学知识产权培训基地")
    return programme.acting(
        programme.user("xiao", programme.YICHANG, role=Role.MEMBER, organisation=row)
    )


def two_seats():
    return programme.acting(programme.user("duan", programme.XIANTAO, Level.CITY, Level.COUNTY))


def kind(year, key=GUIDE):
    return law_of(year).handbooks[key]


def written(year, key=GUIDE, **bodies):
    """A draft with every part that the kind asks for; ``bodies`` replaces or adds some."""
    sections = {
        part.key: {"key": part.key, "title": "", "body": f"（示例）{part.name.zh}怎样做。"}
        for part in parts_in(year, kind(year, key))
    }
    for name, body in bodies.items():
        name = name.replace("_", "-")
        title = "自拟部分" if name.startswith("s") and name[1:].isdigit() else ""
        sections[name] = {"key": name, "title": title, "body": body}
    return {"sections": list(sections.values()), "note": ""}


def drafted(year, key=GUIDE, *, by=None, draft=None, at=NOON, **bodies):
    row = handbook_of(year, key)
    return save_draft(
        year, kind(year, key), draft or written(year, key, **bodies),
        revision=row.revision if row else 1, by=by or officer(), at=at,
    )  # fmt: skip


def published(year, key=GUIDE, *, by=None, since=None, note="首次发布", on=TODAY, **bodies):
    at = clock.midday(on)
    drafted(year, key, by=by, at=at, **bodies)
    return publish(
        year, kind(year, key), in_force_from=since or on, note=note, by=by or officer(), at=at
    )


def day(month, number):
    return date(2022, month, number)
