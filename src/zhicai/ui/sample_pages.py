"""Data of the composed sample pages: a province's cockpit, a county's plan form. All invented."""

from datetime import date
from typing import Any

TASKS = [
    ("方案备案", "03-31"),
    ("强县研修班", "06-30"),
    ("专员备案", "06-30"),
    ("技术经理人", "09-30"),
    ("高价值专利班", "10-31"),
    ("企业总师轮训", "10-31"),
    ("经费决算", "12-15"),
]
"""Task and deadline, the columns of the matrix."""

_ROWS = """
神农架林区|0.44|完 !0/1 ~1/2 ~1/3 ~0/1 - -|38.0
恩施州|0.51|完 完 !3/8 ~6/16 ~0/2 ~7/20 -|43.7
黄冈市|0.58|完 !1/2 完 ~9/22 ~1/4 ~11/35 -|49.6
天门市|0.62|完 完 !2/3 6/8 ~0/1 ~4/10 -|52.2
鄂州市|0.69|完 完 ~6/8 7/10 1/2 ~6/15 -|58.3
孝感市|0.72|完 完 完 ~11/20 2/3 ~14/30 -|63.5
随州市|0.73|完 完 完 9/12 1/2 12/20 -|68.1
咸宁市|0.75|完 完 完 12/16 2/3 15/25 -|69.9
黄石市|0.76|完 完 完 14/18 2/3 ~12/30 -|66.0
荆州市|0.77|完 完 完 16/20 2/3 19/30 -|70.2
仙桃市|0.79|完 完 完 8/10 1/2 10/12 -|73.3
荆门市|0.80|完 完 完 15/18 2/3 20/25 -|71.8
十堰市|0.81|完 完 完 17/20 2/3 22/30 -|72.4
潜江市|0.84|完 完 完 =8/8 1/2 10/12 -|75.0
宜昌市|0.88|完 完 完 =30/30 4/5 31/40 -|76.9
襄阳市|0.91|完 完 完 35/36 =5/5 33/40 -|79.0
武汉市|0.94|完 完 完 =45/45 4/5 52/60 -|81.2
"""
_MARKS = {"!": "overdue", "~": "at_risk", "=": "met"}
ELAPSED = 0.715
"""Share of the year that has passed (序时)."""


def _cell(written: str) -> dict[str, Any]:
    if written == "完":
        return {"state": "met", "text": ""}
    if written == "-":
        return {"state": "not_due", "text": ""}
    state = _MARKS.get(written[0], "on_track")
    return {"state": state, "text": written.lstrip("!~=")}


def tone_of(share: float) -> str:
    """Return the tone of a place's progress against the elapsed year."""
    if share < 0.6:
        return "red"
    if share < 0.7:
        return "amber"
    return "green" if share >= 0.8 else "info"


def _matrix() -> list[dict[str, Any]]:
    rows = []
    for line in _ROWS.strip().splitlines():
        name, share, cells, spent = line.split("|")
        rows.append(
            {
                "name": name,
                "share": float(share),
                "tone": tone_of(float(share)),
                "cells": [
                    {**_cell(one), "title": f"{name} {task}"}
                    for one, (task, _due) in zip(cells.split(), TASKS, strict=True)
                ],
                "spent": f"{spent}%",
            }
        )
    return rows


MATRIX = _matrix()
"""Seventeen units, the one furthest behind first."""

KPIS: list[dict[str, Any]] = [
    {
        "icon": "users",
        "label": "培训人次",
        "value": "11,286",
        "of": "/ 13,900 人次",
        "share": 0.812,
        "tick": ELAPSED,
        "tone": "green",
        "left": "完成 81.2%",
        "right": "超序时 9.7 点",
        "right_tone": "green",
        "url": "#",
    },
    {
        "icon": "certificate",
        "label": "新增持证",
        "value": "1,842",
        "of": "/ 2,400 人",
        "share": 0.768,
        "tick": ELAPSED,
        "tone": "info",
        "left": "完成 76.8%",
        "right": "超序时 5.3 点",
        "right_tone": "green",
        "url": "#",
    },
    {
        "icon": "user",
        "label": "技术经理人",
        "value": "249",
        "of": "/ 312 人",
        "share": 0.798,
        "tick": 0.96,
        "tone": "amber",
        "left": "完成 79.8%",
        "right": "9 月 30 日到期",
        "right_tone": "amber",
        "url": "#",
    },
    {
        "icon": "cash",
        "label": "经费执行率",
        "value": "66.8",
        "of": "% / 2,360 万元",
        "share": 0.668,
        "tick": ELAPSED,
        "tone": "amber",
        "left": "已支 1,576.5 万元",
        "right": "低 4.7 点",
        "right_tone": "red",
        "url": "#",
    },
    {
        "icon": "alert-triangle",
        "label": "逾期事项",
        "value": "4",
        "of": "项 · 4 个市州",
        "share": None,
        "note": "黄冈、恩施、天门、神农架",
        "url": "#",
        "action": "查看并催办",
        "right": "最长 80 天",
        "alarm": True,
    },
]

ORDERS = [
    {"label": "进度从低到高", "url": "#", "current": True},
    {"label": "行政区划", "url": "#"},
]
MAP_VIEWS = [
    {"label": "任务", "url": "#", "current": True},
    {"label": "经费", "url": "#"},
    {"label": "人才", "url": "#"},
]
MAP_LEGEND = [
    {"tone": "green", "label": "≥80%"},
    {"tone": "info", "label": "达序时"},
    {"tone": "amber", "label": "60%–序时"},
    {"tone": "red", "label": "<60%"},
]
LIGHT_LEGEND = [
    {"state": "met"},
    {"state": "on_track", "text": "4/5", "label": "进行中"},
    {"state": "at_risk", "text": "1/4", "label": "低于序时"},
    {"state": "overdue", "text": "0/1", "label": "已逾期"},
    {"state": "not_due"},
]
_GRID = """
十堰 襄阳 随州 孝感 .
神农架 荆门 天门 武汉 黄冈
恩施 宜昌 潜江 仙桃 鄂州
. . 荆州 咸宁 黄石
"""


def _tiles() -> dict[str, Any]:
    shares = {row["name"][:2]: row["share"] for row in MATRIX}
    lines = [line.split() for line in _GRID.strip().splitlines()]
    cells = [
        {
            "code": name,
            "label": name,
            "col": col,
            "row": row,
            "status": tone_of(shares[name[:2]]),
            "value": f"{shares[name[:2]]:.0%}",
            "url": "#",
        }
        for row, names in enumerate(lines)
        for col, name in enumerate(names)
        if name != "."
    ]
    return {"cells": cells, "columns": 5, "rows": 4, "title": "各市州总进度", "legend": MAP_LEGEND}


TILES = _tiles()
OUTLINES: dict[str, Any] = {
    "view_box": "0 0 320 190",
    "title": "各县区总进度",
    "legend": MAP_LEGEND,
    "shapes": [
        {
            "code": "a",
            "label": "甲县",
            "path": "M8 20 L110 8 L126 74 L60 104 L14 84Z",
            "x": 66,
            "y": 58,
            "status": "green",
            "value": "91%",
            "url": "#",
        },
        {
            "code": "b",
            "label": "乙区",
            "path": "M110 8 L214 16 L222 70 L126 74Z",
            "x": 168,
            "y": 46,
            "status": "info",
            "value": "76%",
            "url": "#",
        },
        {
            "code": "c",
            "label": "丙县",
            "path": "M214 16 L308 30 L300 112 L222 70Z",
            "x": 262,
            "y": 62,
            "status": "amber",
            "value": "66%",
            "url": "#",
        },
        {
            "code": "d",
            "label": "丁市",
            "path": "M60 104 L126 74 L222 70 L300 112 L210 178 L92 168Z",
            "x": 176,
            "y": 126,
            "status": "red",
            "value": "51%",
            "url": "#",
        },
    ],
}

_MARKED = {
    15: ("green", "方案备案已完成"),
    18: ("info", "今天"),
    22: ("amber", "退回修改截止"),
    25: ("amber", "结业考试"),
    28: ("info", "第二期开班"),
    30: ("red", "技术经理人到期"),
}


def _month() -> dict[str, Any]:
    days: list[dict[str, Any] | None] = [None]
    for number in range(1, 31):
        tone, label = _MARKED.get(number, ("", ""))
        days.append(
            {
                "day": number,
                "today": number == 18,
                "tone": tone,
                "label": label,
                "url": "#" if tone else "",
            }
        )
    days += [None] * (-len(days) % 7)
    weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
    return {"weeks": weeks, "title": "2026 年 9 月", "previous_url": "#", "next_url": "#"}


MONTH = _month()
AGENDA = [
    {
        "date": date(2026, 9, 18),
        "near": "今天",
        "text": "恩施州 · 专员备案整改材料",
        "url": "#",
        "tag": "已逾期 80 天",
        "tone": "red",
    },
    {
        "date": date(2026, 9, 22),
        "near": "剩 4 天",
        "text": "夷陵区 · 实施方案重新提交",
        "url": "#",
        "tag": "退回修改",
        "tone": "amber",
    },
    {
        "date": date(2026, 9, 30),
        "near": "剩 12 天",
        "text": "全省 · 技术经理人年度任务",
        "url": "#",
        "tag": "差 63 人",
        "tone": "amber",
    },
]

SECTIONS = [
    {"label": "基本信息", "url": "#basics", "state": "done"},
    {"label": "培育目标", "url": "#goals", "state": "error", "current": True},
    {"label": "活动计划", "url": "#goals", "state": "done"},
    {"label": "经费预算", "url": "#goals", "state": "done"},
    {"label": "附件与承诺", "url": "#files", "state": "error"},
]
STEPS: list[dict[str, Any]] = [
    {"title": "区局填报并提交", "state": "done", "who": "陈立群", "at": "03-18 16:32 · 第 1 版"},
    {
        "title": "市局退回修改",
        "state": "returned",
        "who": "张薇（宜昌市局）",
        "at": "03-22 10:14",
        "opinion": "目标表第 3 行、附件第 2 项需要修改，见页面标注。",
    },
    {
        "title": "区局修改中",
        "state": "current",
        "tag": "剩 3 天",
        "tone": "amber",
        "at": "截止 03-25 18:00",
    },
    {"title": "市局审核", "state": "todo", "at": "一般 3 个工作日"},
    {"title": "省局备案", "state": "todo", "at": "备案后生成任务清单与截止日期"},
]
OPINION = {
    "by": "市局审核意见 · 张薇",
    "at": "03-22 10:14",
    "text": "技术经理人今年为考核硬指标，请按不少于 8 人申报；确有困难的，在备注说明并附企业名单。",
}
GOALS = [
    {
        "name": "知识产权专员备案",
        "unit": "人",
        "last": 42,
        "given": 45,
        "own": 52,
        "note": "含规上企业 38 人",
    },
    {"name": "企业知识产权总师", "unit": "人", "last": 8, "given": 10, "own": 10},
    {
        "name": "技术经理人（初级及以上）",
        "unit": "人",
        "last": 5,
        "given": 8,
        "own": 6,
        "fault": "比下达数少 2 人，请调整或说明理由",
    },
    {"name": "高价值专利培育班", "unit": "期", "last": 1, "given": 1, "own": 1},
    {
        "name": "培训总人次",
        "unit": "人次",
        "last": 386,
        "given": 400,
        "own": 450,
        "note": "较上年 +16.6%",
    },
]
