"""The programme's own texts: as the rules hold them, or as an editor has put them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.programmes.models import ProgrammeYear, Wording
from zhicai.programmes.queries.law_in_force import law_of, settings_of

PRINCIPLES = "guiding-principles"
PARENT_PLAN = "parent-plan"
POLICY = "policy-"
ADDRESS = "address-"
CONTACT = "contact"
"""How the public reaches the office; no notice prints it, the office fills it in."""
NOT_SET = Text("", "")


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """A text of the programme in force; ``wording`` is None while the rules' own stands.

    ``form`` is ``page`` for prose, ``title`` for a line, ``address`` for a link to an outside
    system, which the notice does not print and which may be empty.
    """

    key: str
    what: Text
    says: Text
    clauses: tuple[str, ...]
    form: str
    wording: Wording | None

    @property
    def version(self) -> int:
        """The version in force, 0 for the rules' own text."""
        return self.wording.version if self.wording else 0


def texts_of(year: ProgrammeYear) -> dict[str, ProgrammeText]:
    """Return every text that the province may reword, by key (HB-1.a, HB-P.b)."""
    law = law_of(year)
    wordings = wordings_of(year)
    found = {}
    for key, what, says, clauses in _texts(law):
        wording = wordings.get(key)
        shown = Text(wording.zh, wording.en or wording.zh) if wording else says
        found[key] = ProgrammeText(key, what, shown, clauses, _form(key), wording)
    return found


def _form(key: str) -> str:
    if key.startswith(ADDRESS):
        return "address"
    return "page" if key == PRINCIPLES else "title"


def _texts(law: Programme) -> list[tuple[str, Text, Text, tuple[str, ...]]]:
    head = law.head
    principles = tuple(dict.fromkeys(c for p in head.principles for c in p.clause))
    sentences = [law.clauses[clause].says for clause in principles]
    found = [
        (
            PRINCIPLES,
            Text("指导原则", "Guiding principles"),
            Text("\n".join(s.zh for s in sentences), "\n".join(s.en for s in sentences)),
            principles,
        )
    ]
    if head.parent_plan:
        what = Text("上级行动计划名称", "Title of the parent plan")
        found.append((PARENT_PLAN, what, head.parent_plan.name, head.parent_plan.clause))
    for basis in head.policy_basis:
        what = Text("政策依据名称", "Title of a policy document")
        found.append((f"{POLICY}{basis.id}", what, basis.name, basis.clause))
    what = Text("公众网站的联系方式", "Contact shown to the public")
    found.append((CONTACT, what, NOT_SET, head.notice.clause))
    for system in head.systems:
        what = Text(f"{system.name.zh}的网址", f"Address of {system.name.en}")
        address = Text(system.address, system.address) if system.address else NOT_SET
        found.append((f"{ADDRESS}{system.id}", what, address, system.clause))
    return found


def addresses_of(year: ProgrammeYear) -> dict[str, str]:
    """Return the address of each outside system that the notice names, empty where none is set."""
    return {
        key.removeprefix(ADDRESS): text.says.zh
        for key, text in texts_of(year).items()
        if text.form == "address"
    }


def wordings_of(year: ProgrammeYear) -> dict[str, Wording]:
    """Return the latest version of every text that an editor has changed, this year or before."""
    rows = Wording.objects.filter(
        programme_year__programme=year.programme, programme_year__year__lte=year.year
    )
    return {row.key: row for row in rows.order_by("programme_year__year", "version")}


def history_of_text(year: ProgrammeYear, key: str) -> QuerySet[Wording]:
    """Return every version of a text up to this year, the latest first."""
    rows = Wording.objects.filter(
        programme_year__programme=year.programme, programme_year__year__lte=year.year, key=key
    )
    return rows.select_related("programme_year").order_by("-programme_year__year", "-version")


def name_of(year: ProgrammeYear, *, on: date) -> Text:
    """Return the programme's name in force on a day."""
    return name_under(law_of(year), settings_of(year, on=on))


def name_under(law: Programme, settings: Mapping[str, Any]) -> Text:
    """Return the programme's name: the province's own where it has set one (A-ZJ-01)."""
    chosen = settings.get("programme-name")
    if chosen is None:
        return law.head.name
    choices = {one.value: one.says for one in law.parameters["programme-name"].choices}
    return choices.get(chosen, Text(str(chosen), law.head.name.en))
