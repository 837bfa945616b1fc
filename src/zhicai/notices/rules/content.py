"""From a draft to what is sent: what must be mended first, the frozen content, the paper."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.documents.numbers import Number, following, is_prefix
from zhicai.documents.paper import Annex, Citation, Code, Paper
from zhicai.documents.reading import read_text
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.notices.rules.drafts import Draft

LONGEST_TITLE = 200
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft is held against: addressees chosen, numbers used, clauses, the day.

    ``clauses`` gives for each id of a clause where it stands and what it says.
    """

    addressees: int
    used: Collection[Number]
    clauses: Mapping[str, tuple[str, str]]
    on: date


def faults_of(draft: Draft, known: Known) -> list[Fault]:
    """Return everything that keeps a draft from being sent, each at its field."""
    found = [
        _missing(draft, "title", "写上通知的标题。", "Write the title."),
        _missing(draft, "text", "写上通知的正文。", "Write the text."),
        _missing(draft, "issuer", "写上发文机关署名。", "Write who issues it."),
    ]
    if len(draft["title"].strip()) > LONGEST_TITLE:
        found.append(
            _fault("title", f"标题不超过 {LONGEST_TITLE} 个字，请缩短。",
                   f"The title takes at most {LONGEST_TITLE} characters; shorten it.")
        )  # fmt: skip
    if not known.addressees:
        found.append(_fault("to", "选择至少一个主送单位。", "Choose at least one addressee."))
    found += [_number_fault(draft, known), *_date_faults(draft, known.on)]
    found += [
        _fault("clauses", f"方案里没有条款“{name}”，请核对编号或删去。",
               f"The programme has no clause “{name}”; check the id or take it out.")
        for name in cited(draft) if name not in known.clauses
    ]  # fmt: skip
    return [fault for fault in found if fault is not None]


def _fault(field: str, zh: str, en: str) -> Fault:
    return Fault(Text(zh, en), field=field)


def _missing(draft: Draft, field: str, zh: str, en: str) -> Fault | None:
    return None if draft[field].strip() else _fault(field, zh, en)


def _number_fault(draft: Draft, known: Known) -> Fault | None:
    written, prefix = draft["number"].strip(), draft["sign"].strip()
    if not written:
        if is_prefix(prefix):
            return None
        return _fault(
            "sign",
            "写上机关代字（只用汉字或字母，最多 12 个），文号据此编排。",
            "Write the office's sign for the number: letters only, at most 12.",
        )
    number = Number.read(written)
    if number is None:
        return _fault(
            "number",
            f"文号写成“代字〔年份〕序号号”，现为“{written}”；留空由系统编号。",
            "A number holds the office's sign, the year in brackets and a running count; leave it "
            "empty to take the next.",
        )
    if number in known.used:
        return _fault(
            "number",
            f"文号 {number} 已经用过，请改用下一号，或留空由系统编号。",
            f"The number {number} is taken; use the next one or leave it empty.",
        )
    return None


def _date_faults(draft: Draft, on: date) -> list[Fault]:
    found = []
    dated, due = day_of(draft["dated"]), day_of(draft["due"])
    for field, value in (("dated", dated), ("due", due)):
        if draft[field].strip() and value is None:
            found.append(
                _fault(field, f"日期写成 2022-03-31 这样，现为“{draft[field]}”。",
                       f"Write the date like 2022-03-31, not “{draft[field]}”.")
            )  # fmt: skip
    if due is not None and due < on:
        found.append(
            _fault("due", f"收悉期限 {due} 已过，请改为今天或以后。",
                   f"The due date {due} has passed; choose today or later.")
        )  # fmt: skip
    return found


def day_of(written: str) -> date | None:
    """Return the day that is written, None where it is none or nothing."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def cited(draft: Draft) -> list[str]:
    """Return the ids of clauses that a draft names, each once."""
    words = draft["clauses"].replace("，", " ").replace("、", " ").replace(",", " ").split()
    return list(dict.fromkeys(words))


def parts(typed: str) -> list[str]:
    """Return names that were typed in a row, divided by comma, semicolon or line."""
    for sign in "，；;\n":
        typed = typed.replace(sign, ",")
    return [name.strip() for name in typed.split(",") if name.strip()]


def number_for(draft: Draft, used: Collection[Number], on: date) -> Number:
    """Return the number that a notice takes: the one typed, else the next of its prefix and year.

    The draft has passed :func:`faults_of`.
    """
    typed = Number.read(draft["number"])
    if typed is not None:
        return typed
    prefix, year = draft["sign"].strip(), (day_of(draft["dated"]) or on).year
    return following(prefix, year, [n.count for n in used if (n.prefix, n.year) == (prefix, year)])


def content_of(
    draft: Draft,
    *,
    number: str,
    on: date,
    addressed: str,
    clauses: Mapping[str, tuple[str, str]],
    files: Sequence[str] = (),
    forwarded: Content | None = None,
) -> Content:
    """Return what a draft says, ready to be frozen or previewed."""
    kept = ("mark", "secrecy", "urgency", "issuer", "sealed_by", "contact", "printed_by")
    content: Content = {name: draft[name].strip() for name in kept}
    content["title"] = draft["title"].strip()
    content["text"] = draft["text"]
    content["number"] = number
    content["addressed"] = parts(draft["addressed"]) or [addressed]
    content["copies_to"] = parts(draft["copies_to"])
    content["dated"] = (day_of(draft["dated"]) or on).isoformat()
    content["clauses"] = [[name, *clauses[name]] for name in cited(draft) if name in clauses]
    content["files"] = list(files)
    content["forwarded"] = forwarded
    return content


def digest_of(content: Content) -> str:
    """Return the digest by which what was sent is known again."""
    told = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def paper_of(content: Content, *, code: Code | None = None) -> Paper:
    """Return the paper that a content is printed on."""
    body, annexes = read_text(content["text"])
    cites = tuple(Citation(name, where, says) for name, where, says in content["clauses"])
    day = day_of(content["dated"])
    copies = tuple(content["copies_to"])
    return Paper(
        title=content["title"],
        body=(*body, *cites),
        mark=content["mark"],
        number=content["number"] if content["mark"] else "",
        secrecy=content["secrecy"],
        urgency=content["urgency"],
        addressees=tuple(content["addressed"]),
        annexes=(*_forwarded(content), *annexes, *(Annex(title) for title in content["files"])),
        issuer=content["issuer"],
        sealed_by=content["sealed_by"],
        dated=day,
        contact=content["contact"],
        copies_to=copies,
        printed_by=content["printed_by"],
        printed_on=day if content["printed_by"] else None,
        code=code,
    )


def _forwarded(content: Content) -> tuple[Annex, ...]:
    """A notice that is passed on stands as the first annex."""
    passed = content["forwarded"]
    if not passed:
        return ()
    body, annexes = read_text(passed["text"])
    number = f"（{passed['number']}）" if passed["number"] else ""
    return (Annex(passed["title"] + number, body), *annexes)
