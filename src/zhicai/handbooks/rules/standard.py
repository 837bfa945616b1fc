"""The statements of a standard: one a line, each with an id that no other wording ever gets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhicai.foundation.text import Text
from zhicai.law.decision import Decision


@dataclass(frozen=True, slots=True)
class Statement:
    """What a specialist must be able to do; ``id`` is ``ITEM.NUMBER``."""

    id: str
    says: str


def numbered(item: str, body: str, earlier: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements of an item's text; the same words keep the id they had before.

    ``earlier`` are those of all editions before. A changed wording gets the next number: what a
    paper named keeps its meaning.
    """
    known = {statement.says: statement.id for statement in earlier}
    last = max((int(one.rpartition(".")[2]) for one in known.values()), default=0)
    found: dict[str, Statement] = {}
    for line in (line.strip().lstrip("-· ").strip() for line in body.splitlines()):
        if not line or line in found:
            continue
        if line not in known:
            last += 1
        found[line] = Statement(known.get(line, f"{item}.{last}"), line)
    return tuple(found.values())


def may_name(
    items: Iterable[str],
    *,
    version: int,
    in_force: int | None,
    held: Mapping[str, object],
    clause: str,
) -> Decision:
    """Say whether a design, paper or task may name these items of a version of the standard.

    It names the version in force, and at least one item, each of them in that version.
    """
    if in_force is None:
        says = Text(
            "能力标准还没有发布，请先由省局发布。", "No capability standard has been published yet."
        )
        return Decision.refuse(says, clause, field="version")
    if version != in_force:
        says = Text(
            f"现行能力标准是第 {in_force} 版，请改为对照第 {in_force} 版。",
            f"Version {in_force} of the standard is in force; refer to that one.",
        )
        return Decision.refuse(says, clause, field="version")
    wanted = list(items)
    if not wanted:
        says = Text("至少选一项能力标准的条目。", "Name at least one item of the standard.")
        return Decision.refuse(says, clause, field="items")
    unknown = [item for item in wanted if item not in held]
    if unknown:
        names = ", ".join(unknown)
        says = Text(f"能力标准里没有：{names}。", f"The standard does not hold: {names}.")
        return Decision.refuse(says, clause, field="items")
    return Decision.yes()
