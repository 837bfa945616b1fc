"""The words in which messages leave the site: templates, what they may hold, how they are filled.

A template names its parts in braces. The short form goes by SMS or into a chat: with its link it
has at most 70 characters, and the title gives way first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

SHORTEST_TITLE = 6
LONGEST_SHORT = 70
"""Characters of an SMS that is paid as one."""
LONGEST_FIXED = 20
"""Characters of a short template beside its placeholders."""

PLACEHOLDERS = {
    "to": Text("收件单位或人", "who receives it"),
    "unit": Text("发送单位", "the sending office"),
    "title": Text("标题", "the title"),
    "body": Text("正文", "the text"),
    "link": Text("办理页面的网址", "the address of the page"),
}
_IN_SHORT = frozenset({"to", "unit", "title", "link"})
_PART = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """The short form, the subject and the text of one kind of message, in both languages."""

    short: Text
    subject: Text
    body: Text


_SUBJECT = Text("{title}", "{title}")
_BODY = Text(
    "{to}：\n{body}\n\n办理：{link}\n\n{unit}",
    "{to}\n\n{body}\n\nGo to: {link}\n\n{unit}",
)
_FROM = Text("{unit}：{title} {link}", "{unit}: {title} {link}")
_TO = Text("{to}：{title} {link}", "{to}: {title} {link}")
_START = {"reminder": Template(_TO, _SUBJECT, _BODY)}
_OTHERS = Template(_FROM, _SUBJECT, _BODY)


def start_of(kind: str) -> Template:
    """Return the site's own words for a kind of message."""
    return _START.get(kind, _OTHERS)


def template_faults(template: Template) -> list[Fault]:
    """Return everything wrong with a template: unknown or missing placeholders, too long."""
    faults = []
    for field in fields(template):
        text: Text = getattr(template, field.name)
        for language in ("zh", "en"):
            faults += _faults(field.name, language, getattr(text, language))
    return faults


def _faults(part: str, language: str, words: str) -> list[Fault]:
    where = f"{part}_{language}"
    named = set(_PART.findall(words))
    fixed = _PART.sub("", words)
    allowed = _IN_SHORT if part in ("short", "subject") else frozenset(PLACEHOLDERS)
    found: list[Text] = []
    if not words.strip():
        found.append(Text("不能为空。", "This cannot be empty."))
    if strange := sorted(named - allowed):
        listed = "、".join(f"{{{name}}}" for name in strange)
        may = "、".join(f"{{{name}}}" for name in PLACEHOLDERS if name in allowed)
        found.append(
            Text(
                f"{listed} 不能用在这里，可用的有 {may}。",
                f"{', '.join(strange)} cannot stand here; use {', '.join(sorted(allowed))}.",
            )
        )
    if "{" in fixed or "}" in fixed:
        found.append(Text("大括号没有成对。", "A brace has no partner."))
    found += _missing(part, named)
    if part == "short" and len(fixed) > LONGEST_FIXED:
        found.append(
            Text(
                f"占位符以外最多 {LONGEST_FIXED} 字，现在是 {len(fixed)} 字。",
                f"At most {LONGEST_FIXED} characters beside the placeholders, now {len(fixed)}.",
            )
        )
    return [Fault(says, field=where) for says in found]


def _missing(part: str, named: set[str]) -> list[Text]:
    needs = {"short": {"title", "link"}, "subject": {"title"}, "body": {"body", "link"}}[part]
    found = [
        Text(f"缺少 {{{name}}}（{PLACEHOLDERS[name].zh}）。", f"{{{name}}} is missing.")
        for name in sorted(needs - named)
    ]
    if part == "short" and not named & {"to", "unit"}:
        says = Text("短信要写明单位：用 {unit} 或 {to}。", "Name an office: use {unit} or {to}.")
        found.append(says)
    return found


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return a template with its placeholders filled; what it does not know stays as it is."""
    return _PART.sub(lambda found: values.get(found[1], found[0]), words).strip()


def short_text(words: str, values: Mapping[str, str]) -> str:
    """Return the short form in at most 70 characters: the title is cut first, then the offices.

    Where the address alone is too long to leave room for a title, the text goes without it.
    """
    given = dict(values)
    bare = len(filled(words, given | {"title": "", "unit": "", "to": ""}))
    if bare > LONGEST_SHORT - 2 * SHORTEST_TITLE:
        given["link"] = ""
    for name, least in (("title", SHORTEST_TITLE), ("unit", 4), ("to", 4), ("title", 0)):
        over = len(filled(words, given)) - LONGEST_SHORT
        if over > 0 and name in given:
            given[name] = _cut(given[name], max(len(given[name]) - over, least))
    return filled(words, given)[:LONGEST_SHORT]


def _cut(words: str, most: int) -> str:
    if len(words) <= most:
        return words
    return words[: most - 1] + "…" if most > 0 else ""
