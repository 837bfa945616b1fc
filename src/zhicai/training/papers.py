"""The notice of a class as a paper: when, where, for whom, what is taught, what one pays."""

from collections.abc import Sequence
from decimal import Decimal

from zhicai.documents.counting import chinese
from zhicai.documents.paper import Block, Citation, Code, Heading, Paper, Paragraph, Table
from zhicai.documents.writing import chinese_day
from zhicai.foundation.units import plain
from zhicai.training.models import Lesson, TrainingClass
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.organisers import OrganiserRow
from zhicai.training.rules.steps import ABILITY_WORDS
from zhicai.training.rules.timetable import FORM_WORDS

FARE_ONLY = "参加培训人员只需自行承担本人往返交通费；除此以外，不向学员收取任何费用。"


def class_paper(
    found: TrainingClass,
    organisers: Sequence[OrganiserRow],
    lessons: Sequence[Lesson],
    frame: Frame,
    *,
    address: str,
) -> Paper:
    """Return the notice of a class; ``address`` is that of its public page (QR code)."""
    undertaking = [row.name.zh for row in organisers if row.role == "undertaking"]
    body: list[Block] = [
        Paragraph(_opening(found, frame)),
        Heading(1, "时间和地点"),
        Paragraph(
            f"时间：{chinese_day(found.starts_on)}至{chinese_day(found.ends_on)}。"
            f"地点：{found.venue}（{found.venue_place.name}）。"
        ),
        Heading(1, "培训对象和名额"),
        Paragraph(f"{_audience(found)}名额 {found.capacity} 人，报满为止。"),
        Heading(1, "课程安排"),
        *_timetable(lessons),
        Heading(1, "报名"),
        Paragraph(_registration(found)),
        Heading(1, "费用"),
        Paragraph(FARE_ONLY),
    ]
    if clause := frame.cites.get("fare"):
        says = frame.law.head.notice.title.zh
        body.append(Citation(clause, where=says))
    body += [Heading(1, "组织单位"), *_organised(organisers)]
    return Paper(
        title=f"关于举办{found.title}的通知",
        body=tuple(body),
        addressees=("各有关单位",),
        issuer="、".join(undertaking),
        dated=frame.on,
        contact=f"联系人：{found.contact}，电话：{found.phone}" if found.contact else "",
        code=Code(address, "扫码查看班次、报名"),
    )


def _opening(found: TrainingClass, frame: Frame) -> str:
    track = frame.track_name(found.track)
    level = ABILITY_WORDS.get(found.ability)
    kind = f"{track.zh}培训" if track else "培训"
    ability = f"，培养{level.zh}实务能力" if level else ""
    return f"为培养企业知识产权专员，现举办{kind}班“{found.title}”{ability}。有关事项通知如下。"


def _audience(found: TrainingClass) -> str:
    return f"{found.place.name}企业、高校院所知识产权工作人员。"


def _timetable(lessons: Sequence[Lesson]) -> list[Block]:
    if not lessons:
        return [Paragraph("课程安排另行通知。")]
    rows = [("日期", "时间", "课程", "学时", "形式")]
    rows += [
        (
            f"{one.day:%m-%d}",
            f"{one.starts:%H:%M}–{one.ends:%H:%M}",
            one.title + ("（实战课程）" if one.practical else ""),
            plain(one.hours),
            FORM_WORDS[one.form].zh,
        )
        for one in lessons
    ]
    total = sum((one.hours for one in lessons), Decimal(0))
    return [Table(tuple(rows)), Paragraph(f"共 {len(lessons)} 节课，{plain(total)} 学时。")]


def _registration(found: TrainingClass) -> str:
    if found.registration_opens is None or found.registration_closes is None:
        return "报名时间另行通知。"
    opens, closes = chinese_day(found.registration_opens), chinese_day(found.registration_closes)
    return f"{opens}至{closes}，扫描本通知上的二维码在手机上报名，或由所在单位统一报送名单。"


def _organised(organisers: Sequence[OrganiserRow]) -> list[Block]:
    roles: dict[str, list[str]] = {}
    for row in organisers:
        roles.setdefault(row.words.zh, []).append(row.name.zh)
    return [
        Paragraph(f"（{chinese(n)}）{role}：{'、'.join(names)}。")
        for n, (role, names) in enumerate(roles.items(), start=1)
    ]
