"""How a paper counts its headings and divides its title into lines."""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from zhicai.documents.paper import Block, Heading, Level

_NUMERALS = "〇一二三四五六七八九"
TITLE_LINE = 19
"""Most characters of a line of the title (22 pt on 156 mm would take 20)."""
_NEVER_FIRST = "》）〕”’、，。：；！？·的之和与及"
_WHOLE = ("知识产权", "培训班", "师资班", "专员", "通知", "方案", "全省", "全市",
          "自贸区", "考核班", "名册", "评估")  # fmt: skip
_NEVER_LAST = "《（〔“‘第不"


def chinese(number: int) -> str:
    """Return a number from 1 to 99 as it is counted: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    lead = "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return lead + (_NUMERALS[ones] if ones else "")


def numeral(level: Level, number: int) -> str:
    """Return what stands before a heading of a level: 一、 （一） 1. （1）."""
    if level == 1:
        return f"{chinese(number)}、"
    if level == 2:
        return f"（{chinese(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def counted(blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Yield each block with its number, empty for what is no heading.

    A higher heading starts the lower ones anew.
    """
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield "", block
            continue
        at = block.level - 1
        counts[at] += 1
        counts[at + 1 :] = [0] * (3 - at)
        yield numeral(block.level, counts[at]), block


def title_lines(title: str) -> list[str]:
    """Return the lines of a title: as typed, or divided into a trapezium that breaks no word mark.

    The first lines are not shorter than the last by more than they need be; a line neither begins
    with a closing mark nor ends with an opening one, and no number is torn apart.
    """
    typed = [line.strip() for line in title.split("\n") if line.strip()]
    if len(typed) > 1 or not typed or len(typed[0]) <= TITLE_LINE:
        return typed
    words = typed[0]
    wanted = -(-len(words) // (TITLE_LINE - 1))
    if wanted > 4:
        return [words[i : i + TITLE_LINE] for i in range(0, len(words), TITLE_LINE)]
    places = [i for i in range(2, len(words) - 1) if _may_break(words, i)]
    best = min(combinations(places, wanted - 1), key=lambda cut: _cost(words, cut), default=())
    edges = (0, *best, len(words))
    return [words[a:b] for a, b in pairwise(edges)]


def _may_break(words: str, at: int) -> bool:
    before, after = words[at - 1], words[at]
    if before.isascii() and (after.isascii() or after in "年月日期届号"):
        return False
    for whole in _WHOLE:
        if whole in words[max(0, at - len(whole) + 1) : at + len(whole) - 1]:
            return False
    return after not in _NEVER_FIRST and before not in _NEVER_LAST


def _cost(words: str, cut: tuple[int, ...]) -> int:
    """Uneven lines cost; lines too long cost much; a break at a mark or after 关于 saves."""
    edges = (0, *cut, len(words))
    lengths = [b - a for a, b in pairwise(edges)]
    cost = sum((length - len(words) // len(lengths)) ** 2 for length in lengths)
    cost += sum(400 for length in lengths if length > TITLE_LINE)
    for at in cut:
        cost -= 12 if words[at - 1] in "》、，）" or words[at] in "《（" else 0
        cost += 9 if words.rfind("《", 0, at) > words.rfind("》", 0, at) else 0
    return cost
