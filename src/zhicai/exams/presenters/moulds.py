"""The page of a sitting as HTML: what is the same for all is rendered once a process.

A mould is what a template gives with slots, signs of private use, where candidates differ: the
name, the place on the screen, what was chosen, the order of the options. A whole class that starts
at the same minute has its pages by filling moulds, not by rendering templates.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from zhicai.exams.presenters.asking import Ask, Asked, Group, Option
from zhicai.exams.rules.marking import HALF, NONE, SHARE
from zhicai.foundation.text import Text

PLACE, TOTAL, REVISION, CHECKED, BODY, SIGN, PLACES, ANSWERED = (chr(0xE000 + n) for n in range(8))
SHEET = {
    name: chr(0xE010 + n)
    for n, name in enumerate(
        ("user", "data", "csrf", "write", "lobby", "news_url", "name", "code", "until", "faults",
         "news", "questions", "card", "answered")
    )
}  # fmt: skip
"""The slots of the whole page, by the names that its template gives them."""
_SLOTS = re.compile("([\ue000-\ue0ff])")
CHOICES = ("single", "multiple", "true-false")
PARTIAL_WORDS = {
    NONE: gettext_lazy("多选题要全部选对才得分。"),
    HALF: gettext_lazy("多选题少选得一半分，有错选不得分。"),
    SHARE: gettext_lazy("多选题少选按选对的比例得分，有错选不得分。"),
}
KEPT = 20_000
"""Moulds of options that a process keeps: those of some hundred papers."""


class Mould:
    """Rendered HTML that is filled in one pass, so that nothing put in is taken for a slot."""

    __slots__ = ("_parts",)

    def __init__(self, template: str, context: Mapping[str, Any]) -> None:
        self._parts = _SLOTS.split(render_to_string(template, dict(context)))

    def fill(self, slots: Mapping[str, str]) -> SafeString:
        """Return the HTML with these slots filled; what is put in is HTML itself."""
        return mark_safe("".join([slots.get(part, part) for part in self._parts]))


# --- the whole page ------------------------------------------------------------------------------


def sheet_html(title: str, *, total: int, tries: bool, slots: Mapping[str, str]) -> SafeString:
    """Return the page of a sitting; ``slots`` by the names of :data:`SHEET`, each as HTML."""
    mould = _sheet(title, total, tries, get_language() or "")
    return mould.fill({SHEET[name]: html for name, html in slots.items()})


@lru_cache(maxsize=64)
def _sheet(title: str, total: int, tries: bool, _language: str) -> Mould:
    return Mould("exams/write.html", {"title": title, "total": total, "tries": tries} | SHEET)


def data_html(data: Mapping[str, Any]) -> SafeString:
    """Return what the script of the page needs, as the page holds it."""
    return json_script(dict(data), "sitting-data")


def card_html(groups: Iterable[Group]) -> SafeString:
    """Return the groups of the answer card."""
    language = get_language() or ""
    return mark_safe("".join([_group_html(one, language) for one in groups]))


def _group_html(group: Group, language: str) -> str:
    places = [
        _place(one.number, one.answered, one.flagged, language).fill({PLACE: str(one.place)})
        for one in group.items
    ]
    slots = {PLACES: "".join(places), ANSWERED: str(group.answered), TOTAL: str(len(places))}
    return _group(group.numeral, group.label, language).fill(slots)


@lru_cache(maxsize=KEPT)
def _place(number: int, answered: bool, flagged: bool, _language: str) -> Mould:
    context = {"number": number, "answered": answered, "flagged": flagged, "place": PLACE}
    return Mould("exams/parts/card_place.html", context)


@lru_cache(maxsize=KEPT)
def _group(numeral: Text, label: str, _language: str) -> Mould:
    context = {
        "numeral": numeral, "label": label, "places": PLACES, "answered": ANSWERED, "total": TOTAL,
    }  # fmt: skip
    return Mould("exams/parts/card_group.html", context)


# --- one item ------------------------------------------------------------------------------------


def question_html(one: Asked, *, total: int, code: str, partial: str) -> SafeString:
    """Return an item as the page of the sitting with this code shows it.

    ``partial`` is the credit of multiple choices, which is said beside them.
    """
    language = get_language() or ""
    some = partial if any(ask.kind == "multiple" for ask in one.asks) else ""
    mould = _question(one.number, one.label, one.marks, one.passage, one.voided, some, language)
    return mould.fill(
        {
            PLACE: str(one.place),
            TOTAL: str(total),
            REVISION: str(one.revision),
            CHECKED: " checked" if one.flagged else "",
            BODY: _body(one, code, language),
        }
    )


def body_html(one: Asked, *, code: str = "") -> SafeString:
    """Return what an item asks, without the frame of a sitting around it."""
    return mark_safe(_body(one, code, get_language() or ""))


def _body(one: Asked, code: str, language: str) -> str:
    return "".join([_asked(ask, n, one, code, language) for n, ask in enumerate(one.asks, start=1)])


def _asked(ask: Ask, n: int, one: Asked, code: str, language: str) -> str:
    few = bool(one.passage)
    if ask.kind not in CHOICES:
        context = {"ask": ask, "n": n, "few": few, "code": code, "number": one.number}
        return render_to_string("exams/parts/ask.html", context)
    marks = ask.marks if few else None
    return _chosen(ask.name, ask.kind, ask.stem, marks, n, ask.options, language)


@lru_cache(maxsize=KEPT)
def _chosen(
    name: str, kind: str, stem: str, marks: Decimal | None, n: int, options: tuple[Option, ...],
    language: str,
) -> str:  # fmt: skip
    """A choice in one order of its options with one answer: few orders serve a whole class."""
    filled = [_filled(name, kind, option, language) for option in options]
    return _choice(name, kind, stem, marks, n, language).fill({BODY: "".join(filled)})


def _filled(name: str, kind: str, option: Option, language: str) -> str:
    mould = _option(name, kind, option.value, option.text, language)
    return mould.fill({SIGN: option.sign, CHECKED: " checked" if option.chosen else ""})


@lru_cache(maxsize=KEPT)
def _option(name: str, kind: str, value: str, text: str | Text, _language: str) -> Mould:
    context = {
        "name": name, "value": value, "text": text, "sign": SIGN, "checked": CHECKED,
        "type": "checkbox" if kind == "multiple" else "radio",
    }  # fmt: skip
    return Mould("exams/parts/option.html", context)


@lru_cache(maxsize=KEPT)
def _choice(
    name: str, kind: str, stem: str, marks: Decimal | None, n: int, _language: str
) -> Mould:  # fmt: skip
    ask = Ask(name, kind, stem, marks=marks)
    context = {"ask": ask, "n": n, "few": marks is not None, "options": BODY}
    return Mould("exams/parts/ask.html", context)


@lru_cache(maxsize=KEPT)
def _question(
    number: int, label: str, marks: Decimal, passage: str, voided: bool, partial: str,
    _language: str,
) -> Mould:  # fmt: skip
    context = {
        "rule": PARTIAL_WORDS.get(partial, ""),
        "number": number, "label": label, "marks": marks, "passage": passage, "voided": voided,
        "place": PLACE, "total": TOTAL, "revision": REVISION, "checked": CHECKED, "body": BODY,
    }  # fmt: skip
    return Mould("exams/parts/question.html", context)
