"""Who may be given a certificate, how it is numbered and until when it counts: pure.

Every refusal names the clause that refuses, read from the programme's rules by the caller.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

QUALIFIED, PENDING, MAKE_UP, NOT_QUALIFIED = "qualified", "pending", "makeup", "not_qualified"
SPECIALIST, COMPLETION = "specialist", "completion"
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What a code for verifying is made of: nothing that is read as something else."""
CODE_LENGTH = 12
SERIAL_WIDTH = 4
YEAR, SERIAL, PROVINCE = "{year}", "{serial}", "{province}"
Clauses = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands of one person in one class.

    ``issues``: the programme issues certificates; ``certified_track``: the class is of the track
    that leads to one. ``reasons`` are the unmet facts as they were decided. ``missed`` says that
    the make-up is used up. ``kinds`` are those that the programme issues, ``held`` those valid.
    """

    issues: bool
    certified_track: bool
    state: str
    hours_done: bool
    exam_passed: bool
    practical_passed: bool
    published: bool
    same_person: bool = True
    made_up: bool = False
    kind: str = SPECIALIST
    kinds: Collection[str] = (SPECIALIST,)
    held: Collection[str] = ()
    reasons: Sequence[Reason] = ()


def may_issue(facts: Facts, clauses: Clauses) -> Decision:
    """Say whether a certificate of ``facts.kind`` may be issued, with every reason against it."""
    if not facts.issues:
        says = Text("本项目不颁发证书。", "This programme issues no certificates.")
        return Decision.refuse(says, clauses.get("issues"))
    if not facts.certified_track:
        says = Text(
            "只有考核班可以发证，本班不发证。",
            "Only classes of the assessment lead to a certificate; this one does not.",
        )
        return Decision.refuse(says, clauses.get("track"))
    return Decision.all_of([*_unmet(facts, clauses), *_unready(facts, clauses)])


def _unmet(facts: Facts, clauses: Clauses) -> list[Decision]:
    """The three facts, and what was decided from them."""
    found = []
    if facts.state == NOT_QUALIFIED:
        says = (
            Text(
                "补考后仍不合格，已按不合格办结，不予发证。",
                "Closed as not qualified after the make-up; no certificate is issued.",
            )
            if facts.made_up
            else Text(
                "已按不合格办结，不予发证。", "Closed as not qualified; no certificate is issued."
            )
        )
        found.append(Decision.refuse(says, clauses.get("final")))
    elif facts.state == MAKE_UP:
        says = Text("须补考合格后才能发证。", "A certificate comes after the make-up is passed.")
        found.append(Decision.refuse(says, clauses.get("make-up")))
    elif facts.state != QUALIFIED:
        says = Text("考核结果还没有定。", "The result is not decided yet.")
        found.append(Decision.refuse(says, clauses.get("award")))
    found += [Decision(False, (reason,)) for reason in facts.reasons]
    told = {reason.clause for reason in facts.reasons}
    for done, key, says in (
        (facts.hours_done, "hours", Text("学时没有修满。", "Class hours are missing.")),
        (facts.exam_passed, "exam", Text("考试没有合格。", "The examination is not passed.")),
        (
            facts.practical_passed,
            "practical",
            Text("实操没有合格。", "The practical is not passed."),
        ),
    ):
        if not done and clauses.get(key) not in told:
            found.append(Decision.refuse(says, clauses.get(key)))
    return found


def _unready(facts: Facts, clauses: Clauses) -> list[Decision]:
    found = []
    if facts.state == QUALIFIED and not facts.published:
        says = Text("成绩还没有公布，公布后才能发证。", "The results are not published yet.")
        found.append(Decision.refuse(says, clauses.get("award")))
    if not facts.same_person:
        says = Text("成绩不是此人的。", "The result is another person's.")
        found.append(Decision.refuse(says, clauses.get("award")))
    if facts.kind not in facts.kinds:
        says = Text("本项目不颁发这种证书。", "This programme issues no certificate of this kind.")
        found.append(Decision.refuse(says, clauses.get("kinds")))
    elif facts.kind in facts.held:
        says = Text("已有一张有效的证书。", "There is a valid certificate already.")
        found.append(Decision.refuse(says, clauses.get("award")))
    return found


def kinds_of(choice: str | None) -> tuple[str, ...]:
    """Return the kinds that a programme issues: one, or that of completion beside it (A-HB-11)."""
    return (SPECIALIST, COMPLETION) if choice == "two" else (SPECIALIST,)


def pattern_faults(pattern: str) -> tuple[Text, ...]:
    """Return what is wrong with a pattern: without year or serial two numbers could be the same."""
    lacking = [sign for sign in (YEAR, SERIAL) if sign not in pattern]
    return tuple(
        Text(f"证书号样式里缺少 {sign}。", f"The pattern of numbers lacks {sign}.")
        for sign in lacking
    )


def number(pattern: str, *, province: str, year: int, serial: int) -> str:
    """Return the number of a certificate; the serial has at least four digits.

    >>> number("专〔{year}〕第{serial}号", province="42", year=2022, serial=7)
    '专〔2022〕第0007号'
    """
    filled = {YEAR: str(year), SERIAL: f"{serial:0{SERIAL_WIDTH}}", PROVINCE: province}
    return re.sub(r"\{(?:year|serial|province)\}", lambda found: filled[found.group()], pattern)


def in_groups(code: str) -> str:
    """Return a code in groups of four, as it is printed and read aloud.

    >>> in_groups("23456789ABCD")
    '2345-6789-ABCD'
    """
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def expiry(issued_on: date, years: int | None) -> date | None:
    """Return the last day on which a certificate counts, None where it has no end."""
    if not years:
        return None
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:  # 29 February
        return issued_on.replace(year=issued_on.year + years, day=28)
