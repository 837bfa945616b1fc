"""What is one's own at an address, and what is not."""

from dataclasses import dataclass
from typing import Any

ABSENT = (999_999_999, 10**30)
"""Keys that nothing has."""


@dataclass(frozen=True)
class Own:
    """Values of one parameter that are the walker's own, and those that are not."""

    own: tuple[Any, ...]
    foreign: tuple[Any, ...] = ABSENT
