"""Figures of training and certification: classes, people trained, qualified, certificates."""

from typing import Any

from django.db.models import Min, Q, QuerySet

from zhicai.admission.models import Registration
from zhicai.certificates.models import Certificate
from zhicai.foundation.text import Text
from zhicai.reports.figures import KEPT_AT, Cell, Division, Figure, YearCounted, register_figure
from zhicai.reports.rules.tallies import Piece
from zhicai.results.models import Outcome
from zhicai.results.queries.counted import assessed, trained
from zhicai.results.queries.outcomes import qualified
from zhicai.training.models import TrainingClass

CLASS = Text("班次", "Class")
NUMBER = Text("证书号", "Certificate")


def classes_held(counted: YearCounted) -> QuerySet[TrainingClass]:
    """Classes of the year that had begun, cancelled ones left out."""
    rows = TrainingClass.objects.filter(
        programme_year=counted.year, starts_on__lte=counted.last
    ).exclude(state=TrainingClass.State.CANCELLED)
    return rows.exclude(state=TrainingClass.State.PLANNED)


def _first_of_each(rows: QuerySet[Registration], head: str) -> QuerySet[Registration]:
    """One registration for each head that counts, the first."""
    firsts = rows.order_by().values(head).annotate(first=Min("pk")).values("first")
    return Registration.objects.filter(pk__in=firsts)


def people_assessed(counted: YearCounted) -> QuerySet[Registration]:
    """Who counts as trained in assessment classes, each person once (A-HB-01)."""
    rows = assessed(counted.counting).filter(Q(("counted_on__lte", counted.last)))
    return _first_of_each(rows, "person_id")


def people_prepared(counted: YearCounted) -> QuerySet[Registration]:
    """Who counts as trained in preparatory classes (A-HB-03)."""
    rows = trained(counted.counting).filter(Q(("counted_on__lte", counted.last)))
    return _first_of_each(rows, "head")


def people_qualified(counted: YearCounted) -> QuerySet[Outcome]:
    """Who qualified in the year's assessment classes."""
    return qualified([counted.year.pk]).filter(decided_on__lte=counted.last)


def _certificates(counted: YearCounted) -> QuerySet[Certificate]:
    return Certificate.objects.filter(
        kind=Certificate.Kind.SPECIALIST, programme_year__programme=counted.year.programme,
        programme_year__province=counted.year.province_id,
    )  # fmt: skip


def certificates_issued(counted: YearCounted) -> QuerySet[Certificate]:
    """Certificates of the programme issued in the year; a replacement is no new one."""
    return _certificates(counted).filter(counted.within("issued_on"), replaces=None)


def certificates_revoked(counted: YearCounted) -> QuerySet[Certificate]:
    """Certificates of the programme revoked in the year."""
    return _certificates(counted).filter(
        counted.within("ended_on"), state=Certificate.State.REVOKED
    )


def _track(counted: YearCounted, value: Any) -> tuple[Piece, ...]:
    names = {one.id: one.name.zh for one in counted.law.law.head.tracks}
    return (Piece(str(value or "-"), names.get(value, str(value or "其他"))),)


def _day(_counted: YearCounted, value: Any) -> str:
    return value.isoformat() if value else ""


register_figure(
    Figure(
        "classes-held", Text("举办培训班", "Classes held"), "class",
        Text("本年度已开班、未取消的培训班。", "Classes that began, cancelled ones left out."),
        classes_held, "place", "title",
        cells=(
            Cell(Text("编号", "Number"), "number"),
            Cell(Text("开班日期", "Begins"), "starts_on", _day),
            Cell(Text("结班日期", "Ends"), "ends_on", _day),
        ),
        by={"track": Division("track", _track)}, list_page="training:classes",
    )
)  # fmt: skip
for _key, _says, _query, _rows, _page in (
    (
        "assessment-trained", Text("考核培训人数", "Trained for assessment"),
        Text("按“考核培训人数按什么计”的设定，在考核培训班受训的人，每人计一次，按办班地归属。",
             "Trained in assessment classes by the setting of what counts, each person once, "
             "by who ran the class."),
        people_assessed, "results:assessed",
    ),
    (
        "preparatory-trained", Text("预科培训人数", "Trained in preparatory classes"),
        Text("按“预科培训人数按什么计”的设定，在预科班受训的人，按办班地归属。",
             "Trained in preparatory classes by the setting of what counts, by who ran the class."),
        people_prepared, "results:people",
    ),
):  # fmt: skip
    register_figure(
        Figure(
            _key, _says, "person", _query, _rows, "training_class__place", "person__name", "person",
            cells=(Cell(CLASS, "training_class__title"),), list_page=_page,
        )
    )  # fmt: skip
register_figure(
    Figure(
        "qualified", Text("考核合格人数", "Qualified"), "person",
        Text("本年度考核班里学时、考试、实操三项都合格的人，按办班地归属。",
             "Who passed hours, examination and practical test in the year's assessment classes, "
             "by who ran the class."),
        people_qualified, "place", "registration__person__name", "registration__person",
        cells=(
            Cell(CLASS, "registration__training_class__title"),
            Cell(Text("结果日期", "Decided"), "decided_on", _day),
        ),
        list_page="results:outcomes",
    )
)  # fmt: skip
register_figure(
    Figure(
        "certificates-issued", Text("颁发专员证书", "Certificates issued"), "document",
        Text("本年内颁发的专员证书，换发的不另计，按专员所在县归属。",
             "Specialist certificates issued within the year, replacements not counted again, "
             "by the specialist's county."),
        certificates_issued, KEPT_AT, "name", "person",
        cells=(Cell(NUMBER, "number"), Cell(Text("发证日期", "Issued"), "issued_on", _day)),
        list_page="certificates:home",
    )
)  # fmt: skip
register_figure(
    Figure(
        "certificates-revoked", Text("撤销专员证书", "Certificates revoked"), "document",
        Text("本年内撤销的专员证书，按专员所在县归属。",
             "Specialist certificates revoked within the year, by the specialist's county."),
        certificates_revoked, KEPT_AT, "name", "person",
        cells=(Cell(NUMBER, "number"), Cell(Text("撤销日期", "Revoked"), "ended_on", _day)),
        list_page="certificates:home",
    )
)  # fmt: skip
