"""How a kind of task takes its config apart: what is missing or wrong, each fault said at once."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

FIELD = "config"
"""The field of the editor at which every fault of a config stands."""


class Config:
    """Reads a config by its keys; ``faults`` gathers what is wrong."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.faults: list[Fault] = []

    def fault(self, key: str, zh: str, en: str) -> None:
        """Note something wrong at a key."""
        self.faults.append(Fault(Text(f"{key}：{zh}", f"{key}: {en}"), FIELD))

    def only(self, *known: str) -> None:
        """Note every key that the kind does not know: most often one that is misspelt."""
        for key in sorted(set(self.raw) - set(known)):
            self.fault(key, "没有这一项设置。", "There is no such setting.")

    def words(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.raw.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(key, "这里要有文字。", "Words are missing.")
        return ""

    def lines(self, key: str, *, least: int = 1) -> tuple[str, ...]:
        """Return a list of texts, at least so many."""
        value = self.raw.get(key)
        found = value if isinstance(value, list) else []
        if len(found) >= least and all(isinstance(one, str) and one.strip() for one in found):
            return tuple(one.strip() for one in found)
        self.fault(key, f"至少要有 {least} 行文字。", f"At least {least} lines are needed.")
        return ()

    def rows(self, key: str, *, least: int = 1) -> Sequence[Mapping[str, Any]]:
        """Return a list of mappings, at least so many."""
        value = self.raw.get(key)
        found = value if isinstance(value, list) else []
        if len(found) >= least and all(isinstance(one, Mapping) for one in found):
            return found
        self.fault(key, f"至少要有 {least} 项。", f"At least {least} are needed.")
        return ()

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """Return a whole number within bounds, the default where there is none."""
        value = self.raw.get(key, default)
        if type(value) is int and low <= value <= high:
            return value
        self.fault(key, f"是 {low} 到 {high} 的整数。", f"A whole number from {low} to {high}.")
        return default


def decimal_of(value: Any) -> Decimal | None:
    """Return a number that is written as one, None for anything else."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def told(answer: Any, name: str) -> str:
    """Return what stands in a field of an answer, empty where nothing does."""
    value = answer.get(name) if isinstance(answer, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def told_list(answer: Any, name: str) -> tuple[str, ...]:
    """Return what stands in a field that holds a list."""
    value = answer.get(name) if isinstance(answer, Mapping) else None
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
