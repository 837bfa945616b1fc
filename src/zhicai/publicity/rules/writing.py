"""The text of an item: plain paragraphs with headings, lists and live figures; never HTML.

A line ``## `` begins a heading, ``- `` a list entry, an empty line ends a paragraph;
``{{figure:planning.planned_people}}`` stands for a number that is counted when the page is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

MOST_CHARACTERS = 20_000
MOST_FIGURES = 20
_FIGURE = re.compile(r"\{\{\s*figure:\s*([^{}\s]{1,80})\s*\}\}")
_BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a paragraph: words, or the metric whose figure stands here."""

    words: str = ""
    metric: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, or a list of entries."""

    kind: str
    lines: tuple[tuple[Part, ...], ...]


def metrics_in(body: str) -> tuple[str, ...]:
    """Return the metrics named in a text, each once."""
    return tuple(dict.fromkeys(_FIGURE.findall(body)))


def blocks_of(body: str) -> tuple[Block, ...]:
    """Return the paragraphs of a text."""
    return tuple(_blocks(body.replace("\r\n", "\n").replace("\r", "\n")))


def _blocks(body: str) -> Iterator[Block]:
    for written in re.split(r"\n\s*\n", body):
        entries: list[str] = []
        words: list[str] = []
        for line in (raw.strip() for raw in written.split("\n")):
            if line.startswith("## "):
                yield from _flushed(words, entries)
                yield Block("heading", (_parts(line[3:].strip()),))
            elif line.startswith(("- ", "· ")):
                if words:
                    yield from _flushed(words, entries)
                entries.append(line[2:].strip())
            elif line:
                if entries:
                    yield from _flushed(words, entries)
                words.append(line)
        yield from _flushed(words, entries)


def _flushed(words: list[str], entries: list[str]) -> Iterator[Block]:
    if words:
        yield Block("paragraph", (_parts("\n".join(words)),))
    if entries:
        yield Block("list", tuple(_parts(entry) for entry in entries))
    words.clear()
    entries.clear()


def _parts(line: str) -> tuple[Part, ...]:
    pieces = _FIGURE.split(line)
    return tuple(
        Part(metric=piece) if number % 2 else Part(words=piece)
        for number, piece in enumerate(pieces)
        if piece
    )


def body_faults(body: str, known: frozenset[str]) -> list[Fault]:
    """Return what is wrong with a text: too long, figures unknown or misspelt."""
    faults = []
    if len(body) > MOST_CHARACTERS:
        faults.append(
            Text(
                f"正文最多 {MOST_CHARACTERS} 字，请删短。",
                f"The text takes at most {MOST_CHARACTERS} characters; shorten it.",
            )
        )
    named = metrics_in(body)
    faults += [
        Text(
            f"没有编号为“{name}”的数字，请从列表里选。",
            f"There is no figure “{name}”; choose one of the list.",
        )
        for name in named
        if name not in known
    ]
    faults += [
        Text(
            f"“{words[:60]}”不是可以显示的数字，应写成 {{{{figure:编号}}}}。",
            f"“{words[:60]}” is no figure; write {{{{figure:id}}}}.",
        )
        for words in _BRACES.findall(body)
        if not _FIGURE.fullmatch(words)
    ]
    if len(named) > MOST_FIGURES:
        faults.append(
            Text(
                f"一篇稿件最多引用 {MOST_FIGURES} 个数字。",
                f"An item shows at most {MOST_FIGURES} figures.",
            )
        )
    return [Fault(says, field="body") for says in faults]
