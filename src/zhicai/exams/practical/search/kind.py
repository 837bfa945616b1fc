"""The search task: a strategy tried on the corpus and handed in, scored by what it finds.

Found counts for eight tenths: the harmonic mean of recall and precision, each whole once it reaches
what the task calls enough. The use of a class of the task, and of synonyms of its ideas, count for
a tenth each, but only where the strategy finds something that was looked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.exams.practical.configs import Config, told
from zhicai.exams.practical.registry import Evidence, Line, Step, Steps, TaskKind
from zhicai.exams.practical.search.corpus import known_answer, subjects
from zhicai.exams.practical.search.finding import find
from zhicai.exams.practical.search.query import LONGEST, Mistake, parse, words_of
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

KEY = "search-strategy"
RUNS, MOST_RUNS, SHOWN = 30, 100, 50
RECALL, PRECISION = 90, 70
"""Percent from which recall and precision are whole, where the task does not say."""
FOUND, CLASSES, SYNONYMS = Decimal("0.8"), Decimal("0.1"), Decimal("0.1")
NOTHING, WHOLE = Decimal(0), Decimal(1)
LEAST_CLASS = 4
"""Signs of a class that a query must have at least: a subclass."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a strategy reached: counts, and shares from 0 to 1; ``mistake`` where it is none."""

    hits: int
    right: int
    known: int
    recall: Decimal = NOTHING
    precision: Decimal = NOTHING
    found: Decimal = NOTHING
    classes: Decimal = NOTHING
    synonyms: Decimal = NOTHING
    mistake: Mistake | None = None

    @property
    def share(self) -> Decimal:
        """The share of the marks."""
        if not self.right:
            return NOTHING
        return self.found * FOUND + self.classes * CLASSES + self.synonyms * SYNONYMS


def chosen(answer: Any) -> str:
    """Return the strategy that is handed in: the try that was picked, else what stands written."""
    return told(answer, "pick") or told(answer, "query")


def reached(config: Mapping[str, Any], strategy: str) -> Reached:
    """Return what a strategy reaches on the task."""
    known = known_answer(str(config.get("subject")))
    query = parse(strategy)
    if isinstance(query, Mistake):
        return Reached(0, 0, len(known), mistake=query)
    hits = {one.number for one in find(query)}
    right = len(hits & known)
    recall = _share(right, len(known))
    precision = _share(right, len(hits))
    words = [(term.field, term.text) for term in words_of(query)]
    return Reached(
        len(hits), right, len(known), recall, precision,
        _mean(_enough(recall, config.get("recall", RECALL)),
              _enough(precision, config.get("precision", PRECISION))),
        _classes(config, [text for field, text in words if field == "IPC"]),
        _synonyms(config, [text for field, text in words if field in ("TI", "AB", "TA")]),
    )  # fmt: skip


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole if whole else NOTHING


def _enough(share: Decimal, percent: Any) -> Decimal:
    return min(WHOLE, share * 100 / Decimal(str(percent)))


def _mean(one: Decimal, other: Decimal) -> Decimal:
    return 2 * one * other / (one + other) if one and other else NOTHING


def _classes(config: Mapping[str, Any], asked: Sequence[str]) -> Decimal:
    wanted = [str(one).upper() for one in config.get("ipc", ())]
    plain = [one.replace(" ", "").rstrip("*") for one in asked]
    used = any(
        len(one) >= LEAST_CLASS and (one.startswith(symbol) or symbol.startswith(one))
        for one in plain
        for symbol in wanted
    )
    return WHOLE if used else NOTHING


def _synonyms(config: Mapping[str, Any], asked: Sequence[str]) -> Decimal:
    """The share of ideas for which at least two of their words are asked for."""
    concepts = config.get("concepts", ())
    full = sum(
        sum(any(str(word).upper() in one for one in asked) for word in words) >= 2
        for words in concepts
    )
    return _share(full, len(concepts))


def check(config: Mapping[str, Any], _marks: Decimal) -> tuple[Fault, ...]:
    """Return everything that is wrong with a config."""
    reading = Config(config)
    reading.only("subject", "ipc", "concepts", "runs", "recall", "precision")
    if str(config.get("subject")) not in subjects():
        known = "、".join(sorted(subjects()))
        reading.fault("subject", f"可选：{known}。", f"Choose one of {known}.")
    reading.lines("ipc")
    concepts = config.get("concepts")
    if not (isinstance(concepts, list) and len(concepts) >= 1 and all(map(_is_concept, concepts))):
        reading.fault(
            "concepts", "每个概念是一列至少两个不同的同义词。",
            "Each idea is a list of two different synonyms at least.",
        )  # fmt: skip
    reading.whole("runs", 1, MOST_RUNS, RUNS)
    reading.whole("recall", 1, 100, RECALL)
    reading.whole("precision", 1, 100, PRECISION)
    return tuple(reading.faults)


def _is_concept(words: Any) -> bool:
    return (
        isinstance(words, list)
        and all(isinstance(one, str) and one.strip() for one in words)
        and len(set(words)) >= 2
    )


def runs_of(config: Mapping[str, Any]) -> int:
    """Return how often a query may be run."""
    return int(config.get("runs", RUNS))


def page(config: Mapping[str, Any], answer: Any) -> Mapping[str, Any]:
    """Return the query as it stands and the try that is picked."""
    return {
        "runs": runs_of(config),
        "longest": LONGEST,
        "query": told(answer, "query"),
        "pick": told(answer, "pick"),
    }


def take(
    _config: Mapping[str, Any], sent: Mapping[str, Any]
) -> Mapping[str, Any] | tuple[Fault, ...]:
    """Run a query: what is recorded is the query and how many it found."""
    written = told(sent, "query")
    query = parse(written)
    if isinstance(query, Mistake):
        place = query.at + 1
        says = Text(f"第 {place} 个字处：{query.says.zh}", f"At character {place}: {query.says.en}")
        return (Fault(says, "query"),)
    return {"query": written, "hits": len(find(query))}


def show(config: Mapping[str, Any], steps: Sequence[Step]) -> Mapping[str, Any]:
    """Return the tries so far and what the last one found; never which of it is right."""
    last = str(steps[-1].data.get("query", "")) if steps else ""
    query = parse(last)
    hits = () if isinstance(query, Mistake) else find(query)
    tried = [
        {"n": n, "query": one.data.get("query", ""), "hits": one.data.get("hits", 0)}
        for n, one in enumerate(steps, start=1)
    ]
    return {
        "tried": tried[::-1],
        "last": last if steps else None,
        "count": len(hits),
        "hits": hits[:SHOWN],
        "shown": SHOWN,
        "left": max(0, runs_of(config) - len(steps)),
    }


def says(data: Mapping[str, Any]) -> Text:
    """Return a try in words."""
    query, hits = data.get("query", ""), data.get("hits", 0)
    return Text(f"{query}（{hits} 件）", f"{query} ({hits} hits)")


def score(config: Mapping[str, Any], answer: Any) -> Decimal:
    """Return the share of the marks."""
    return reached(config, chosen(answer)).share


def evidence(config: Mapping[str, Any], answer: Any) -> tuple[Evidence, ...]:
    """Say what the score rests on."""
    found = reached(config, chosen(answer))
    if found.mistake is not None:
        says = found.mistake.says
        return (
            Evidence(
                Text(f"检索式不能运行：{says.zh}", f"The query cannot run: {says.en}"), NOTHING
            ),
        )
    return (
        Evidence(Text(f"查全：应找到 {found.known} 件，找到 {found.right} 件",
                      f"Recall: {found.right} of {found.known} found"), found.recall),
        Evidence(Text(f"查准：命中 {found.hits} 件，其中 {found.right} 件相关",
                      f"Precision: {found.right} of {found.hits} hits are right"),
                 found.precision),
        Evidence(Text("用了合适的分类号", "A fitting class is used"), found.classes),
        Evidence(Text("用了同义词扩展概念", "Ideas are widened by synonyms"), found.synonyms),
    )  # fmt: skip


def lines(_config: Mapping[str, Any], answer: Any) -> tuple[Line, ...]:
    """Return what was handed in."""
    return (Line(Text("提交的检索式", "Strategy handed in"), chosen(answer)),)


def right(config: Mapping[str, Any]) -> tuple[Text, ...]:
    """Return what is looked for, for those who see the key."""
    known = len(known_answer(str(config.get("subject"))))
    ipc = "、".join(str(one) for one in config.get("ipc", ()))
    concepts = "；".join("、".join(map(str, one)) for one in config.get("concepts", ()))
    enough = (config.get("recall", RECALL), config.get("precision", PRECISION))
    return (
        Text(f"主题 {config.get('subject')}，相关专利 {known} 件",
             f"Subject {config.get('subject')}, {known} records"),
        Text(f"查全率到 {enough[0]}%、查准率到 {enough[1]}% 为满分",
             f"Recall of {enough[0]}% and precision of {enough[1]}% are whole"),
        Text(f"分类号：{ipc}", f"Classes: {ipc}"),
        Text(f"同义词：{concepts}", f"Synonyms: {concepts}"),
    )  # fmt: skip


SEARCH = TaskKind(
    KEY, Text("检索策略", "Search strategy"), "exams/tasks/search.html", check, page, score,
    evidence, lines, right, steps=Steps(runs_of, take, show, says, "exams/tasks/search_runs.html"),
)  # fmt: skip
