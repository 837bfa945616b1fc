"""The words of a report: what data say, what was written in their stead, which figures it lacks."""

import re
from collections.abc import Mapping
from typing import Any

from zhicai.foundation.text import Text
from zhicai.law.schema import ReportChapter, ReportKind
from zhicai.law.schema.reports import PLACEHOLDER
from zhicai.reports.rules.suppression import small
from zhicai.reports.rules.taken import Taken, difference, in_words, written

LONGEST = 8000
"""Characters of one chapter."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def sentence(
    chapter: ReportChapter,
    figures: Mapping[str, Taken],
    facts: Mapping[str, str],
    *,
    public: bool = False,
) -> Text:
    """Return what the data say of a chapter; ``facts`` are year, province and day.

    ``public`` hides counts too small to be shown to everybody.
    """
    if chapter.says is None:
        return Text("", "")

    def filled(words: str, chinese: bool) -> str:
        def put(found: re.Match[str]) -> str:
            key, which = found[1], found[2]
            if key in facts:
                return facts[key]
            one = figures.get(key)
            if one is None:
                return written(None)
            if public and small(one.value, one.rows):
                return "不足3" if chinese else "fewer than 3"
            if which == "change":
                told = in_words(difference(one.value, one.before), one.unit)
                return told.zh if chinese else told.en
            return written(one.before if which == "before" else one.value)

        return PLACEHOLDER.sub(put, words)

    return Text(filled(chapter.says.zh, True), filled(chapter.says.en, False))


def clean(
    kind: ReportKind, typed: Mapping[str, Any], said: Mapping[str, str], before: Mapping[str, str]
) -> dict[str, str]:
    """Return what was written of each chapter, without those that only repeat the data's sentence.

    ``said`` are those sentences: a chapter that says the same follows the figures. A chapter of
    which nothing was sent stays as it was ``before``.
    """
    kept = {}
    for chapter in kind.chapters:
        if chapter.id not in typed:
            if chapter.id in before:
                kept[chapter.id] = before[chapter.id]
            continue
        words = str(typed[chapter.id]).replace("\r\n", "\n").strip()[:LONGEST]
        if words != said.get(chapter.id, "").strip():
            kept[chapter.id] = words
    return kept


def unwritten(kind: ReportKind, words: Mapping[str, str]) -> list[ReportChapter]:
    """Return the chapters that must have words and have none."""
    return [one for one in kind.chapters if one.needed and not words.get(one.id, "").strip()]


def missing(said: str, words: str) -> list[str]:
    """Return the numbers that the data's sentence says and the words written instead do not.

    >>> missing("持证专员3人，合格5人。", "今年有3名专员。")
    ['5']
    """
    there = set(_NUMBER.findall(words))
    return [one for one in dict.fromkeys(_NUMBER.findall(said)) if one not in there]
