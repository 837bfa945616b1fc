"""What a verdict says: in words, colour and icon to people, in names and values to machines."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.certificates.models import Certificate
from zhicai.certificates.verifying.checking import Answer, Verdict
from zhicai.people.rules.identity import masked_name
from zhicai.ui.templatetags.ui import cn_date

TONES = {
    Answer.VALID: ("green", "check", gettext_lazy("证书真实有效")),
    Answer.REVOKED: ("red", "ban", gettext_lazy("证书已撤销")),
    Answer.REPLACED: ("amber", "refresh", gettext_lazy("证书已换发")),
    Answer.EXPIRED: ("amber", "clock", gettext_lazy("证书已过有效期")),
    Answer.UNKNOWN: ("idle", "help-circle", gettext_lazy("没有找到这张证书")),
    Answer.TOO_MANY: ("amber", "hourglass", gettext_lazy("查询过于频繁")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One verdict as its page shows it; ``next`` says what to do where there is no certificate."""

    tone: str
    icon: str
    title: str
    text: str
    next: str
    facts: list[dict[str, Any]]
    name: str = ""


def shown(verdict: Verdict, *, asked: str) -> Shown:
    """Return a verdict in words; ``asked``: by code, number or file."""
    tone, icon, title = TONES[verdict.answer]
    found = verdict.certificate
    return Shown(
        tone,
        icon,
        str(title),
        _text(verdict),
        _next(verdict, asked),
        _facts(found) if found else [],
        masked_name(found.name) if found else "",
    )


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict for a machine: the same masked facts as the page."""
    told: dict[str, Any] = {
        "answer": verdict.answer.value,
        "checkedAt": localtime(verdict.at).isoformat(timespec="seconds"),
    }
    found = verdict.certificate
    if found is None:
        return told
    return told | {
        "certificate": {
            "number": found.number,
            "name": masked_name(found.name),
            "kind": found.kind,
            "title": found.title,
            "programme": found.programme_title,
            "class": found.class_title,
            "hours": f"{found.hours.normalize():f}",
            "issuer": found.issuer,
            "issuedOn": found.issued_on.isoformat(),
            "expiresOn": found.expires_on.isoformat() if found.expires_on else None,
            "endedOn": found.ended_on.isoformat() if found.ended_on else None,
            "sha256": found.sha256 or None,
        }
    }


def _text(verdict: Verdict) -> str:
    at = localtime(verdict.at)
    day, time = cn_date(at), date_format(at, "H:i:s")
    if verdict.answer == Answer.TOO_MANY:
        again = date_format(localtime(verdict.again), "H:i") if verdict.again else ""
        return _("这次没有查验。请在 %(again)s 之后再试。") % {"again": again}
    return _("查验时间 %(day)s %(time)s，信息来自发证机构数据库") % {"day": day, "time": time}


def _next(verdict: Verdict, asked: str) -> str:
    if verdict.answer == Answer.TOO_MANY:
        return _("扫描证书上的二维码不受次数限制。")
    if verdict.answer != Answer.UNKNOWN:
        return ""
    if asked == "number":
        return _("编号和姓名须与证书上印的一致。核对后再查，或扫描证书上的二维码。")
    if asked == "file":
        return _(
            "这不是发证机构发出的原文件：扫描件和另存、改动过的文件都查不到。请改用编号和姓名。"
        )
    return _("验证码不存在。请核对证书上印的 12 位验证码，或改用编号和姓名查验。")


def _facts(found: Certificate) -> list[dict[str, Any]]:
    hours = f"{found.hours.normalize():f}"
    held = {"first": cn_date(found.held_from), "last": cn_date(found.held_to)}
    rows: list[tuple[str, Any]] = [
        (_("姓名"), masked_name(found.name)),
        (_("证书名称"), found.title),
        (_("证书编号"), found.number),
        (_("培训班"), found.class_title),
        (_("培训时间"), _("%(first)s 至 %(last)s") % held),
        (_("学时 / 成绩"), _("%(hours)s 学时 / 合格") % {"hours": hours}),
        (_("所属项目"), found.programme_title),
        (_("发证机构"), found.issuer),
        (_("发证日期"), cn_date(found.issued_on)),
        (_("有效期"), _until(found)),
    ]
    if found.ended_on and found.state == Certificate.State.REVOKED:
        rows.insert(0, (_("撤销日期"), cn_date(found.ended_on)))
    if found.ended_on and found.state == Certificate.State.REPLACED:
        rows.insert(0, (_("换发日期"), cn_date(found.ended_on)))
    if found.sha256:
        rows.append((_("文件指纹"), f"SHA-256 {fingerprint(found.sha256)}"))
    # Every key is there: what a template looks for and does not find costs it an exception.
    return [
        {"label": label, "value": value, "url": "", "note": "", "strong": label == _("姓名")}
        for label, value in rows
    ]


def _until(found: Certificate) -> str:
    return cn_date(found.expires_on) if found.expires_on else _("长期有效")


def fingerprint(digest: str) -> str:
    """Return the two ends of a SHA-256, in groups of four."""
    ends = [digest[at : at + 4] for at in (0, 4, 8, 12, 56, 60)]
    return " ".join([*ends[:4], "…", *ends[4:]])
