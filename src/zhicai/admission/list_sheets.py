"""The list of trainees as an Excel file."""

from collections.abc import Callable, Iterable

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.admission.models import Candidate
from zhicai.admission.queries.asking import assessed_of
from zhicai.admission.queries.lists import ListDesk, Trainee
from zhicai.admission.rules.eligibility import OTHER, OTHER_SAYS
from zhicai.foundation.text import Text
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

_TRAINEES = SheetShape(
    name="trainees",
    title=Text("考核培训学员名单", "Trainees of the assessment"),
    columns=(
        Column("position", Text("序号", "No."), Kind.INTEGER, width=8),
        Column("name", Text("姓名", "Name"), width=12),
        Column("employer", Text("工作单位", "Employer"), width=28),
        Column("kind", Text("单位类型", "Employer type"), width=18),
        Column("city", Text("市州", "City"), width=12),
        Column("place", Text("单位所在地", "Place"), width=14),
        Column("post", Text("岗位", "Post"), width=16),
        Column("rank", Text("遴选名次", "Rank"), Kind.INTEGER, width=10),
        Column("training_class", Text("班次", "Class"), width=28),
        Column("starts", Text("开班日期", "Starts"), Kind.DATE, width=12),
        Column("why", Text("编班依据", "Why there"), width=40, longest=2000),
        Column("remark", Text("备注", "Remark"), width=24, longest=400),
    ),
)
_LEFT = Text("已退出：", "left: ")
_ADDED = Text("递补", "moved up")


def trainees_sheet(
    desk: ListDesk, rows: Iterable[Trainee], *, name: Callable[[Candidate], str]
) -> HttpResponse:
    """Return the trainees of a list as an Excel file."""
    said = get_language() or "zh-hans"
    kinds = {**assessed_of(desk.frame.year, on=desk.frame.on).names, OTHER: OTHER_SAYS}
    lines = []
    for row in rows:
        one, now = row.candidate, row.placement
        why = [Text(w["zh"], w["en"]).in_language(said) for w in now.why] if now else []
        remark = _LEFT.in_language(said) + row.left.reason if row.left is not None else ""
        lines.append(
            {
                "position": row.entry.position,
                "name": name(one),
                "employer": one.employer_name,
                "kind": kinds.get(one.employer_type, OTHER_SAYS).in_language(said),
                "city": row.city.name if row.city is not None else "",
                "place": one.employer_place.name,
                "post": one.post,
                "rank": one.rank,
                "training_class": now.training_class.title if now else "",
                "starts": now.training_class.starts_on if now else None,
                "why": "".join(why) or (now.reason if now else ""),
                "remark": remark or (_ADDED.in_language(said) if row.entry.addendum else ""),
            }
        )
    title = f"{desk.frame.year.year}-{desk.region.in_language(said)}-"
    return download(
        write_table(_TRAINEES, lines, language=said),
        f"{title}{_TRAINEES.title.in_language(said)}.xlsx",
    )
