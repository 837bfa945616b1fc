"""The questions of a sitting as HTML: what is the same for all is rendered once a process.

A mould is what a template gives with slots, signs of private use, where candidates differ: the
place on the screen, what was chosen, the order of the options. Filling it is a few replacements,
so that a whole class that starts at the same minute has its pages.
"""

from decimal import Decimal
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from zhicai.exams.presenters.asking import Ask, Asked, Option
from zhicai.exams.rules.marking import HALF, NONE, SHARE
from zhicai.foundation.text import Text

PLACE, TOTAL, REVISION, CHECKED, BODY, SIGN = (chr(0xE000 + n) for n in range(6))
CHOICES = ("single", "multiple", "true-false")
PARTIAL_WORDS = {
    NONE: gettext_lazy("多选题要全部选对才得分。"),
    HALF: gettext_lazy("多选题少选得一半分，有错选不得分。"),
    SHARE: gettext_lazy("多选题少选按选对的比例得分，有错选不得分。"),
}
KEPT = 20_000
"""Moulds of options that a process keeps: those of some hundred papers."""


def question_html(one: Asked, *, total: int, code: str, partial: str) -> SafeString:
    """Return an item as the page of the sitting with this code shows it.

    ``partial`` is the credit of multiple choices, which is said beside them.
    """
    language, body = get_language() or "", body_html(one, code=code)
    some = partial if any(ask.kind == "multiple" for ask in one.asks) else ""
    mould = _question(one.number, one.label, one.marks, one.passage, one.voided, some, language)
    return mark_safe(
        mould.replace(PLACE, str(one.place))
        .replace(TOTAL, str(total))
        .replace(REVISION, str(one.revision))
        .replace(CHECKED, " checked" if one.flagged else "")
        .replace(BODY, body)
    )


def body_html(one: Asked, *, code: str = "") -> SafeString:
    """Return what an item asks, without the frame of a sitting around it."""
    language = get_language() or ""
    return mark_safe(
        "".join(_asked(ask, n, one, code, language) for n, ask in enumerate(one.asks, start=1))
    )


def _asked(ask: Ask, n: int, one: Asked, code: str, language: str) -> str:
    few = bool(one.passage)
    if ask.kind not in CHOICES:
        context = {"ask": ask, "n": n, "few": few, "code": code, "number": one.number}
        return render_to_string("exams/parts/ask.html", context)
    options = "".join(_filled(ask.name, ask.kind, option, language) for option in ask.options)
    mould = _choice(ask.name, ask.kind, ask.stem, ask.marks if few else None, n, language)
    return mould.replace(BODY, options)


def _filled(name: str, kind: str, option: Option, language: str) -> str:
    mould = _option(name, kind, option.value, option.text, language)
    return mould.replace(SIGN, option.sign).replace(CHECKED, " checked" if option.chosen else "")


@lru_cache(maxsize=KEPT)
def _option(name: str, kind: str, value: str, text: str | Text, _language: str) -> str:
    context = {
        "name": name, "value": value, "text": text, "sign": SIGN, "checked": CHECKED,
        "type": "checkbox" if kind == "multiple" else "radio",
    }  # fmt: skip
    return render_to_string("exams/parts/option.html", context)


@lru_cache(maxsize=KEPT)
def _choice(
    name: str, kind: str, stem: str, marks: Decimal | None, n: int, _language: str
) -> str:  # fmt: skip
    ask = Ask(name, kind, stem, marks=marks)
    context = {"ask": ask, "n": n, "few": marks is not None, "options": BODY}
    return render_to_string("exams/parts/ask.html", context)


@lru_cache(maxsize=KEPT)
def _question(
    number: int, label: str, marks: Decimal, passage: str, voided: bool, partial: str,
    _language: str,
) -> str:  # fmt: skip
    context = {
        "rule": PARTIAL_WORDS.get(partial, ""),
        "number": number, "label": label, "marks": marks, "passage": passage, "voided": voided,
        "place": PLACE, "total": TOTAL, "revision": REVISION, "checked": CHECKED, "body": BODY,
    }  # fmt: skip
    return render_to_string("exams/parts/question.html", context)
