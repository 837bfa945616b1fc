"""Read the province's own rules anew, without a restart."""

from dataclasses import dataclass

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import LawError
from zhicai.places.models import Place
from zhicai.programmes.announcements import LawReloaded
from zhicai.programmes.queries import library, stamp_file


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came of it: the programmes whose rules changed, and what is wrong in which file."""

    changed: tuple[str, ...]
    problems: tuple[LawError, ...]


@transaction.atomic
def reload_law(*, by: Acting) -> Reloaded:
    """Read every rule folder anew; a broken one stays at its last good version.

    Every process of the site follows, on its next request.
    """
    require(by, "programmes.keep", by.province)
    held = library()
    before = {name: law.version for name, law in held.programmes.items()}
    problems = held.reload()
    after = {name: law.version for name, law in held.programmes.items()}
    changed = tuple(sorted(n for n in before | after if before.get(n) != after.get(n)))
    record(
        by,
        "programmes.law_reloaded",
        Place.objects.get(code=by.province),
        place=by.province,
        values={"changed": list(changed), "problems": [str(problem) for problem in problems]},
    )
    stamp_file().parent.mkdir(parents=True, exist_ok=True)
    stamp_file().touch()
    announce(LawReloaded(changed))
    return Reloaded(changed, problems)
