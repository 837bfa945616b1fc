"""Results, scores and invitations of surveys as Excel files."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from zhicai.foundation.text import Text
from zhicai.publicity.queries import ScorePage
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table
from zhicai.surveys.queries import PlaceRow, Results, Scores
from zhicai.surveys.rules.counting import FEWEST, Cell, Tally

HIDDEN = Text(f"少于 {FEWEST} 份，不显示", f"fewer than {FEWEST}, not shown")

RESULTS = SheetShape(
    name="survey-results",
    title=Text("调查结果", "Survey results"),
    columns=(
        Column("number", Text("题号", "No."), width=8),
        Column("question", Text("题目", "Question"), width=50),
        Column("row", Text("行", "Row"), width=20),
        Column("option", Text("选项或回答", "Option or answer"), width=40, longest=2000),
        Column("count", Text("份数", "Answers"), width=12),
        Column("share", Text("占比", "Share"), width=10),
        Column("mean", Text("平均", "Mean"), Kind.DECIMAL, width=10),
    ),
    numbered=False,
)
PLACES = SheetShape(
    name="survey-places",
    title=Text("各地答卷", "Answers by place"),
    columns=(
        Column("place", Text("地区", "Place"), width=24),
        Column("expected", Text("应答", "Expected"), Kind.INTEGER),
        Column("answered", Text("已答", "Answered")),
        Column("rate", Text("回收率", "Response rate")),
        Column("scores", Text("评分", "Scores"), width=50),
    ),
)
LINKS = SheetShape(
    name="survey-links",
    title=Text("答题链接", "Links"),
    columns=(
        Column("name", Text("单位或姓名", "Name"), width=36),
        Column("link", Text("答题链接", "Link"), width=70),
    ),
)


def results_sheet(found: Results, *, language: str) -> bytes:
    """Return a round's results, a row for each option; hidden cells say so."""
    title = Text(found.round.title, found.round.title)
    rows = (row for n, t in enumerate(found.tallies, 1) for row in _rows(n, t, language))
    return write_table(RESULTS, rows, language=language, title=title)


def places_sheet(found: Results, *, language: str) -> bytes:
    """Return the places of a round with response rate and scores."""
    title = Text(found.round.title, found.round.title)
    none = Text("未选地区", "no place given")
    rows = (
        {
            "place": Text((row.place or none).zh, (row.place or none).en).in_language(language),
            "expected": row.expected,
            "answered": str(row.answered)
            if row.answered is not None
            else HIDDEN.in_language(language),
            "rate": percent(row.rate),
            "scores": "；".join(f"{t} {s}" for t, s in row.scores.items() if s is not None),
        }
        for row in found.places
    )
    return write_table(PLACES, rows, language=language, title=title)


def scores_sheet(page: ScorePage, *, language: str) -> bytes:
    """Return the scores of every place and the round before, a column pair for each topic."""
    columns = [
        Column("place", Text("地区", "Place"), width=24),
        Column("answered", Text("已答", "Answered")),
        Column("rate", Text("回收率", "Response rate")),
    ]
    for number, topic in enumerate(page.topics):
        columns += [
            Column(f"now{number}", Text(topic, topic), Kind.DECIMAL),
            Column(f"was{number}", Text(f"{topic}（上一轮）", f"{topic} (before)"), Kind.DECIMAL),
        ]
    shape = SheetShape(name="scores", title=Text("评分", "Scores"), columns=tuple(columns))
    rows = [_score_row(Text("合计", "Total"), page.found, page.scores, language)]
    none = Text("未选地区", "no place given")
    for row, topics in page.places:
        name = Text(row.place.zh, row.place.en) if row.place is not None else none
        rows.append(_score_row(name, row, topics, language))
    title = Text(page.found.round.title, page.found.round.title)
    return write_table(shape, rows, language=language, title=title)


def _score_row(
    name: Text, counted: Results | PlaceRow, topics: Iterable[Scores], language: str
) -> dict[str, Any]:
    answered = counted.answered
    found: dict[str, Any] = {
        "place": name.in_language(language),
        "answered": HIDDEN.in_language(language) if answered is None else str(answered),
        "rate": percent(counted.rate),
    }
    for number, one in enumerate(topics):
        found |= {f"now{number}": one.score, f"was{number}": one.before}
    return found


def links_sheet(links: Mapping[str, str], title: str, *, language: str) -> bytes:
    """Return each name with its own link."""
    rows = ({"name": name, "link": link} for name, link in links.items())
    return write_table(LINKS, rows, language=language, title=Text(title, title))


def percent(share: Decimal | None) -> str:
    """Write a share as a percentage."""
    return "" if share is None else f"{share * 100:.1f}%"


def _rows(number: int, tally: Tally, language: str) -> Iterable[dict[str, Any]]:
    head = {"number": str(number), "question": tally.question.says}
    if tally.hidden:
        yield head | {"count": HIDDEN.in_language(language)}
        return
    yield head | {"count": str(tally.count), "mean": tally.mean}
    for cell in tally.cells:
        yield head | _cell(cell, language)
    for line in tally.grid:
        for cell in line.cells:
            yield head | {"row": line.label} | _cell(cell, language)
    for words in tally.texts:
        yield head | {"option": words}


def _cell(cell: Cell, language: str) -> dict[str, Any]:
    label = cell.label.in_language(language) if isinstance(cell.label, Text) else cell.label
    count = str(cell.count) if cell.count is not None else HIDDEN.in_language(language)
    return {"option": label, "count": count, "share": percent(cell.share)}
