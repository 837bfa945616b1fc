"""Questions without their keys: what goes into a pack asks everything and tells no answer.

Options lose their marks of right and wrong, gaps their texts, rubrics their points. Where the order
itself is the key (steps, pairs) they are put into another order, by a seed that never leaves the
province; ``unveiled`` turns an answer back.
"""

from typing import Any

from zhicai.exams.rules.items import (
    Case,
    Choice,
    Content,
    FillIn,
    Matching,
    Ordering,
    Plain,
    TrueFalse,
    Written,
)
from zhicai.exams.rules.shuffling import order

HIDDEN = "—"


def can_be_veiled(content: Content) -> bool:
    """Say whether a question can be asked without network and without its key.

    Files and practical tasks cannot: both are done in the running system.
    """
    if isinstance(content, Case):
        return all(can_be_veiled(part.content) for part in content.parts)
    return isinstance(content, Choice | TrueFalse | FillIn | Matching | Ordering | Written)


def veiled(kind: str, content: Content, *, seed: str, number: int) -> dict[str, Any]:
    """Return the content of a question as ``rules.items`` reads it, without its key."""
    if isinstance(content, Case):
        parts = [
            _veiled(part.kind, part.content, _turn(part.content, seed, number, n))
            | {"kind": part.kind, "marks": str(part.marks)}
            for n, part in enumerate(content.parts)
        ]
        return {"passage": content.stem, "parts": parts}
    return _veiled(kind, content, _turn(content, seed, number, None))


def _turn(content: Plain, seed: str, number: int, part: int | None) -> tuple[int, ...]:
    match content:
        case Matching():
            count = len(content.rights)
        case Ordering():
            count = len(content.steps)
        case _:
            return ()
    return order(seed, f"veil {number}.{part}", count)


def _veiled(kind: str, content: Plain, turn: tuple[int, ...]) -> dict[str, Any]:
    match content:
        case Choice():
            right = 2 if kind == "multiple" else 1
            options = [{"text": one.text, "right": n < right}
                       for n, one in enumerate(content.options)]  # fmt: skip
            return {"stem": content.stem, "options": options}
        case TrueFalse():
            return {"stem": content.stem, "right": True}
        case FillIn():
            return {"stem": content.stem, "blanks": [[HIDDEN] for _ in content.blanks]}
        case Matching():
            rights = [content.rights[n] for n in turn]
            pairs = [{"left": left, "right": rights[n]}
                     for n, (left, _) in enumerate(content.pairs)]  # fmt: skip
            return {"stem": content.stem, "pairs": pairs, "distractors": rights[len(pairs) :]}
        case Ordering():
            return {"stem": content.stem, "steps": [content.steps[n] for n in turn]}
        case Written():
            total = sum(point.marks for point in content.rubric)
            return {"stem": content.stem, "rubric": [{"point": HIDDEN, "marks": str(total)}]}
        case _:
            raise ValueError(kind)


def unveiled(content: Content, answer: Any, *, seed: str, number: int) -> Any:
    """Return an answer to a veiled question as an answer to the question itself."""
    if isinstance(content, Case):
        if not isinstance(answer, list):
            return answer
        return [
            _unveiled(part.content, one, _turn(part.content, seed, number, n))
            for n, (part, one) in enumerate(zip(content.parts, answer, strict=False))
        ]
    return _unveiled(content, answer, _turn(content, seed, number, None))


def _unveiled(content: Plain, answer: Any, turn: tuple[int, ...]) -> Any:
    if not isinstance(content, Matching | Ordering) or not isinstance(answer, list):
        return answer
    return [turn[one] if type(one) is int and 0 <= one < len(turn) else None for one in answer]
