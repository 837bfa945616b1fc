"""Hubei with a notice of the province, as the tests of notices need it."""

from datetime import timedelta

from zhicai.notices.actions import open_draft, save_draft, send_notice
from zhicai.programmes.tests import scenes

TODAY, NOON = scenes.TODAY, scenes.NOON
LATER = NOON + timedelta(days=1)
WUHAN, YICHANG, YILING, XIANTAO = scenes.WUHAN, scenes.YICHANG, scenes.YILING, scenes.XIANTAO
TEXT = (
    "现将有关事项通知如下：\n一、时间\n4 月 18 日。\n二、名额\n单位\t名额\n武汉市\t8\n"
    "附件：报名回执\n请填写。"
)
FILLED = {
    "title": "关于举办师资班的通知",
    "text": TEXT,
    "sign": "鄂知发",
    "due": "2022-03-01",
    "clauses": "HB-0.a",
    "to": ["all:city"],
}


def drafted(year, by=None, at=NOON, **changes):
    """A draft of an office, the province's unless told, ready to be sent unless changed."""
    officer = by or scenes.province_officer()
    notice = open_draft(year, by=officer, at=at)
    draft = {**notice.draft, **FILLED, **changes}
    return save_draft(notice, by=officer, draft=draft, revision=notice.revision, at=at)


def sent(year, by=None, at=NOON, **changes):
    """A notice that has been sent."""
    officer = by or scenes.province_officer()
    notice = drafted(year, by=officer, at=at, **changes)
    return send_notice(notice, by=officer, revision=notice.revision, at=at)
