"""What a rule answers when asked whether something may be done: yes, or no and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Effect


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be done, with the reasons and their clauses.

    A refusal has at least one reason. What is allowed may carry reasons too: flags that are shown
    and recorded. Decisions of several rules are joined with :meth:`and_`, so that a user sees
    every reason at once.
    """

    allowed: bool
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not self.allowed and not self.reasons:
            raise ValueError("a refusal names its reason")

    @classmethod
    def yes(cls) -> "Decision":
        """Return: allowed, nothing to say."""
        return cls(allowed=True)

    @classmethod
    def refuse(
        cls, says: Text, clause: str | None = None, *, field: str | None = None
    ) -> "Decision":
        """Return: not allowed. ``clause`` says so, ``field`` is what it is about."""
        return cls(allowed=False, reasons=(Reason(says, clause, field),))

    @classmethod
    def flag(cls, says: Text, clause: str | None = None, *, field: str | None = None) -> "Decision":
        """Return: allowed, but noted."""
        return cls(allowed=True, reasons=(Reason(says, clause, field),))

    @classmethod
    def all_of(cls, decisions: Iterable["Decision"]) -> "Decision":
        """Return the decisions as one: allowed if all are, with every reason."""
        joined = cls.yes()
        for decision in decisions:
            joined = joined.and_(decision)
        return joined

    def and_(self, other: "Decision") -> "Decision":
        """Return both as one: allowed if both are. The reasons of a refusal are the refusals'."""
        if self.allowed == other.allowed:
            return Decision(self.allowed, (*self.reasons, *other.reasons))
        return other if self.allowed else self

    def under(self, effect: Effect, *, override: str = "") -> "Decision":
        """Return the decision as a rule of this effect takes it.

        ``flag`` turns a refusal into a flag; ``override`` does so where the office gives a reason.
        """
        lifted = effect is Effect.FLAG or (effect is Effect.OVERRIDE and bool(override.strip()))
        return Decision(allowed=True, reasons=self.reasons) if lifted else self

    def insist(self) -> None:
        """Raise Refused, with the reasons, unless allowed."""
        if not self.allowed:
            raise Refused(self.reasons)

    def __bool__(self) -> bool:
        return self.allowed
