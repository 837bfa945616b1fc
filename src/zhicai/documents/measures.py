"""The measures of GB/T 9704-2012, in the units of the standard."""

from dataclasses import dataclass

MM = 36000
"""Units of Word's drawing scale (EMU) in a millimetre."""
PT = 12700
TWIPS_A_POINT = 20

PAGE = (210, 297)
TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28
"""Margins in mm: the printed area is 156 × 225."""
WIDTH, HEIGHT = PAGE[0] - LEFT - RIGHT, PAGE[1] - TOP - BOTTOM
LINES, CHARACTERS = 22, 28

LINE = HEIGHT / 25.4 * 72 / LINES
"""Points from line to line (28.99)."""
LINE_TWIPS = int(LINE * TWIPS_A_POINT)
"""Rounded down: the 22nd line still fits."""
CHARACTER = WIDTH / 25.4 * 72 / CHARACTERS
"""Points from character to character (15.79); the face is 16 pt."""
TIGHTER_TWIPS = -5
"""Spacing of the characters by which 28 of 16 pt fit: Word, WPS and LibreOffice agree on it, while
each reads a grid of characters in its own way.
"""

SIZE_3, SIZE_2, SIZE_4, SIZE_SMALL_4, SIZE_5 = 16.0, 22.0, 14.0, 12.0, 10.5
"""Points of 3号, 2号, 4号, 小4号 and 5号."""
WIDE_FROM = 7
"""A table of so many columns is set in 5号: a name and a date then stand on one line."""
MARK_FROM_TOP = 35
"""mm from the top of the printed area to the top of the red head."""
MARK_SIZES = (22.0, 54.0)
"""Points between which the red head fits itself to the width."""
RED = "E60012"
RULE_GAP_PT = 11
"""4 mm from the number to the red line."""
RULE_EIGHTHS = 12
"""The red line, in eighths of a point (0.5 mm)."""
FOOTER_FROM_BOTTOM = BOTTOM - 7 - 5
"""mm from the foot of the page to the foot of the page number: its dash stands 7 mm lower than
the printed area.
"""
THICK, THIN = 8, 6
"""Lines of the record of printing: 0.35 mm and 0.25 mm, in eighths of a point."""
QR_SIDE = 24
"""mm."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface as Word is told it, and what stands in where a machine lacks it."""

    name: str
    instead: str


FANGSONG = Face("仿宋_GB2312", "仿宋")
HEI = Face("黑体", "SimHei")
KAI = Face("楷体_GB2312", "楷体")
XIAOBIAOSONG = Face("方正小标宋简体", "方正小标宋_GBK")
SONG = Face("宋体", "SimSun")
FACES = (FANGSONG, HEI, KAI, XIAOBIAOSONG, SONG)


def mark_size(mark: str) -> float:
    """Return the points at which a red head fills the width, within sensible bounds."""
    least, most = MARK_SIZES
    fitting = WIDTH / 25.4 * 72 * 0.97 / max(len(mark), 1)
    return max(least, min(most, float(int(fitting * 2)) / 2))


def half_widths(text: str) -> float:
    """Return how many characters wide a text is: a Latin sign or digit takes half of one."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)
