"""The quotas of a commendation round: of each nominating office, and of the province."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.schema.reviews import AwardRule
from zhicai.reviews.rules.content import NOMINATORS


@dataclass(frozen=True, slots=True)
class Standing:
    """A nomination as the selection sees it: its key, the votes, the order given by hand."""

    pk: int
    votes: int = 0
    order: int | None = None


def may_nominate(
    award: AwardRule, *, nominator: str | None, already: int, more: int, clause: str | None
) -> Decision:
    """Say whether an office may nominate so many more for an award."""
    if nominator not in award.nominators:
        who = "、".join(NOMINATORS[one].zh for one in award.nominators)
        says = Text(
            f"“{award.zh}”由{who}提名。",
            f"“{award.says.en}”: nominated by "
            f"{', '.join(NOMINATORS[one].en for one in award.nominators)}.",
        )
        return Decision.refuse(says, clause)
    if already + more > award.per_place:
        says = Text(
            f"“{award.zh}”每个单位最多提名 {award.per_place} 人，已提名 {already} 人，"
            f"这次 {more} 人。",
            f"“{award.says.en}”: at most {award.per_place} by one office; {already} stand, "
            f"{more} more were chosen.",
        )
        return Decision.refuse(says, clause)
    return Decision.yes()


def may_select(
    awards: Sequence[AwardRule], chosen: Mapping[str, int], clause: str | None
) -> Decision:
    """Say whether so many may be selected of each award."""
    over = [
        Decision.refuse(
            Text(
                f"“{one.zh}”名额 {one.quota} 人，选了 {chosen[one.id]} 人。",
                f"“{one.says.en}” has {one.quota} places; {chosen[one.id]} were chosen.",
            ),
            clause,
        )
        for one in awards
        if chosen.get(one.id, 0) > one.quota
    ]
    return Decision.all_of(over)


def ranked(rows: Sequence[Standing]) -> list[int]:
    """Return the keys in order: by the order given by hand, then by votes, then as nominated."""
    key = {one.pk: (one.order is None, one.order or 0, -one.votes, one.pk) for one in rows}
    return sorted(key, key=key.__getitem__)
