"""The corpus of the search task: made-up patent records, marked as made for examinations.

Generated from the word lists of ``wording.py`` by hashing, so that every machine and every version
of Python has the same records: the known answer of a task is the records of its subject. A corpus
that papers were written on is never changed (a test holds its hash); another one stands beside it.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from zhicai.exams.practical.search.wording import (
    APPLICANTS,
    EFFECTS,
    FORMS,
    SUBJECTS,
    USES,
    Subject,
)


@dataclass(frozen=True, slots=True)
class Patent:
    """A made-up patent record; dates are written ``20190531``, ``ipc`` are whole symbols.

    ``subject`` is what it is about, which no candidate is told.
    """

    number: str
    title: str
    abstract: str
    applicant: str
    ipc: tuple[str, ...]
    filed: str
    published: str
    subject: str

    @property
    def filed_on(self) -> str:
        """The day of filing as it is shown."""
        return _shown(self.filed)

    @property
    def published_on(self) -> str:
        """The day of publication as it is shown."""
        return _shown(self.published)


def _shown(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


class _Lot:
    """Draws lots that depend on nothing but the words given."""

    def __init__(self, *words: object) -> None:
        self.words, self.drawn = "/".join(map(str, words)), 0

    def below(self, count: int) -> int:
        self.drawn += 1
        found = sha256(f"{self.words}/{self.drawn}".encode()).digest()
        return int.from_bytes(found[:6]) % count

    def of(self, choices: tuple[str, ...]) -> str:
        return choices[self.below(len(choices))]


@lru_cache(maxsize=1)
def corpus() -> tuple[Patent, ...]:
    """Return every record, by number; made once a process, in some milliseconds."""
    found = [_record(one, n) for one in SUBJECTS for n in range(one.count)]
    return tuple(sorted(found, key=lambda one: one.number))


def subjects() -> frozenset[str]:
    """Return the subjects that a task may ask for."""
    return frozenset(one.key for one in SUBJECTS if one.asked)


@lru_cache(maxsize=64)
def known_answer(subject: str) -> frozenset[str]:
    """Return the numbers of the records of a subject."""
    return frozenset(one.number for one in corpus() if one.subject == subject)


def _record(subject: Subject, n: int) -> Patent:
    lot = _Lot(subject.key, n)
    thing, means = lot.of(subject.things), lot.of(subject.means)
    use, form = lot.of(USES), lot.of(FORMS)
    named = lot.below(4)
    title = (
        f"一种{subject.general}{form}"
        if subject.asked and named == 0
        else f"一种{use}{thing}{means}{form}"
        if named == 1
        else f"一种{thing}{means}{form}"
    )
    first = lot.of(subject.ipc)
    second = lot.of(subject.beside)
    year, month, day = 2014 + lot.below(10), 1 + lot.below(12), 1 + lot.below(28)
    later = month + 6 + lot.below(12)
    invention = form == "方法" or lot.below(2) == 0
    filed = f"{year}{month:02}{day:02}"
    published = f"{year + (later - 1) // 12}{(later - 1) % 12 + 1:02}{1 + lot.below(28):02}"
    return Patent(
        number=f"EX{year % 100:02}{_serial(subject, n):06}{'A' if invention else 'U'}",
        title=title,
        abstract=_abstract(subject, lot, f"{thing}{means}{form}", invention=invention),
        applicant=lot.of(APPLICANTS.get(subject.ipc[0][0], APPLICANTS["B"])),
        ipc=(first, second) if first != second else (first,),
        filed=filed,
        published=published,
        subject=subject.key,
    )


def _serial(subject: Subject, n: int) -> int:
    return int.from_bytes(sha256(f"{subject.key}#{n}".encode()).digest()[:5]) % 1_000_000


def _abstract(subject: Subject, lot: _Lot, named: str, *, invention: bool) -> str:
    parts = lot.of(subject.parts)
    aside = lot.of(subject.asides) if subject.asides and lot.below(3) == 0 else ""
    return (
        f"本{'发明' if invention else '实用新型'}公开了一种{named}，{parts}；"
        f"{lot.of(subject.ways)}。{aside}{lot.of(EFFECTS)}。"
    )
