"""The person's own data as a ZIP: the same content for machines (JSON) and to be read (HTML)."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join

from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.people.exports import Export, exports
from zhicai.people.models import Person

TITLE = Text("我的个人信息", "My personal information")
NOTHING = Text("没有记录。", "Nothing is kept.")
TAKEN = Text("导出时间", "Taken at")
YES, NO = Text("是", "yes"), Text("否", "no")


def packed(person: Person, *, at: datetime, language: str) -> bytes:
    """Return the parcel of one person."""
    tables = [(one, [dict(row) for row in one.rows_for(person)]) for one in exports()]
    content = {
        "taken_at": at.astimezone(CHINA).isoformat(),
        "tables": {
            one.app: {"title": {"zh": one.says.zh, "en": one.says.en}, "rows": _machine(rows)}
            for one, rows in tables
        },
    }
    day = at.astimezone(CHINA)
    files = {
        "data.json": json.dumps(content, ensure_ascii=False, indent=1).encode(),
        f"{TITLE.in_language(language)}.html": _page(tables, day, language).encode(),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, day.timetuple()[:6]), body)
    return written.getvalue()


def _machine(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value.zh
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _shown(value: Any, language: str) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return (YES if value else NO).in_language(language)
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return str(value)


def _page(tables: list[tuple[Export, list[dict[str, Any]]]], at: datetime, language: str) -> str:
    parts = [_table(one, rows, language) for one, rows in tables]
    title = TITLE.in_language(language)
    return format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{}</title><style>{}</style>'
        "<h1>{}</h1><p>{} {}</p>{}</html>",
        "en" if language.startswith("en") else "zh-CN",
        title,
        "body{font:16px/1.6 sans-serif;max-width:960px;margin:24px auto;padding:0 16px}"
        "table{border-collapse:collapse;width:100%}"
        "td,th{border:1px solid #ccc;padding:6px 8px;text-align:left}",
        title,
        TAKEN.in_language(language),
        f"{at:%Y-%m-%d %H:%M}",
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _table(one: Export, rows: list[dict[str, Any]], language: str) -> str:
    heading = format_html("<h2>{}</h2>", one.says.in_language(language))
    if not rows:
        return format_html("{}<p>{}</p>", heading, NOTHING.in_language(language))
    heads = [(label.in_language(language),) for label in one.columns.values()]
    lines = [(_cells(one.columns, row, language),) for row in rows]
    return format_html(
        "{}<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        heading,
        format_html_join("", "<th>{}</th>", heads),
        format_html_join("", "<tr>{}</tr>", lines),
    )


def _cells(columns: Mapping[str, Text], row: Mapping[str, Any], language: str) -> str:
    return format_html_join(
        "", "<td>{}</td>", ((_shown(row.get(key), language),) for key in columns)
    )
