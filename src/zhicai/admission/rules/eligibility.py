"""Whether an employer is among those a class is for, explained before anyone applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text

OTHER = "other"
OTHER_SAYS = Text("其他单位", "other employer")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the notice and its settings ask of employers.

    ``types`` are those the class is for, None where the notice names none; ``names`` are all that
    can be chosen. ``strict``: another type is refused, otherwise flagged. The clauses are those on
    which the two checks rest, None where there is none.
    """

    types: frozenset[str] | None = None
    names: Mapping[str, Text] = field(default_factory=dict)
    strict: bool = False
    type_clause: str | None = None
    area_clause: str | None = None


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer as a rule sees it: its type, and whether it sits in the area of the class."""

    kind: str
    local: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """``allowed``: may register. ``reasons`` say why not, or what the office looks at again."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()


def eligibility(asked: Asked, employer: Employer) -> Eligibility:
    """Decide whether someone of this employer may register (A-HB-09).

    Another type of employer is refused or flagged as the setting says; an employer of elsewhere is
    always flagged and never refused, since the class is open to the whole province.
    """
    reasons: list[Reason] = []
    allowed = True
    if asked.types is not None and employer.kind not in asked.types:
        allowed = not asked.strict
        reasons.append(_other_type(asked, employer.kind))
    if asked.area_clause and not employer.local:
        says = Text(
            "工作单位不在本班所在的地区，由主办单位核对后录取。",
            "The employer sits outside the area of the class; the organiser looks at it first.",
        )
        reasons.append(Reason(says, clause=asked.area_clause, field="employer_place"))
    return Eligibility(allowed, tuple(reasons))


def _other_type(asked: Asked, kind: str) -> Reason:
    named = asked.names.get(kind, OTHER_SAYS)
    wanted = [asked.names[key] for key in asked.names if key in (asked.types or ())]
    listed = Text("、".join(one.zh for one in wanted), ", ".join(one.en for one in wanted))
    if asked.strict:
        says = Text(
            f"本班面向：{listed.zh}。“{named.zh}”不在其中，不能报名；如类型选错，请改选。",
            f"The class is for: {listed.en}. “{named.en}” is none of them; choose the type again "
            "if it was wrong.",
        )
    else:
        says = Text(
            f"本班面向：{listed.zh}。“{named.zh}”不在其中，可以报名，由主办单位核对后录取。",
            f"The class is for: {listed.en}. “{named.en}” is none of them; you can register and "
            "the organiser looks at it first.",
        )
    return Reason(says, clause=asked.type_clause, field="employer_type")


def as_json(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    """Return reasons as they are kept with a registration."""
    return [{"zh": one.says.zh, "en": one.says.en, "clause": one.clause or ""} for one in reasons]
