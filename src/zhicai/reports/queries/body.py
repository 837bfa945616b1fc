"""A report as it reads: its chapters with their words and tables, for pages and papers alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhicai.documents.writing import chinese_day
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.law.schema import ReportChapter, ReportKind
from zhicai.law.schema.reports import ALWAYS
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.reports.models import Report
from zhicai.reports.queries.seen import figures_of, kind_of
from zhicai.reports.rules.sentences import missing, sentence
from zhicai.reports.rules.suppression import suppressed
from zhicai.reports.rules.tables import Grid, grid_of
from zhicai.reports.rules.taken import Taken


@dataclass(frozen=True, slots=True)
class ChapterText:
    """A chapter: what the data say, what stands in the report, numbers that it lost, its tables."""

    chapter: ReportChapter
    said: str
    words: str
    written: bool
    missing: tuple[str, ...]
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A whole report as it reads."""

    kind: ReportKind
    title: str
    chapters: tuple[ChapterText, ...]
    figures: Mapping[str, Taken]
    issuer: str
    notice: str
    dated: date


def title_of(kind: ReportKind, year: ProgrammeYear) -> str:
    """Return the title of a report of a year."""
    return kind.title.zh.format_map({"province": year.province.name, "year": year.year})


def facts_of(report: Report) -> dict[str, str]:
    """Return what the sentences say besides figures; the day is that of the figures."""
    year = report.programme_year
    day = min(report.taken_at.astimezone(CHINA).date(), date(year.year, 12, 31))
    return {"year": str(year.year), "province": year.province.name, "day": chinese_day(day)}


def said_by_data(report: Report, *, public: bool = False) -> dict[str, str]:
    """Return what the data say of each chapter, by its id."""
    figures, facts = figures_of(report), facts_of(report)
    return {
        one.id: sentence(one, figures, facts, public=public).zh for one in kind_of(report).chapters
    }


def _lost(chapter: ReportChapter, figures: Mapping[str, Taken], words: str) -> tuple[str, ...]:
    """The figures of the data's sentence that the words written in its stead do not say."""
    nothing = dict.fromkeys(ALWAYS, "")
    return tuple(missing(sentence(chapter, figures, nothing).zh, words))


def body_of_report(
    report: Report, *, words: Mapping[str, str] | None = None, public: bool = False
) -> Body:
    """Return a report as it reads; ``public`` hides small counts of its tables and sentences.

    What was written stands as it was written, for everybody.
    """
    kind, figures = kind_of(report), figures_of(report)
    said, kept = said_by_data(report, public=public), report.words if words is None else words
    chapters = []
    for one in kind.chapters:
        grids = [grid_of(table, figures) for table in one.tables]
        chapters.append(
            ChapterText(
                one, said[one.id], kept.get(one.id, said[one.id]), one.id in kept,
                _lost(one, figures, kept[one.id]) if one.id in kept else (),
                tuple(suppressed(grid) if public else grid for grid in grids),
            )
        )  # fmt: skip
    law = law_of(report.programme_year)
    issuer = law.bodies.get(kind.issuer)
    dated = report.approved_at or report.frozen_at or report.taken_at
    return Body(
        kind, report.title, tuple(chapters), figures,
        (issuer.name if issuer else Text(kind.issuer, kind.issuer)).zh, law.head.notice.title.zh,
        dated.astimezone(CHINA).date(),
    )  # fmt: skip
