"""The notice clause by clause: our sentence, where it stands, what holds it, what is open."""

from dataclasses import dataclass

from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import Clause
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.law_in_force import law_of
from zhicai.programmes.words import (
    APPS,
    KINDS,
    PRIORITIES,
    body_name,
    due_in_words,
    figure_in_words,
    joined,
    word,
)

_WHAT = {
    "obligation": Text("任务", "duty"),
    "parameter": Text("设置", "setting"),
    "body": Text("主体", "body"),
    "right": Text("职责", "right"),
    "curriculum": Text("课程", "curriculum"),
    "calendar": Text("日历", "calendar"),
    "document": Text("材料", "document"),
    "programme": Text("方案", "programme"),
    "pillar": Text("支柱", "pillar"),
    "measure": Text("举措", "measure"),
    "cites": Text("页面", "page"),
    "handbook": Text("手册", "handbook"),
}


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing in the rules that rests on a clause: what kind, its id, its name."""

    kind: str
    id: str
    what: Text
    name: Text


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause as its page shows it."""

    clause: Clause
    kind: Text
    priority: Text
    actors: Text
    due: Text | None
    figure: Text | None
    holdings: tuple[Holding, ...]

    @property
    def words(self) -> str:
        """Everything that a search looks through."""
        says = self.clause.says
        return f"{self.clause.id} {self.clause.section} {says.zh} {says.en}".lower()


def clause_rows(year: ProgrammeYear) -> list[ClauseRow]:
    """Return every clause of the notice, in its order."""
    law = law_of(year)
    held = law.rules_of_clause
    return [
        ClauseRow(
            clause=clause,
            kind=word(KINDS, clause.kind),
            priority=word(PRIORITIES, clause.priority),
            actors=joined([body_name(law, actor) for actor in clause.actor]),
            due=due_in_words(clause.due) if clause.due else None,
            figure=figure_in_words(clause.measure) if clause.measure else None,
            holdings=tuple(_holding(law, name) for name in held[clause.id]),
        )
        for clause in law.clauses.values()
    ]


def _holding(law: Programme, name: str) -> Holding:
    kind, _, key = name.partition(":")
    return Holding(kind, key, word(_WHAT, kind), _name_of(law, kind, key))


def _name_of(law: Programme, kind: str, key: str) -> Text:
    if kind == "obligation":
        return law.obligations[key].short
    if kind == "parameter":
        return law.parameters[key].asks
    if kind == "cites":
        app, _, page = key.partition(".")
        name = word(APPS, app)
        return Text(name.zh, f"{name.en} ({page})")
    if kind == "right":
        body, _, track = key.partition("@")
        tracks = {one.id: one.name for one in law.head.tracks}
        shown = [body_name(law, body), *([tracks[track]] if track in tracks else [])]
        return Text("·".join(t.zh for t in shown), " · ".join(t.en for t in shown))
    return _names(law).get(f"{kind}:{key}", Text(key, key))


def _names(law: Programme) -> dict[str, Text]:
    head = law.head
    named: dict[str, Text] = {
        "programme:notice": head.notice.title,
        "programme:aims": Text("总体目标", "aims"),
    }
    parent = [head.parent_plan] if head.parent_plan else []
    titled = (*head.policy_basis, *head.principles, *head.themes, *head.systems, *head.lists)
    for thing in (*titled, *parent):
        named[f"programme:{thing.id}"] = thing.name
    named |= {f"programme:{track.id}": track.name for track in head.tracks}
    named |= {f"body:{body.id}": body.name for body in law.bodies.values()}
    named |= {f"curriculum:{group.id}": group.name for group in law.groups}
    named |= {f"curriculum:{item.id}": item.name for item in law.curriculum}
    named |= {f"calendar:{line.id}": line.what for line in law.calendar}
    named |= {f"document:{document.id}": document.name for document in law.documents.values()}
    named |= {f"handbook:{handbook.id}": handbook.name for handbook in law.handbooks.values()}
    for pillar in head.pillars:
        named[f"pillar:{pillar.id}"] = pillar.name
        named |= {f"measure:{one.number}": one.name for one in pillar.measures}
    return named
