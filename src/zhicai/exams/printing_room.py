"""What an exam needs on paper: admission slips, lists for the doors, attendance sheets, minutes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhicai.documents.paper import Block, Heading, Paragraph, Table
from zhicai.documents.paper import Paper as Sheet
from zhicai.documents.pdf import FACE, Template, compile_pdf, write_pdf
from zhicai.documents.qr import qr_svg
from zhicai.documents.reading import printable
from zhicai.exams.models import Blueprint, Exam, Minutes, Sitting
from zhicai.exams.presenters.room import NOTE_WORDS, event_word
from zhicai.exams.presenters.sittings import when
from zhicai.foundation.clock import CHINA
from zhicai.people.rules import masked_name

FOLDER = Path(__file__).parent / "typst"
SLIPS, LISTS = Template("slips.typ", FOLDER), Template("lists.typ", FOLDER)


def slips_pdf(
    exam: Exam, sittings: Iterable[Sitting], *, address: Callable[[str], str], opens_at: datetime,
    on: date,
) -> bytes:  # fmt: skip
    """Return admission slips, two on a page; ``address`` says where a code leads."""
    data = slips_data(exam, sittings, address=address, opens_at=opens_at, on=on)
    return compile_pdf(SLIPS, data, dated=on)


def slips_data(
    exam: Exam, sittings: Iterable[Sitting], *, address: Callable[[str], str], opens_at: datetime,
    on: date,
) -> dict[str, Any]:  # fmt: skip
    """Return what admission slips say, JSON-ready."""
    return _head(exam, on) | {
        "opens": f"{opens_at.astimezone(CHINA):%H:%M}",
        "slips": [
            {
                "name": printable(one.person.name),
                "code": one.code,
                "room": printable(one.room.name if one.room else ""),
                "place": printable(one.room.place if one.room else ""),
                "seat": str(one.seat or ""),
                "qr": qr_svg(address(one.code)),
            }
            for one in sittings
        ],
    }


def lists_pdf(exam: Exam, sittings: Iterable[Sitting], *, door: bool, on: date) -> bytes:
    """Return a page for each room: for its door with masked names, or to be signed inside."""
    return compile_pdf(LISTS, lists_data(exam, sittings, door=door, on=on), dated=on)


def lists_data(exam: Exam, sittings: Iterable[Sitting], *, door: bool, on: date) -> dict[str, Any]:
    """Return what the lists of rooms say, JSON-ready."""
    rooms: dict[str, list[Sitting]] = {}
    for one in sittings:
        rooms.setdefault(one.room.name if one.room else _("没有考场"), []).append(one)
    return _head(exam, on) | {
        "door": door,
        "rooms": [
            {
                "name": printable(name),
                "rows": [_row(one, door=door) for one in rows],
                "place": printable(rows[0].room.place if rows[0].room else ""),
            }
            for name, rows in rooms.items()
        ],
    }


def _row(one: Sitting, *, door: bool) -> list[str]:
    name = one.person.name
    if door:
        return [str(one.seat or ""), printable(masked_name(name)), one.code]
    employer = one.registration.employer_name if one.registration else ""
    return [str(one.seat or ""), printable(name), one.code, printable(employer)]


def _head(exam: Exam, on: date) -> dict[str, Any]:
    return {
        "face": FACE,
        "title": printable(exam.title),
        "when": when(exam),
        "minutes": exam.minutes,
        "office": printable(exam.office),
        "made": [on.year, on.month, on.day],
    }


# --- minutes -------------------------------------------------------------------------------------


def minutes_pdf(signed: Minutes) -> bytes:
    """Return signed minutes as PDF/A in Chinese, made of what was signed and of nothing else."""
    with override("zh-hans"):
        return write_pdf(minutes_sheet(signed))


def minutes_sheet(signed: Minutes) -> Sheet:
    """Return signed minutes as a paper."""
    told = signed.figures
    day = signed.signed_at.astimezone(CHINA)
    body: list[Block] = [
        Table((("项目", "内容"), *facts_of(told))),
        Heading(1, "考场"),
        Table((_said(ROOM_HEADS), *rooms_of(told))),
        Heading(1, "经过"),
        Table((_said(EVENT_HEADS), *events_of(told)))
        if told["events"]
        else Paragraph("没有特别情况。"),
        Heading(1, "系统记录"),
        Paragraph(notes_of(told)),
    ]
    if signed.words:
        body += [Heading(1, "补充说明")]
        body += [Paragraph(line) for line in signed.words.splitlines() if line.strip()]
    body += [
        Paragraph(f"由 {signed.signed_by} 于 {day:%Y-%m-%d %H:%M:%S} 签署，签署后不能改动。"),
        Paragraph(f"校验码（SHA-256）：{signed.sha256}"),
    ]
    title = f"{told['title']}考场记录"
    return Sheet(title=title, body=tuple(body), issuer=signed.signed_by, dated=day.date())


ROOM_HEADS = (
    gettext_lazy("考场"), gettext_lazy("地点"), gettext_lazy("应考"), gettext_lazy("到考"),
    gettext_lazy("缺考"), gettext_lazy("监考员"),
)  # fmt: skip
EVENT_HEADS = (
    gettext_lazy("时间"), gettext_lazy("事项"), gettext_lazy("考生"), gettext_lazy("内容"),
    gettext_lazy("经办"),
)  # fmt: skip


def _said(heads: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(one) for one in heads)


def facts_of(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what minutes say of the exam as a whole, name by name."""
    counts, paper = told["counts"], told["paper"]
    paused = told["paused_seconds"]
    found = [
        (_("考试"), told["title"]),
        (_("班次"), told["class"] or "—"),
        (_("类别"), f"{Blueprint.Part(told['part']).label} · {Exam.Round(told['round']).label}"),
        (_("开考"), told["starts_at"]),
        (_("结束"), told["ended_at"] or "—"),
        (_("时长"), _("%(n)s 分钟") % {"n": told["minutes"]}),
        (_("试卷"), _paper(paper)),
        (_("应考"), _("%(n)s 人") % {"n": counts["expected"]}),
        (_("到考"), _("%(came)s 人，缺考 %(absent)s 人") % counts),
        (_("交卷"),
         _("本人 %(by_self)s 人，到时自动 %(by_time)s 人，监考 %(by_staff)s 人") % counts),
        (_("负责监考"), watch_of(told["watch"]) or "—"),
    ]  # fmt: skip
    if paused:
        length = _("共 %(m)s 分 %(s)s 秒") % {"m": paused // 60, "s": paused % 60}
        found.insert(6, (_("暂停"), length))
    return found


def _paper(paper: Mapping[str, str]) -> str:
    known = {"label": paper["label"], "at": paper["opened_at"], "sha256": paper["sha256"][:16]}
    if paper["opened_at"]:
        return _("%(label)s，%(at)s启封，%(sha256)s") % known
    return _("%(label)s，未启封，%(sha256)s") % known


def rooms_of(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the rooms of minutes, row by row under :data:`ROOM_HEADS`."""
    return [
        (one["name"], one["place"], str(one["expected"]), str(one["came"]), str(one["absent"]),
         watch_of(one["watch"]))
        for one in told["rooms"]
    ]  # fmt: skip


def watch_of(rows: Sequence[Mapping[str, str]]) -> str:
    """Return who watched, those who left early with the hour: ``兰老师（至 09:40）、何老师``."""
    return _("、").join(
        _("%(name)s（至 %(until)s）") % {"name": one["name"], "until": one["until"][11:16]}
        if one["until"]
        else one["name"]
        for one in rows
    )


def events_of(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the events of minutes, row by row under :data:`EVENT_HEADS`."""
    return [
        (
            one["at"][11:16],
            event_word(one["kind"]) + _minutes(one),
            one["who"],
            one["says"],
            one["by"],
        )
        for one in told["events"]
    ]


def _minutes(event: Mapping[str, str]) -> str:
    seconds = int(event.get("seconds") or 0)
    return " " + _("%(n)s 分钟") % {"n": seconds // 60} if seconds else ""


def notes_of(told: Mapping[str, Any]) -> str:
    """Return what the machine noted of how many candidates, as a sentence."""
    found = [
        _("%(what)s %(n)s 人") % {"what": NOTE_WORDS[kind], "n": n}
        for kind, n in told["notes"].items()
        if n
    ]
    if not found:
        return _("系统没有记录到异常。")
    return _("系统自动记录，不作判断：%(notes)s。") % {"notes": _("，").join(found)}
