"""What ``privacy.yaml`` holds: the notice, the purposes, the clock of requests, what is kept."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from zhicai.law.schema.base import Id, Row, Said, iso_date


class Purpose(Row):
    """One purpose of processing; an optional one (``needed: false``) may be refused (PIPL 16)."""

    id: Id
    name: Said
    data: Said
    basis: Said
    retention: Said
    needed: bool = False


class Response(Row):
    """Within how many working days a request is answered, and what says so."""

    working_days: Annotated[int, Field(ge=1, le=60)]
    basis: Said


class Kept(Row):
    """How long one kind of record is kept (PIPL 19)."""

    record: Said
    keep: Said
    basis: Said


class Disposal(Row):
    """When a person's data are to be erased (PIPL 47(1)): ``years`` after the last thing noted.

    ``only`` names the tables by their beginnings: whoever is in no other one; empty: everyone. A
    legal hold always goes before; an officer approves every batch.
    """

    id: Id
    record: Said
    years: Annotated[int, Field(ge=1, le=100)]
    only: tuple[str, ...] = ()
    basis: Said


class Privacy(Row):
    """The notice in force (PIPL 17): its version, its words, its purposes.

    A new version asks everyone anew: consent was given to the words of one version.
    """

    version: str
    since: Annotated[date, BeforeValidator(iso_date), Field(alias="from")]
    notice: Said
    response: Response
    purposes: tuple[Purpose, ...]
    retention: tuple[Kept, ...] = ()
    disposal: tuple[Disposal, ...] = ()

    def purpose(self, name: str) -> Purpose | None:
        """Return a purpose by id, None where there is none."""
        return next((one for one in self.purposes if one.id == name), None)

    @property
    def optional(self) -> tuple[Purpose, ...]:
        """The purposes that rest on consent and may be refused."""
        return tuple(one for one in self.purposes if not one.needed)
