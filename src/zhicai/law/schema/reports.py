"""Reports that a programme brings out each year: chapters, tables, figures (``reports.yaml``)."""

import re

from pydantic import model_validator

from zhicai.law.schema.base import ClauseIds, Expected, Id, Names, Row, Said

PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)(?::(before|change))?\}")
"""A figure in a sentence: its value, that of the year before, the change between the two."""

ALWAYS = ("year", "province", "day")
"""What a sentence may say besides figures."""


class ReportTable(Row):
    """A table of figures. Without ``by`` each figure is a line; with it each part of the division.

    ``by`` is a division that every figure of the table knows (``city``, ``county``, ``level``, …).
    ``compare`` puts the change since the year before beside each figure.
    """

    id: Id
    name: Said
    figures: Names
    by: str | None = None
    compare: bool = False


class ReportChapter(Row):
    """A chapter: what the data say (``says``, figures in braces), what is written, its tables.

    ``needed`` chapters must have words before the report is approved; ``help`` says which.
    """

    id: Id
    name: Said
    clause: ClauseIds
    says: Said | None = None
    help: Said | None = None
    needed: bool = False
    tables: tuple[ReportTable, ...] = ()

    @property
    def figures(self) -> tuple[str, ...]:
        """Every figure of its tables, in their order."""
        return tuple(dict.fromkeys(key for table in self.tables for key in table.figures))

    @model_validator(mode="after")
    def _sentences_say_what_is_counted(self) -> "ReportChapter":
        known = {*ALWAYS, *self.figures}
        for words in (self.says.zh, self.says.en) if self.says else ():
            for name, _which in PLACEHOLDER.findall(words):
                if name not in known:
                    raise Expected(
                        f"句子里的 “{name}” 不在本章的表里。",
                        f"the sentence says “{name}”, which no table of the chapter holds.",
                        key="says",
                    )
        return self


class ReportKind(Row):
    """A report of a year: who writes, approves and issues it, until when, what it holds.

    ``title`` takes ``{province}`` and ``{year}``. ``due`` is the obligation that publishing it
    meets; ``writers``, ``approvers`` and ``issuer`` are bodies.
    """

    id: Id
    name: Said
    title: Said
    about: Said
    clause: ClauseIds
    due: str | None = None
    writers: Names
    approvers: Names
    issuer: str
    chapters: tuple[ReportChapter, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        """Every figure of the report, in its order."""
        return tuple(dict.fromkeys(key for one in self.chapters for key in one.figures))

    @property
    def bodies(self) -> tuple[str, ...]:
        """Every body that it names."""
        return (*self.writers, *self.approvers, self.issuer)

    @model_validator(mode="after")
    def _parts_have_names_of_their_own(self) -> "ReportKind":
        names = [one.id for one in self.chapters]
        names += [table.id for one in self.chapters for table in one.tables]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise Expected(
                f"id “{twice}” 重复。", f"the id “{twice}” stands twice.", key="chapters"
            )
        return self
