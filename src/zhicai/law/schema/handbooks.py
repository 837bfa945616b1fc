"""Documents that live: which a programme asks for, what each must hold, who edits and reads it."""

from zhicai.law.schema.base import ClauseIds, Id, Names, Row, Said

PUBLIC, OFFICES = "public", "offices"
"""Readers who are no body: anybody at all; every office and organisation with an account."""


class HandbookModule(Row):
    """A part that a document must hold before it is published, with the clause that asks for it."""

    id: Id
    name: Said
    asks: Said
    clause: ClauseIds


class HandbookKind(Row):
    """A document of which versions are published (``handbooks.yaml``).

    ``by_curriculum`` gives it one part for every item of the curriculum in force, each a list of
    statements of what one must be able to do: the capability standard. ``editors`` and
    ``acknowledged_by`` are bodies; ``readers`` are bodies, ``offices`` or ``public``. Who decides
    on a version is the owner of its leading clause (A-HB-30), the first editor where that is open.
    """

    id: Id
    name: Said
    about: Said
    clause: ClauseIds
    modules: tuple[HandbookModule, ...] = ()
    by_curriculum: bool = False
    editors: Names
    readers: Names
    acknowledged_by: Names = ()

    @property
    def public(self) -> bool:
        """Whether anybody may read it without signing in."""
        return PUBLIC in self.readers

    @property
    def bodies(self) -> tuple[str, ...]:
        """Every body that it names."""
        return tuple(
            name
            for name in (*self.editors, *self.readers, *self.acknowledged_by)
            if name not in (PUBLIC, OFFICES)
        )
