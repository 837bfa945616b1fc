"""Candidates and the screening table as Excel files; numbers of documents are masked."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.admission.models import Candidate
from zhicai.admission.queries.calls import CallFrame
from zhicai.admission.queries.screening import Line, Screening
from zhicai.admission.rules.eligibility import OTHER
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_number, masked_phone
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

DECIDED = {
    "accept": Text("录取", "accepted"),
    "reserve": Text("候补", "in reserve"),
    "refuse": Text("不录取", "not accepted"),
    "": Text("未定", "undecided"),
}
STATES = {
    "applied": Text("待确认", "to be confirmed"),
    "confirmed": Text("已确认", "confirmed"),
    "withdrawn": Text("已退出", "withdrawn"),
    "returned": Text("已退回", "sent back"),
}
SOURCES = {
    "registration": Text("报名", "registered"),
    "recommendation": Text("推荐", "recommended"),
}
_PERSON = (
    Column("name", Text("姓名", "Name"), width=12),
    Column("employer", Text("工作单位", "Employer"), width=28),
    Column("kind", Text("单位类型", "Employer type"), width=18),
    Column("city", Text("市州", "City"), width=12),
    Column("place", Text("单位所在地", "Place"), width=14),
    Column("post", Text("岗位", "Post"), width=16),
    Column("ip_post", Text("知识产权岗位", "IP post"), Kind.YES_NO, width=12),
)
_DECISION = (
    Column("decision", Text("遴选", "Screening"), width=10),
    Column("reason", Text("理由", "Reason"), width=36, longest=400),
)
_CANDIDATES = SheetShape(
    name="candidates",
    title=Text("考核人选", "Candidates for assessment"),
    columns=(
        *_PERSON,
        Column("source", Text("来源", "Source"), width=10),
        Column("recommended", Text("推荐单位", "Recommended by"), width=28, longest=400),
        Column("on", Text("报名日期", "Registered"), Kind.DATE, width=12),
        Column("state", Text("状态", "State"), width=10),
        *_DECISION,
    ),
)


def _person(
    row: Candidate, frame: CallFrame, kinds: Mapping[str, Text], said: str
) -> dict[str, Any]:
    city = frame.city_at(row.employer_place_id)
    return {
        "employer": row.employer_name,
        "kind": kinds.get(row.employer_type, kinds[OTHER]).in_language(said),
        "city": city.name if city is not None else "",
        "place": row.employer_place.name,
        "post": row.post,
        "ip_post": row.is_ip_post,
        "recommended": row.recommended_by,
        "on": row.applied_on,
    }


def candidates_sheet(
    rows: Iterable[Candidate],
    frame: CallFrame,
    kinds: Mapping[str, Text],
    *,
    name: Callable[[Candidate], str],
    reads: Callable[[Candidate], bool],
) -> HttpResponse:
    """Return candidates as an Excel file; ``reads`` says whose decision the user may read."""
    said = get_language() or "zh-hans"
    lines = []
    for row in rows:
        decided = reads(row)
        lines.append(
            _person(row, frame, kinds, said)
            | {
                "name": name(row),
                "source": SOURCES[row.source].in_language(said),
                "state": STATES[row.state].in_language(said),
                "decision": DECIDED[row.decision].in_language(said) if decided else "",
                "reason": row.reason if decided else "",
            }
        )
    return download(
        write_table(_CANDIDATES, lines, language=said),
        f"{frame.year.year}-{_CANDIDATES.title.in_language(said)}.xlsx",
    )


def _screening_shape(table: Screening) -> SheetShape:
    conditions = [
        Column(f"c{n}", one, Kind.YES_NO, width=14) for n, one in enumerate(table.conditions)
    ]
    test = [Column("test", Text("入学测试", "Test"), Kind.DECIMAL, width=10)]
    return SheetShape(
        name="screening",
        title=Text("资格遴选表", "Screening"),
        columns=(
            Column("rank", Text("排序", "Rank"), Kind.INTEGER, width=8),
            Column("points", Text("得分", "Points"), Kind.DECIMAL, width=8),
            *_PERSON,
            Column("number", Text("证件号码", "Document"), width=22),
            Column("phone", Text("手机号", "Mobile"), width=14),
            Column("recommended", Text("推荐单位", "Recommended by"), width=28, longest=400),
            Column("on", Text("报名日期", "Registered"), Kind.DATE, width=12),
            Column("answered", Text("已答问卷", "Answered"), Kind.YES_NO, width=10),
            *(test if table.frame.rules.test else []),
            *conditions,
            Column("problems", Text("核对", "To check"), width=36, longest=2000),
            Column("proposed", Text("建议", "Proposed"), width=10),
            *_DECISION,
        ),
    )


def screening_sheet(
    table: Screening, lines: Iterable[Line], kinds: Mapping[str, Text]
) -> HttpResponse:
    """Return the screening table as an Excel file: whole names, masked documents and phones."""
    said = get_language() or "zh-hans"
    shape = _screening_shape(table)
    found = list(lines)
    numbers = dict(
        Candidate.objects.filter(pk__in=[line.pk for line in found]).values_list(
            "pk", "person__id_number"
        )
    )
    rows = []
    for line in found:
        row = line.row
        met = {f"c{n}": row.conditions_met.get(one.zh) for n, one in enumerate(table.conditions)}
        rows.append(
            _person(row, table.frame, kinds, said)
            | met
            | ({"test": row.test_mark} if table.frame.rules.test else {})
            | {
                "rank": line.rank,
                "points": line.ranked.points,
                "name": row.person.name,
                "number": masked_number(numbers.get(line.pk, "")),
                "phone": masked_phone(row.person.phone),
                "answered": line.answered,
                "problems": "；".join(one.says.in_language(said) for one in line.verdict.reasons),
                "proposed": DECIDED[line.proposed].in_language(said),
                "decision": DECIDED[row.decision].in_language(said),
                "reason": row.reason,
            }
        )
    region = table.frame.region(table.call.region_key)
    place = region.name.in_language(said) if region is not None else ""
    return download(
        write_table(shape, rows, language=said),
        f"{table.frame.year.year}-{place}-{shape.title.in_language(said)}.xlsx",
    )
