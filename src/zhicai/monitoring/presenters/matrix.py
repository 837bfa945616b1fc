"""The matrix as shown: every cell with its colour, sign, words and link worked out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import lazystr
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.monitoring.presenters.words import Addresses, figure, month_day, named, tight
from zhicai.monitoring.queries.board import (
    Board,
    Cell,
    Column,
    Group,
    Row,
    by_city,
    in_circles,
    is_measured,
    rows_within,
    worst_first,
)
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import Progress
from zhicai.places.queries import PlaceFacts
from zhicai.ui import icons
from zhicai.ui.asked import said
from zhicai.ui.states import STATES

ORDERS = ("worst", "division")
GROUPINGS = ("none", "circle", "county")


@dataclass(frozen=True, slots=True)
class CellView:
    """One light of the matrix; ``words`` say its state where the text does not."""

    tone: str
    sign: SafeString
    text: str
    words: str
    title: str
    url: str
    measured: bool


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A meter: share and tick from 0 to 1, and the percentage in words."""

    share: Decimal | None
    tick: Decimal | None
    tone: str
    percent: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One unit of the matrix; ``inner`` are its seats when it stands open."""

    code: str
    name: str
    progress: ProgressView
    cells: tuple[CellView | None, ...]
    url: str
    toggle: str = ""
    part: str = ""
    open: bool = False
    note: str = ""
    inner: tuple["RowView", ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnView:
    """The head of a column."""

    name: str
    due: str
    title: str
    url: str
    measured: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """Rows under a heading; no heading where they are not grouped."""

    name: str
    progress: ProgressView | None
    note: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The whole matrix."""

    columns: tuple[ColumnView, ...]
    groups: tuple[GroupView, ...]
    units: int
    title: str
    folds: bool
    uncounted: int


class MatrixPresenter:
    """Works out the matrix of one page."""

    def __init__(self, scope: Scope, board: Board, to: Addresses) -> None:
        self.scope = scope
        self.board = board
        self.to = to

    def matrix(self, *, order: str, grouping: str, opened: str) -> MatrixView:
        """Return the matrix in an order (worst first or by division), grouped, one unit open."""
        board = self.board
        own = self.scope.place.code
        rows = worst_first(board.rows, own) if order == "worst" else list(board.rows)
        if grouping == "circle":
            groups = [self._group(g, order, opened) for g in in_circles(rows, self._settings)]
        elif grouping == "county":
            groups = [self._group(g, order, opened) for g in by_city(self.scope, board)]
        else:
            shown = tuple(self.row(row, opened=opened) for row in rows)
            groups = [GroupView("", None, "", shown)]
        columns = tuple(self._column(column) for column in board.columns)
        uncounted = sum(not column.measured for column in columns)
        return MatrixView(
            columns,
            tuple(groups),
            len(rows),
            self._title(),
            folds=any(row.toggle for group in groups for row in group.rows),
            uncounted=uncounted if uncounted < len(columns) else 0,
        )

    @property
    def _settings(self) -> dict[str, object]:
        return dict(self.scope.ledger.settings)

    def _title(self) -> str:
        if self.scope.level is Level.PROVINCE:
            return _("各市州任务完成情况")
        return _("各县（市、区）任务完成情况") if self._has_counties() else _("本单位任务完成情况")

    def _has_counties(self) -> bool:
        return len(self.board.rows) > 1

    def _column(self, column: Column) -> ColumnView:
        rule = column.rule
        return ColumnView(
            said(rule.short),
            month_day(column.due, self.scope.year.year),
            said(rule.says),
            self.to.obligations(rule=rule.id),
            column.measured,
        )

    def _group(self, group: Group, order: str, opened: str) -> GroupView:
        rows = worst_first(group.rows) if order == "worst" else list(group.rows)
        overdue = group.states.get(State.OVERDUE, 0)
        note = ngettext("%(count)d 个单位", "%(count)d 个单位", len(rows)) % {"count": len(rows)}
        if overdue:
            note += " · " + ngettext("逾期 %(count)d 项", "逾期 %(count)d 项", overdue) % {
                "count": overdue
            }
        shown = tuple(self.row(row, opened=opened) for row in rows)
        return GroupView(said(group.name), self._progress(group.progress), note, shown)

    def row(self, row: Row, *, opened: str = "", inner: bool = False) -> RowView:
        """Return one row; a city's can be opened to its seats on the province's page."""
        place = row.place
        can_open = not inner and self.scope.level is Level.PROVINCE and self._is_group(place)
        is_open = can_open and opened == place.code
        return RowView(
            code=place.code,
            name=tight(place),
            progress=self._progress(row.progress),
            cells=tuple(self.cell(cell, place) for cell in row.cells),
            url=self._page(place),
            toggle=self._toggle(place, is_open) if can_open else "",
            part=self.to.rows(place.code, open="" if is_open else "1") if can_open else "",
            open=is_open,
            note=self._note(place, inner=inner),
            inner=self._inner(place) if is_open else (),
        )

    def _page(self, place: PlaceFacts) -> str:
        if place.code == self.scope.place.code:
            return self.to.obligations(place=place.code)
        return self.to.cockpit(place.code)

    def _toggle(self, place: PlaceFacts, is_open: bool) -> str:
        address = self.to.cockpit(open="" if is_open else place.code)
        return f"{address}#u{place.code}"

    def _is_group(self, place: PlaceFacts) -> bool:
        return any(one.path != place.path for one in self.scope.tree.below(place.path))

    def _note(self, place: PlaceFacts, *, inner: bool) -> str:
        own = self.scope.level is Level.CITY and place.code == self.scope.place.code
        if (inner or own) and Level.CITY in place.levels:
            return _("市本级") if Level.COUNTY not in place.levels else _("市、县两级")
        return ""

    def _inner(self, place: PlaceFacts) -> tuple[RowView, ...]:
        rows = rows_within(self.scope, self.board, place)
        return tuple(self.row(row, inner=True) for row in rows)

    def _progress(self, progress: Progress) -> ProgressView:
        share = progress.share
        percent = "—" if share is None else f"{share * 100:.0f}%"
        return ProgressView(share, progress.pace, progress.tone, percent)

    def cell(self, cell: Cell | None, place: PlaceFacts) -> CellView | None:
        """Return one light: n/m of its seats, a figure against its goal, or the state's word."""
        if cell is None:
            return None
        look = STATES[cell.state.value]
        sign = mark_safe(icons.drawing(look.icon, 14, "")) if look.icon else SafeString("")
        only = cell.only
        url = self.to.why(only) if only else self.to.obligations(place.code, rule=cell.rule.id)
        word = str(look.word)
        figures = cell_text(cell)
        title = f"{named(place)} · {said(cell.rule.short)} · {word}"
        measured = cell.state is not State.NOT_MEASURED
        words = word if figures else ""
        return CellView(look.tone, sign, figures or word, words, title, url, measured)

    def apart(self) -> list["ApartView"]:
        """Return what stands apart from the matrix, in the order of the rules."""
        return [self._apart(cell) for cell in self.board.apart]

    def _apart(self, cell: Cell) -> "ApartView":
        rule = cell.rule
        light = self.cell(cell, self.scope.place)
        assert light is not None
        spans = [s.verdict.span for s in cell.standings if s.verdict.span]
        due = max(span.due for span in spans).isoformat() if spans else ""
        return ApartView(
            said(rule.says),
            rule.clause,
            self._who(cell),
            due,
            light,
            self._kind(cell),
            is_measured(cell.standings),
        )

    def _who(self, cell: Cell) -> str:
        rule = cell.rule
        if rule.body:
            return said(self.scope.law.bodies[rule.body].name)
        words = {
            Level.PROVINCE: _("省局"),
            Level.CITY: _("市州"),
            Level.COUNTY: _("县（市、区）"),
        }
        return words[rule.who]

    def _kind(self, cell: Cell) -> str:
        rule = cell.rule
        if not rule.judged:
            return _("只展示")
        if cell.standings[0].verdict.force != "binding":
            return _("争取")
        return _("底线") if rule.only_limits else ""


@dataclass(frozen=True, slots=True)
class ApartView:
    """One line of the table beside the matrix."""

    says: str
    clause: str
    who: str
    due: str
    light: CellView
    kind: str
    measured: bool


def cell_text(cell: Cell) -> str:
    """Return n/m, a figure against its goal, or nothing where the state's word says it all."""
    if cell.state in (State.NOT_MEASURED, State.NOT_DUE) or not cell.owing:
        return ""
    only = cell.only
    if only is None:
        return f"{cell.met}/{cell.owing}"
    verdict = only.verdict
    if verdict.goal is None or verdict.goal <= 1 or verdict.rule.only_limits:
        return ""
    return f"{figure(verdict.facts.value)}/{figure(verdict.goal)}"


def legend() -> list[dict[str, object]]:
    """Return what the lights of the matrix mean."""
    return [
        {"state": "met"},
        {"state": "on_track", "text": "4/5", "label": lazystr(STATES["on_track"].word)},
        {"state": "at_risk", "text": "1/4", "label": lazystr(STATES["at_risk"].word)},
        {"state": "overdue", "text": "0/1", "label": lazystr(STATES["overdue"].word)},
        {"state": "not_due"},
        {"state": "not_measured"},
    ]


def views_of(rows: Iterable[Row], presenter: MatrixPresenter) -> Sequence[RowView]:
    """Return rows as shown, none open."""
    return [presenter.row(row, inner=True) for row in rows]
