"""What finance tells the apps above: the money of a cost object is settled."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """The budget of a cost object (``training.class:12``) is settled; nothing about it changes."""

    cost_object: str
    at: datetime
