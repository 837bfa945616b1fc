"""Numbers and codes: taken under the lock of their series, inside the transaction of the act."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhicai.certificates.models import Certificate, IssueRun, NumberSeries
from zhicai.certificates.queries.law import CertificateLaw
from zhicai.certificates.rules import (
    CODE_LENGTH,
    CODE_SIGNS,
    expiry,
    number,
    pattern_faults,
)
from zhicai.foundation.errors import Reason, Refused
from zhicai.people.rules.identity import masked_number
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import Outcome

BATCH = 500
STATUS = "status"
"""The series without a year that counts places in the public list of states."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One certificate to be issued: for which outcome, of which kind."""

    outcome: Outcome
    kind: str


def certificate_series(
    year: ProgrammeYear, law: CertificateLaw, *, also: Sequence[str] = ()
) -> dict[str, NumberSeries]:
    """Return the series of a year under their lock, that of states with them."""
    found = {}
    for kind in dict.fromkeys((*law.kinds, *also, STATUS)):
        of_year = None if kind == STATUS else year
        NumberSeries.objects.get_or_create(programme_year=of_year, kind=kind)
        found[kind] = NumberSeries.objects.select_for_update().get(
            programme_year=of_year, kind=kind
        )
    return found


def make_certificates(
    wanted: Sequence[Wanted], law: CertificateLaw, run: IssueRun,
    series: dict[str, NumberSeries], *, on: date, replaces: Certificate | None = None,
) -> list[Certificate]:  # fmt: skip
    """Number and write the certificates: without a gap, since all stand or fall together."""
    faults = [f for kind in {one.kind for one in wanted} for f in pattern_faults(law.pattern(kind))]
    if faults:
        raise Refused([Reason(says, law.clauses["pattern"]) for says in faults])
    codes = _codes(len(wanted))
    made = []
    for one, code in zip(wanted, codes, strict=True):
        row, found = one.outcome.registration, one.outcome.registration.training_class
        counter, states = series[one.kind], series[STATUS]
        counter.last, states.last = counter.last + 1, states.last + 1
        title = law.title(one.kind)
        made.append(
            Certificate(
                number=number(
                    law.pattern(one.kind), province=law.year.province.code[:2],
                    year=law.year.year, serial=counter.last,
                ),
                kind=one.kind, programme_year=law.year, outcome=one.outcome,
                person_id=row.person_id, run=run, name=row.person.name,
                id_masked=masked_number(row.person.id_number), title=title.zh,
                title_english=title.en, class_title=found.title, held_from=found.starts_on,
                held_to=found.ends_on, hours=one.outcome.hours_needed,
                programme_title=law.programme_title, issuer=law.issuer(found), issued_on=on,
                expires_on=expiry(on, law.validity), code=code, status_index=states.last,
                replaces=replaces,
            )
        )  # fmt: skip
    Certificate.objects.bulk_create(made, batch_size=BATCH)
    for counter in series.values():
        counter.save(update_fields=["last"])
    return made


def _codes(count: int) -> list[str]:
    """Return so many codes that no certificate has."""
    found: set[str] = set()
    while len(found) < count:
        fresh = {
            "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
            for _ in range(count - len(found))
        }
        taken = Certificate.objects.filter(code__in=list(fresh)[:BATCH])
        found |= fresh - set(taken.values_list("code", flat=True))
    return sorted(found, key=lambda code: secrets.randbits(64))
