"""Reading typed text as blocks: a heading by how its line begins, a table by its tabs or bars.

    一、总体安排            heading 1 (also ``# ``); （一） and ``## `` 2; 1. 3; （1） 4
    （二）报名。各市州……    a heading with the text that follows it in the same paragraph
    单位<TAB>人数           two lines or more with tabs (as pasted from Excel or Word) or bars
    表：名额分配            the caption of the table that follows
    附件：报名回执          everything below belongs to this annex

Any other line is a paragraph. The numbers are dropped here and counted anew by the paper.
"""

import re
from dataclasses import dataclass, field

from zhicai.documents.paper import Annex, Block, Heading, Level, Paragraph, Table

_CHINESE = "一二三四五六七八九十百零〇"
_STARTS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(rf"^[{_CHINESE}]{{1,4}}、\s*"), 1),
    (re.compile(r"^#\s+"), 1),
    (re.compile(rf"^[（(][{_CHINESE}]{{1,4}}[）)]\s*"), 2),
    (re.compile(r"^##\s+"), 2),
    (re.compile(r"^\d{1,2}[.．、](?!\d)\s*"), 3),
    (re.compile(r"^###\s+"), 3),
    (re.compile(r"^[（(]\d{1,2}[）)]\s*"), 4),
    (re.compile(r"^####\s+"), 4),
)
_ANNEX = re.compile(r"^附件\s*\d{0,2}\s*[：:]\s*(?P<title>\S.*)$")
_CAPTION = re.compile(r"^表\s*\d{0,2}\s*[：:]\s*(?P<title>\S.*)$")
_RULE = re.compile(r"^[\s|:：+-]+$")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
LONGEST_HEADING = 60
"""A line that begins like a heading of level 1 or 2 and is longer than this is a paragraph."""


def printable(text: str) -> str:
    """Return text without signs that no document may hold (control signs, stray surrogates)."""
    return _UNPRINTABLE.sub("", text)


@dataclass(slots=True)
class _Reader:
    """Collects blocks of the body, then of one annex after the other."""

    parts: list[tuple[str, list[Block]]] = field(default_factory=lambda: [("", [])])
    rows: list[tuple[str, ...]] = field(default_factory=list)
    caption: str = ""

    def take(self, line: str) -> None:
        cells = _cells(line, within=bool(self.rows))
        if cells is not None:
            self.rows.append(cells)
            return
        if self.rows and _RULE.match(line) and "-" in line:
            return
        self.close_table()
        words = line.strip()
        if not words:
            return
        annex, caption = _ANNEX.match(words), _CAPTION.match(words)
        if annex:
            self.parts.append((annex["title"].strip(), []))
        elif caption:
            self.caption = caption["title"].strip()
        else:
            self.parts[-1][1].append(_block(words))

    def close_table(self) -> None:
        """Put down what has come of a table; a single line of cells is a paragraph after all."""
        blocks = self.parts[-1][1]
        if len(self.rows) == 1:
            blocks.append(Paragraph("　".join(cell for cell in self.rows[0] if cell)))
        elif self.rows:
            blocks.append(Table(tuple(self.rows), caption=self.caption))
            self.caption = ""
        self.rows = []


def read_text(text: str) -> tuple[tuple[Block, ...], tuple[Annex, ...]]:
    """Return the blocks of the body and the annexes that stand in typed text."""
    reader = _Reader()
    for line in printable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        reader.take(line)
    reader.close_table()
    (_none, body), *annexes = reader.parts
    return tuple(body), tuple(Annex(title, tuple(blocks)) for title, blocks in annexes)


def _cells(line: str, *, within: bool) -> tuple[str, ...] | None:
    """Return the cells of a line with tabs or bars, None where it is none.

    ``within`` a table a line of nothing but tabs is a row to be filled in by hand.
    """
    bare = line.strip("\n ")
    if "\t" in (bare if within else bare.strip()):
        return tuple(cell.strip() for cell in bare.split("\t"))
    if bare.startswith("|") and bare.count("|") > 1 and not _RULE.match(bare):
        return tuple(cell.strip() for cell in bare.strip("|").split("|"))
    return None


def _block(words: str) -> Block:
    for start, level in _STARTS:
        found = start.match(words)
        if found is None:
            continue
        rest = words[found.end() :]
        if not rest:
            break
        title, stop, run_in = rest.partition("。")
        if level > 2 or not run_in:
            return _plain(words, level, rest)
        return Heading(level, title + stop, run_in.strip())
    return Paragraph(words)


def _plain(words: str, level: Level, rest: str) -> Block:
    """A heading on a line of its own; too long for one, it is a paragraph as typed."""
    if level <= 2 and len(rest) > LONGEST_HEADING:
        return Paragraph(words)
    return Heading(level, rest)
