"""The tree of refusals. Each says what happened, why, and what to do; each knows its HTTP status.

ZhicaiError
  + Refused 409        a rule says no; carries the reasons and their clauses
  + BadInput 422       fields or rows are wrong, all of them at once
  + Stale 409          someone else changed it meanwhile; nothing was overwritten
  + TooMany 429        one address sends more than people do; nothing was looked at
  + OutOfScope 404     it exists, but not for this user: the same answer as for what does not exist
  + NotYourPage 403    a kind of page that this role never has
  + LawError 500       a province's rules cannot be read: file, line, what is expected
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zhicai.foundation.text import Text


class ZhicaiError(Exception):
    """Whatever Zhicai refuses; ``says`` is shown to the user as it stands."""

    status = 400

    def __init__(self, says: Text) -> None:
        super().__init__(says.zh)
        self.says = says


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision: the clause it rests on, our sentence, and the field it is about."""

    says: Text
    clause: str | None = None
    field: str | None = None


class Refused(ZhicaiError):  # noqa: N818
    """A rule of the programme says no."""

    status = 409

    def __init__(self, reasons: Sequence[Reason]) -> None:
        if not reasons:
            raise ValueError("a refusal names its reason")
        super().__init__(reasons[0].says)
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what was sent: where (field, or row and column) and how to mend it.

    ``clause`` is given where a rule of the programme says no to one field of a form.
    """

    says: Text
    field: str | None = None
    row: int | None = None
    column: str | None = None
    clause: str | None = None


class BadInput(ZhicaiError):  # noqa: N818
    """What was sent cannot be taken; every fault at once, and nothing was changed."""

    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        if not faults:
            raise ValueError("bad input names its faults")
        super().__init__(faults[0].says)
        self.faults = tuple(faults)


class Stale(ZhicaiError):  # noqa: N818
    """Someone else changed it meanwhile; the later writer is told, nothing is overwritten."""

    status = 409

    def __init__(self, says: Text, *, by: str, at: str) -> None:
        super().__init__(says)
        self.by = by
        self.at = at


class TooMany(ZhicaiError):  # noqa: N818
    """One address has sent more than people do; ``says`` tells when it may go on."""

    status = 429


class OutOfScope(ZhicaiError):  # noqa: N818
    """Unknown or not this user's: an outsider cannot tell which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(Text("没有找到这个页面。", "There is no such page."))


class NotOpened(OutOfScope):
    """What the page rests on has not begun: no programme year of the province is open."""

    def __init__(self, says: Text) -> None:
        ZhicaiError.__init__(self, says)


class NotYourPage(ZhicaiError):  # noqa: N818
    """A kind of page that this role never has; ``says`` tells whose it is."""

    status = 403


class LawError(ZhicaiError):
    """A rule file cannot be read; names file, line (1-based) and what is expected there."""

    status = 500

    def __init__(self, file: str, line: int, says: Text) -> None:
        where = Text(f"{file} 第 {line} 行：{says.zh}", f"{file}, line {line}: {says.en}")
        super().__init__(where)
        self.file = file
        self.line = line
        self.expected = says
