"""The query language of the search task: fields, dates, AND, OR, NOT, brackets, truncation.

``(TI=电池 OR AB=(电芯 OR 储能)) AND IPC=H01M10* NOT PD<2018-01-01``: NOT binds before AND, AND
before OR; a word without a field is looked for in title and abstract. Whatever is written, parsing
never raises: it gives a query, or what is wrong and at which character.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text

LONGEST, DEEPEST, MOST_TERMS, MOST_STARS = 600, 20, 60, 3
WORDS, DATES = ("TI", "AB", "PA", "IPC"), ("AD", "PD")
BOTH = "TA"
"""Title and abstract: where a word without a field is looked for."""
AND, OR, NOT, OPEN, CLOSE, COMPARES, WORD = "AND", "OR", "NOT", "(", ")", "compares", "word"
_TOKEN = re.compile(r'(?P<compares>>=|<=|[=<>≥≤])|(?P<bracket>[()])|"(?P<quoted>[^"]*)"'
                    r'|(?P<quote>")|(?P<word>[^\s()=<>≥≤"]+)')  # fmt: skip
_SIGNS: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    0x3000: " ",
    0x201C: '"',
    0x201D: '"',
}
"""Full-width signs as they are read; one for one, so that places stay where they are."""
_SHORT = {"≥": ">=", "≤": "<="}
_COLON = re.compile(r"(TI|AB|IPC|PA|AD|PD):", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:[-.]?(\d{2}))?(?:[-.]?(\d{2}))?\Z")


@dataclass(frozen=True, slots=True)
class Term:
    """Words of a field, ``compare`` is ``=``; of a date the day that it is compared with."""

    field: str
    compare: str
    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of which all (AND) or one (OR) must hold."""

    how: str
    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What must not hold."""

    part: "Query"


Query = Term | Joined | Without


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a query, and before which of its characters (0 for the first)."""

    says: Text
    at: int


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


_Reading = Callable[[str], Query]


class _Wrong(Exception):  # noqa: N818
    """Ends the reading at the first mistake; never leaves this module."""

    def __init__(self, at: int, zh: str, en: str) -> None:
        super().__init__(zh)
        self.mistake = Mistake(Text(zh, en), at)


def parse(written: str) -> Query | Mistake:
    """Return the query that is written, or the first mistake in it.

    >>> parse("TI=电池 NOT IPC=H01M10*").parts[1]
    Without(part=Term(field='IPC', compare='=', text='H01M10*'))
    >>> parse("TI=电池 AND").says.en
    'Something must follow AND.'
    """
    if len(written) > LONGEST:
        says = Text(
            f"检索式最长 {LONGEST} 字，现在 {len(written)} 字。",
            f"A query has {LONGEST} characters at most; this one has {len(written)}.",
        )
        return Mistake(says, LONGEST)
    try:
        return _Reader(tuple(_tokens(written.translate(_SIGNS))), len(written)).whole()
    except _Wrong as wrong:
        return wrong.mistake


def _tokens(written: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(written):
        kind, at = found.lastgroup or "", found.start()
        if kind == "quote":
            raise _Wrong(at, "引号没有成对，请补上另一个引号。", "This quotation mark has no pair.")
        if kind == "bracket":
            yield _Token(found[0], found[0], at)
        elif kind == COMPARES:
            yield _Token(COMPARES, _SHORT.get(found[0], found[0]), at)
        elif kind == "word" and found[0].upper() in (AND, OR, NOT):
            yield _Token(found[0].upper(), found[0], at)
        else:
            yield _Token(WORD, (found["quoted"] or found["word"] or "").strip(), at)


class _Reader:
    """Reads tokens from left to right; ``end`` is where the query ends."""

    def __init__(self, tokens: tuple[_Token, ...], end: int) -> None:
        self.tokens, self.end = tokens, end
        self.place = self.depth = self.terms = 0

    def whole(self) -> Query:
        if not self.tokens:
            raise _Wrong(0, "还没有写检索式。", "There is no query yet.")
        found = self._either("")
        if (left := self._next()) is not None:
            if left.kind == CLOSE:
                raise _Wrong(left.at, "这个右括号没有左括号。", "This bracket was never opened.")
            raise _Wrong(left.at, "这里缺少 AND、OR 或 NOT。", "AND, OR or NOT is missing here.")
        return found

    def _next(self, ahead: int = 0) -> _Token | None:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def _take(self, kind: str) -> _Token | None:
        found = self._next()
        if found is None or found.kind != kind:
            return None
        self.place += 1
        return found

    def _either(self, field: str) -> Query:
        parts = [self._all(field)]
        while token := self._take(OR):
            parts.append(self._after(token, field, self._all))
        return parts[0] if len(parts) == 1 else Joined(OR, tuple(parts))

    def _all(self, field: str) -> Query:
        parts = [self._not(field)]
        while token := self._take(AND) or self._take(NOT):
            part = self._after(token, field, self._not)
            parts.append(Without(part) if token.kind == NOT else part)
        return parts[0] if len(parts) == 1 else Joined(AND, tuple(parts))

    def _after(self, token: _Token, field: str, read: _Reading) -> Query:
        if self._next() is None:
            raise _Wrong(
                self.end, f"{token.kind} 后面缺少内容。", f"Something must follow {token.kind}."
            )
        return read(field)

    def _not(self, field: str) -> Query:
        if token := self._take(NOT):
            self._deeper(token)
            found = Without(self._after(token, field, self._not))
            self.depth -= 1
            return found
        return self._one(field)

    def _deeper(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Wrong(token.at, f"括号最多套 {DEEPEST} 层，请写得简单些。",
                         f"Brackets nest {DEEPEST} deep at most.")  # fmt: skip

    def _one(self, field: str) -> Query:
        if bracket := self._take(OPEN):
            return self._bracketed(bracket, field)
        token = self._next()
        if token is None:
            raise _Wrong(self.end, "这里缺少检索词。", "A word is missing here.")
        if token.kind != WORD:
            raise _Wrong(token.at, f"“{token.text}”前面缺少检索词。",
                         f"A word is missing before “{token.text}”.")  # fmt: skip
        self.place += 1
        if compares := self._take(COMPARES):
            return self._of_field(token, compares, field)
        if colon := _COLON.match(token.text):
            raise _Wrong(token.at + colon.end() - 1, "字段后面写等号，不写冒号。",
                         "A field is followed by “=”, not by a colon.")  # fmt: skip
        return self._term(token, field or BOTH, "=")

    def _bracketed(self, bracket: _Token, field: str) -> Query:
        self._deeper(bracket)
        found = self._either(field)
        if self._take(CLOSE) is None:
            if (left := self._next()) is not None:
                raise _Wrong(left.at, "这里缺少 AND、OR 或 NOT。",
                             "AND, OR or NOT is missing here.")  # fmt: skip
            raise _Wrong(bracket.at, "这个左括号没有右括号。", "This bracket is never closed.")
        self.depth -= 1
        return found

    def _of_field(self, name: _Token, compares: _Token, outer: str) -> Query:
        field = name.text.upper()
        if field not in (*WORDS, *DATES):
            raise _Wrong(
                name.at, f"没有“{name.text}”这个字段，可用 TI、AB、IPC、PA、AD、PD。",
                f"There is no field “{name.text}”; use TI, AB, IPC, PA, AD, PD.",
            )  # fmt: skip
        if outer:
            raise _Wrong(name.at, "字段的括号里只写检索词，不能再写字段。",
                         "Only words stand in the brackets of a field.")  # fmt: skip
        if field in WORDS and compares.text != "=":
            raise _Wrong(compares.at, f"{field} 只能用等号；比较大小用于 AD、PD。",
                         f"{field} takes “=” alone; comparing is for AD and PD.")  # fmt: skip
        if (bracket := self._take(OPEN)) and field in WORDS:
            return self._bracketed(bracket, field)
        word = self._take(WORD)
        if word is None or not word.text:
            raise _Wrong(compares.at + 1, f"{field} 后面缺少要找的内容。",
                         f"What to look for in {field} is missing.")  # fmt: skip
        return self._term(word, field, compares.text)

    def _term(self, word: _Token, field: str, compare: str) -> Term:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise _Wrong(word.at, f"检索词最多 {MOST_TERMS} 个。",
                         f"There are {MOST_TERMS} words at most.")  # fmt: skip
        if field in DATES:
            if not _is_day(word.text):
                raise _Wrong(word.at, "日期写成 2019、2019-05 或 2019-05-31。",
                             "A date is 2019, 2019-05 or 2019-05-31.")  # fmt: skip
            return Term(field, compare, re.sub(r"\D", "", word.text))
        text = word.text.upper()
        if not text.strip("*") or text.count("*") > MOST_STARS:
            raise _Wrong(
                word.at, f"* 要和字一起写，一个检索词里最多 {MOST_STARS} 个。",
                f"“*” stands with characters, {MOST_STARS} times a word at most.",
            )  # fmt: skip
        return Term(field, compare, text)


def _is_day(text: str) -> bool:
    found = _DATE.match(text) if text.isascii() else None
    if found is None:
        return False
    year, month, day = (int(one or 1) for one in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def words_of(query: Query) -> Iterator[Term]:
    """Yield the terms that a query asks for; what stands behind NOT is left out."""
    match query:
        case Term():
            yield query
        case Joined():
            for part in query.parts:
                yield from words_of(part)
        case Without():
            pass
