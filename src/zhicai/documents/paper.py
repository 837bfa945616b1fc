"""What a paper says: frozen descriptions without Django, Word or the clock.

Everything a caller hands in is plain text; it is written as text, whatever signs it holds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal[1, 2, 3, 4]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body; the paper counts 一、（一）1.（1） itself.

    ``run_in`` is text that follows in the same paragraph (（一）加强领导。各地要……).
    """

    level: Level
    text: str
    run_in: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its first line set in by two characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table over the whole width; the first ``head`` rows stand again on every page.

    Short rows are filled up with empty cells. ``caption`` stands above it, centred.
    """

    rows: tuple[tuple[str, ...], ...]
    head: int = 1
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The clause on which the paper rests: its id, where it stands, what it says in our words."""

    clause: str
    where: str = ""
    says: str = ""


Block = Heading | Paragraph | Table | Citation


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件): listed under the text; printed on a page of its own where it has a body."""

    title: str
    body: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: the plain address that it holds, and what stands beside it."""

    address: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. What is empty is left out, with the space that it would take.

    ``mark`` is the red head (发文机关标志, ``湖北省知识产权局文件``); a paper without one is plain.
    ``issuer`` signs; place is left for the seal over issuer and date. ``sealed_by`` is the line
    of who seals in its stead (代章). A line break in ``title`` is kept; without one the title is
    divided into even lines.
    """

    title: str
    body: tuple[Block, ...] = ()
    mark: str = ""
    number: str = ""
    secrecy: str = ""
    urgency: str = ""
    addressees: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    issuer: str = ""
    sealed_by: str = ""
    dated: date | None = None
    contact: str = ""
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    code: Code | None = None
