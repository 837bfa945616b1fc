"""What people tell the apps above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person's data were erased; what an app above keeps of them is erased with it.

    Subscribe ``within`` the transaction: either all of it goes or nothing does.
    """

    person_id: int
