"""Marks as Excel files: the template with everyone in it, a file read by it, the table handed out.

Someone is found by the number of the seat that the template carries, else by a name that is one
alone in the class; document numbers are masked.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.people.rules import masked_name, masked_number
from zhicai.people.rules.identity import cleaned_name
from zhicai.results.actions.marking import Given
from zhicai.results.models import Outcome
from zhicai.results.queries.marks import FIRST, Board, Line
from zhicai.results.rules.decision import EXAM, PART_WORDS, PARTS, PRACTICAL, Score
from zhicai.results.rules.marks import NOT_A_MARK, read_mark
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.table import Row, Table
from zhicai.sheets.writing import write_table

SEAT, NAME, NUMBER, EMPLOYER = "seat", "name", "number", "employer"
ABSENT = Text("缺考", "absent")
STATES = {
    Outcome.State.PENDING: Text("待定", "pending"),
    Outcome.State.QUALIFIED: Text("合格", "qualified"),
    Outcome.State.MAKE_UP: Text("须补考", "make-up"),
    Outcome.State.NOT_QUALIFIED: Text("不合格", "not qualified"),
}
_WHO = (
    Column(SEAT, Text("学员编号", "Seat"), aliases=("编号", "学员号"), width=10),
    Column(NAME, Text("姓名", "Name"), required=True, aliases=("学员姓名",), width=12),
    Column(NUMBER, Text("证件号码", "Document"), aliases=("身份证号", "证件号"), width=22),
    Column(EMPLOYER, Text("工作单位", "Employer"), aliases=("单位",), width=28),
)
MARKS = SheetShape(
    name="marks",
    title=Text("成绩登记表", "Marks"),
    instructions=(
        Text(
            "只填考试和实操成绩（0 到 100 分），没来考的填“缺考”，还没考的空着；不要改学员编号。",
            "Fill in the two marks alone (0 to 100), “absent” for who did not come, nothing for "
            "what is still ahead; leave the seat as it is.",
        ),
    ),
    columns=(
        *_WHO,
        Column(
            EXAM, Text("考试成绩", "Examination"), aliases=("考试", "笔试成绩", "笔试"), width=12
        ),
        Column(
            PRACTICAL, Text("实操成绩", "Practical"), aliases=("实操", "实操考核", "实操考核成绩"),
            width=12,
        ),
    ),
)  # fmt: skip
RESULTS = SheetShape(
    name="results",
    title=Text("考核成绩", "Results of assessment"),
    columns=(
        *_WHO[1:],
        Column("hours", Text("完成学时", "Hours done"), Kind.DECIMAL, width=10),
        Column("needed", Text("规定学时", "Hours needed"), Kind.DECIMAL, width=10),
        Column("missing", Text("差学时", "Hours missing"), Kind.DECIMAL, width=10),
        Column(EXAM, Text("考试", "Examination"), width=10),
        Column(PRACTICAL, Text("实操", "Practical"), width=10),
        Column("again_exam", Text("补考考试", "Examination again"), width=12),
        Column("again_practical", Text("补考实操", "Practical again"), width=12),
        Column("state", Text("结果", "Result"), width=10),
        Column("why", Text("原因", "Reason"), width=46, longest=2000),
        Column("clause", Text("条款", "Clause"), width=24),
    ),
)


def language() -> str:
    """Return the language of the page, for a file."""
    return get_language() or "zh-hans"


def numbers_of(lines: Iterable[Line]) -> dict[int, str]:
    """Return the masked document number of everyone, by registration; one statement."""
    people = {line.row.person_id: line.pk for line in lines}
    rows = Person.objects.filter(pk__in=people).values_list("pk", "id_number")
    return {people[pk]: masked_number(str(number)) if number else "" for pk, number in rows}


def template_sheet(board: Board, lines: Sequence[Line], *, turn: str) -> HttpResponse:
    """Return the table to be filled in, with everyone who lacks a mark of the round."""
    masked = numbers_of(lines)
    rows = [
        {
            SEAT: str(line.pk),
            NAME: line.row.person.name,
            NUMBER: masked.get(line.pk, ""),
            EMPLOYER: line.row.employer_name,
        }
        for line in lines
    ]
    again = Text("", "") if turn == FIRST else Text("补考", ", make-up")
    title = Text(
        f"{board.found.title}{again.zh}成绩登记表", f"Marks of {board.found.title}{again.en}"
    )
    kept = [{k: v for k, v in row.items() if v} for row in rows]
    content = write_table(MARKS, kept, language=language(), title=title)
    return download(content, f"{title.in_language(language())}.xlsx")


def results_sheet(board: Board, lines: Sequence[Line], *, whole: bool) -> HttpResponse:
    """Return the results of a class; document numbers are masked, names unless ``whole``."""
    masked, said = numbers_of(lines), language()
    rows = [
        {
            NAME: line.row.person.name if whole else masked_name(line.row.person.name),
            NUMBER: masked.get(line.pk, ""),
            EMPLOYER: line.row.employer_name,
            "hours": line.hours,
            "needed": line.facts.needed,
            "missing": line.missing,
            EXAM: plain(line.first(EXAM)),
            PRACTICAL: plain(line.first(PRACTICAL)),
            "again_exam": plain(line.again(EXAM)),
            "again_practical": plain(line.again(PRACTICAL)),
            "state": STATES[Outcome.State(line.state)].in_language(said),
            "why": " ".join(one.says.in_language(said) for one in line.verdict.decision.reasons),
            "clause": "、".join(
                dict.fromkeys(one.clause for one in line.verdict.decision.reasons if one.clause)
            ),
        }
        for line in lines
    ]
    title = Text(f"{board.found.title}考核成绩", f"Results of {board.found.title}")
    kept = [{k: v for k, v in row.items() if v not in (None, "")} for row in rows]
    content = write_table(RESULTS, kept, language=said, title=title)
    return download(content, f"{title.in_language(said)}.xlsx")


def plain(score: Score | None) -> str:
    """Return a mark as a cell writes it."""
    if score is None:
        return ""
    if score.value is None:
        return ABSENT.in_language(language())
    return f"{score.value.normalize():f}"


# --- read -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class ReadMarks:
    """The rows of a file: what is given, and every fault of every cell."""

    given: list[Given] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    empty: int = 0


UNKNOWN = Text(
    "本班名册里没有这个人；请核对姓名，或用模板里的学员编号。",
    "Nobody of the class has this name; check it or use the seat of the template.",
)
SEVERAL = Text(
    "本班有几个人同名；请用模板，保留学员编号。",
    "Several of the class have this name; use the template with its seats.",
)
OTHER_NAME = Text("姓名与学员编号不符，请核对。", "The name is not that of the seat.")
TWICE = Text("这个人在表里出现了两次。", "This trainee stands in the table twice.")
NOTHING = Text("表里没有一个成绩。", "There is no mark in the table.")


def read_marks(table: Table, board: Board) -> ReadMarks:
    """Return what a table says of the trainees of a class, and what is wrong with which cell."""
    result = ReadMarks(faults=list(table.faults))
    seats = {str(line.pk): line for line in board.lines}
    names = Counter(cleaned_name(line.row.person.name) for line in board.lines)
    by_name = {cleaned_name(line.row.person.name): line for line in board.lines}
    seen: set[int] = set()
    for row in table.rows:
        scores, wrong = _scores(row)
        result.faults += [table.fault(row, part, NOT_A_MARK) for part in wrong]
        name = cleaned_name(str(row.values[NAME] or ""))
        if not scores and not wrong:
            result.empty += 1
            continue
        line, key, says = _who(str(row.values[SEAT] or "").strip(), name, seats, names, by_name)
        if line is None or says is not None:
            if name or key == SEAT:
                result.faults.append(table.fault(row, key, says or UNKNOWN))
            continue
        if line.pk in seen:
            result.faults.append(table.fault(row, NAME, TWICE))
            continue
        seen.add(line.pk)
        result.given.append(Given(line.pk, scores, row.number))
    return result


def _scores(row: Row) -> tuple[dict[str, Score], list[str]]:
    scores, wrong = {}, []
    for part in PARTS:
        try:
            score = read_mark(str(row.values[part] or ""))
        except ValueError:
            wrong.append(part)
        else:
            if score is not None:
                scores[part] = score
    return scores, wrong


def _who(
    seat: str, name: str, seats: dict[str, Line], names: Counter[str], by_name: dict[str, Line]
) -> tuple[Line | None, str, Text | None]:
    """Return whose row it is, or the column that is at fault and why."""
    if seat:
        line = seats.get(seat)
        if line is not None and name and cleaned_name(line.row.person.name) != name:
            return None, NAME, OTHER_NAME
        return line, SEAT, None if line else UNKNOWN
    if names[name] > 1:
        return None, NAME, SEVERAL
    return by_name.get(name), NAME, None


def at_cells(table: Table, faults: Iterable[Fault]) -> list[Fault]:
    """Return faults of an action put at the cells that they are about."""
    rows = {row.number: row for row in table.rows}
    found: list[Fault] = []
    for one in faults:
        part = (one.field or "").partition("-")[0]
        row = rows.get(one.row or 0)
        found.append(table.fault(row, part, one.says) if row and part in PART_WORDS else one)
    return found


def sorted_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in the order of their rows."""
    return sorted(faults, key=lambda fault: fault.row or 0)
