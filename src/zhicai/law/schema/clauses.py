"""The clauses of a notice: where each stands and what it says in our own words."""

from typing import Literal

from zhicai.foundation.text import Text
from zhicai.law.schema.base import Names, Row, Said


class Figure(Row):
    """The figure a clause states, as the catalogue holds it."""

    metric: str
    operator: Literal[">=", "<=", "=", "between", "increase", "improve"]
    value: str | tuple[str, ...] | None = None
    unit: str
    period: str


class Clause(Row):
    """One clause of the notice: where it stands, what it is about, the rule in our own words."""

    id: str
    section: str
    kind: str
    actor: Names
    priority: Literal["core", "important", "context"]
    measure: Figure | None = None
    due: str | None = None
    points: Names = ()
    zh: str
    en: str

    @property
    def says(self) -> Text:
        """The rule in our own words."""
        return Text(self.zh, self.en)


class Point(Row):
    """An open point of the notices (A-HB, A-ZJ, X): the question it leaves."""

    id: str
    asks: Said
