"""Which reports there are to be, who writes, approves and reads them, what each office sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.handbooks.queries import body_of
from zhicai.law.schema import Level, ReportKind
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import due_for, law_of, years_for
from zhicai.reports.figures import figure_named
from zhicai.reports.models import FrozenFigure, FrozenRow, Report
from zhicai.reports.rules.taken import Taken, from_json
from zhicai.reports.rules.tallies import quotient

WRITE, APPROVE, READ = "reports.write", "reports.approve", "reports.read"


def kinds_of(year: ProgrammeYear) -> tuple[ReportKind, ...]:
    """Return the reports that the notice of a year asks for."""
    return tuple(law_of(year).reports.values())


def kind_of(report: Report) -> ReportKind:
    """Return what a report holds: as the law says now, or as it said when figures were frozen."""
    if report.frozen_at is None:
        found = law_of(report.programme_year).reports.get(report.kind)
        if found is not None:
            return found
    return ReportKind.model_validate(report.layout)


def figures_of(report: Report) -> dict[str, Taken]:
    """Return the figures of a report in the order of its chapters: PostgreSQL keeps none."""
    known = from_json(report.figures)
    return {key: known[key] for key in kind_of(report).figures if key in known}


def _acts_for(acting: Acting, year: ProgrammeYear, names: Sequence[str]) -> bool:
    bodies = law_of(year).bodies
    return acting.province == year.province.code and any(
        body_of(acting, bodies[name]) for name in names if name in bodies
    )


def writes(acting: Acting, year: ProgrammeYear, kind: ReportKind) -> bool:
    """Say whether someone writes a report: of one of the bodies that the law names."""
    return holds(acting, WRITE) and _acts_for(acting, year, kind.writers)


def approves(acting: Acting, year: ProgrammeYear, kind: ReportKind) -> bool:
    """Say whether someone approves and publishes a report."""
    return holds(acting, APPROVE) and _acts_for(acting, year, kind.approvers)


def works_on(acting: Acting, report: Report) -> bool:
    """Say whether someone writes or approves a report, and so sees it before it is published."""
    kind, year = kind_of(report), report.programme_year
    return writes(acting, year, kind) or approves(acting, year, kind)


def reports_seen(acting: Acting) -> QuerySet[Report]:
    """Return the reports that the user may open: published ones; all of them for who works on any.

    A report that the user neither writes nor approves stays hidden until it is published.
    """
    rows = Report.objects.select_related("programme_year__province").filter(
        programme_year__province__code=acting.province
    )
    if not holds(acting, READ):
        return rows.none()
    mine = Q(state=Report.State.PUBLISHED)
    for year in years_for(acting):
        for kind in kinds_of(year):
            if writes(acting, year, kind) or approves(acting, year, kind):
                mine |= Q(programme_year=year, kind=kind.id)
    return rows.filter(mine)


def report_for(acting: Acting, pk: int) -> Report:
    """Return a report that the user may open, else OutOfScope."""
    found = reports_seen(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def worked_report_for(acting: Acting, pk: int) -> Report:
    """Return a report that the user writes or approves, else OutOfScope."""
    found = report_for(acting, pk)
    if not works_on(acting, found):
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a year asks for: until when, and the one there is."""

    year: ProgrammeYear
    kind: ReportKind
    due: date | None
    report: Report | None
    writes: bool


def reports_owed(acting: Acting, *, on: date) -> list[Owed]:
    """Return what each opened year asks for, the latest first, with the report there is."""
    seen = {
        (one.programme_year_id, one.kind): one
        for one in reports_seen(acting).exclude(state=Report.State.SET_ASIDE)
    }
    return [
        Owed(
            year, kind, due_of(year, kind, on=on), seen.get((year.pk, kind.id)),
            writes(acting, year, kind) and year.year <= on.year,
        )
        for year in years_for(acting)
        for kind in kinds_of(year)
    ]  # fmt: skip


def due_of(year: ProgrammeYear, kind: ReportKind, *, on: date) -> date | None:
    """Return the day by which a report is due, None where the province set none (A-HB-30)."""
    rule = law_of(year).obligations.get(kind.due or "")
    if rule is None or rule.who is not Level.PROVINCE:
        return None
    return due_for(year, rule.id, place_id=year.province_id, level=Level.PROVINCE, on=on)


# --- the rows behind frozen figures ---------------------------------------------------------------


def paths_read(acting: Acting, report: Report) -> tuple[str, ...]:
    """Return the places whose rows the user reads: the whole province for who works on it."""
    if works_on(acting, report):
        return (report.programme_year.province.code,)
    return reach_of(acting, READ)


def _within(paths: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(path=path) | Q(path__startswith=f"{path}/")
    return found


def frozen_figure(report: Report, key: str) -> FrozenFigure | None:
    """Return a figure as it was frozen, None where it was not."""
    return FrozenFigure.objects.filter(report=report, key=key).first()


def frozen_rows(
    figure: FrozenFigure, paths: Sequence[str], *, division: str = "", at: str = ""
) -> QuerySet[FrozenRow]:
    """Return the rows of a frozen figure within some places, in a part of a division."""
    rows = FrozenRow.objects.filter(_within(paths), figure=figure)
    return rows.filter(parts__contains=f"\n{division}={at}\n") if division else rows


def own_values(acting: Acting, report: Report) -> dict[str, Decimal | None]:
    """Return each frozen figure of the user's own area; one query, shares put together."""
    rows = FrozenRow.objects.filter(_within(paths_read(acting, report)), figure__report=report)
    counted = dict(rows.order_by().values_list("figure__key").annotate(n=Count("pk")))
    found: dict[str, Decimal | None] = {}
    for key in report.figures:
        figure = figure_named(key)
        value = Decimal(counted.get(key, 0))
        if figure is not None and figure.per is not None:
            found[key] = quotient(value, Decimal(counted.get(figure.of, 0)), figure.per)
        else:
            found[key] = value
    return found


# --- what anybody reads ---------------------------------------------------------------------------


def published_reports() -> QuerySet[Report]:
    """Return the published reports, the latest year first."""
    rows = Report.objects.select_related("programme_year__province", "public")
    return rows.filter(state=Report.State.PUBLISHED).order_by("-programme_year__year", "kind")


def published_report(pk: int) -> Report:
    """Return a published report, else OutOfScope."""
    found = published_reports().filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found
