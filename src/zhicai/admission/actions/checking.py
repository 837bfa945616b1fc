"""A roster held against people, registrations, seats and employers; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.admission.queries.asking import Asking, ClassAsking
from zhicai.admission.queries.employers import Employers, Known, employers, suggestions
from zhicai.admission.queries.rosters import LIVE, SEATED
from zhicai.admission.rules.eligibility import OTHER
from zhicai.admission.rules.line import seats_left
from zhicai.admission.rules.roster import ADD, UPDATE, Entry, Standing, changes, twice
from zhicai.foundation.errors import Fault, Reason
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.people.queries.records import find_by_numbers, visible_people
from zhicai.places.models import Organisation
from zhicai.sheets.findings import Note

CHUNK = 900
OTHER_NAME = Text(
    "姓名与这个证件号码已有的记录不一致，请对照证件核对。",
    "The name differs from the record of this document; compare it with the card.",
)
DIFFERS = Text(
    "已报名本班，内容与这一行不同；要修改，请改选“只更新”或“新增和更新”。",
    "Registered for the class already, with other contents; choose to update as well.",
)
NOT_YET = Text(
    "还没有报名本班，没有可更新的内容；要新增，请改选“新增和更新”。",
    "Not registered for the class, so there is nothing to update; choose to add as well.",
)
ANOTHERS = Text(
    "这个人的联系方式由其单位所在地管理，手机号不能在这里改；请清空这一格。",
    "Another place keeps this person's contacts; empty this cell.",
)


@dataclass(frozen=True, slots=True)
class Add:
    """A row that would be registered, its employer settled."""

    entry: Entry
    known: bool
    organisation_id: int | None
    employer: str
    code: str
    kind: str
    place_id: int
    flags: tuple[Reason, ...]
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A row that would change a registration."""

    pk: int
    fields: dict[str, Any]


@dataclass(slots=True)
class Checked:
    """What an import would do; ``same`` rows are registered with the same contents already."""

    adds: list[Add] = field(default_factory=list)
    updates: list[Change] = field(default_factory=list)
    same: int = 0
    waits: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def flagged(self) -> int:
        """How many new rows carry a reason for a second look."""
        return sum(1 for add in self.adds if add.flags)


def check(
    entries: Sequence[Entry],
    asking: ClassAsking,
    *,
    mode: str,
    over_waits: bool,
    by: Acting,
    headings: Mapping[str, str],
) -> Checked:
    """Hold rows against the database; the number of queries does not grow with the rows but by
    900.
    """
    checking = _Checking(entries, asking, by, headings)
    checking.read()
    for entry in entries:
        checking.row(entry, mode=mode, over_waits=over_waits)
    checking.suggest()
    return checking.result


class RowCheck:
    """One check of rows: what was read from the database, and what came of each row."""

    def __init__(
        self, entries: Sequence[Entry], asking: Asking, by: Acting, headings: Mapping[str, str]
    ) -> None:
        self.entries, self.by, self.headings = entries, by, headings
        self.wanted = asking
        self.result = Checked()
        self.unknown: dict[str, int] = {}
        self.people: dict[tuple[str, str], int] = {}
        self.names: dict[int, str] = {}
        self.employers = Employers()
        self.own: Known | None = None
        self.doubles: dict[int, int] = {}

    def read(self) -> None:
        """Read the people and employers that the rows are held against."""
        on, types = self.wanted.on, self.wanted.asked.names
        self.doubles = twice(self.entries)
        self.people = find_by_numbers((e.id_kind, e.id_number) for e in self.entries)
        keys = sorted(set(self.people.values()))
        for start in range(0, len(keys), CHUNK):
            some = Person.objects.filter(pk__in=keys[start : start + CHUNK])
            self.names |= dict(some.values_list("pk", "name"))
        self.employers = employers(
            (e.employer for e in self.entries), (e.code for e in self.entries), types=types, on=on
        )
        if self.by.organisation_id is not None:
            row = Organisation.objects.get(pk=self.by.organisation_id)
            own = employers([row.name], [row.code], types=types, on=on)
            known = own.find(row.name, row.code)
            self.own = known or Known(row.pk, row.name, row.code, row.home_id, "")

    def fault(self, entry: Entry, key: str, says: Text, clause: str | None = None) -> None:
        """Add a fault at a cell of a row."""
        column = self.headings.get(key)
        self.result.faults.append(Fault(says, key, entry.row, column, clause))

    def person_of(self, entry: Entry) -> tuple[int | None, bool]:
        """Return who a row is, if known, and whether the row is sound so far; a fault else."""
        if entry.row in self.doubles:
            other = self.doubles[entry.row]
            says = Text(
                f"与第 {other} 行是同一个证件号码；请删去其中一行。",
                f"The same document stands in row {other}; delete one of them.",
            )
            self.fault(entry, "id_number", says)
            return None, False
        person_id = self.people.get((entry.id_kind, entry.id_number))
        if person_id is not None and self.names[person_id] != entry.name:
            self.fault(entry, "name", OTHER_NAME)
            return person_id, False
        return person_id, True

    def settled(self, entry: Entry, *, known: bool) -> Add | None:
        """Return a new row with its employer settled; None and a fault where it cannot be taken."""
        employer = self.own or self.employers.find(entry.employer, entry.code)
        named = entry.employer and self.own is None
        by_code = named and employer is not None and employer.code == entry.code != ""
        if by_code and employer is not None and employer.name != entry.employer:
            says = Text(
                f"这个信用代码是“{employer.name}”的，与工作单位不同；请核对其中一格。",
                f"This code is that of “{employer.name}”; check the code or the name.",
            )
            self.fault(entry, "code", says)
            return None
        place_id = entry.place_id or (employer.home_id if employer else self.wanted.place_id)
        kind = entry.kind or (employer.kind if employer else "") or OTHER
        decided = self.wanted.eligibility(kind, place_id)
        if not decided.allowed:
            reason = decided.reasons[0]
            self.fault(entry, "kind", reason.says, reason.clause)
            return None
        if employer is None:
            self.unknown.setdefault(entry.employer, entry.row)
        return Add(
            entry, known, employer.id if employer else None,
            employer.name if employer else entry.employer,
            entry.code or (employer.code if employer else ""), kind, place_id, decided.reasons,
        )  # fmt: skip

    def suggest(self) -> None:
        """Note which employers are in no list, each once, with those that are written alike."""
        area = self.wanted.path.split("/")
        near = suggestions(self.unknown, "/".join(area[:2]), on=self.wanted.on)
        for name, row in sorted(self.unknown.items(), key=lambda one: one[1]):
            zh = f"“{name}”不在单位名录里，按填写的名称登记。"
            en = f"“{name}” is in no list of employers and is entered as written."
            if name in near:
                zh += f"名录里写法相近的：{'、'.join(near[name])}。"
                en += f" Written alike: {', '.join(near[name])}."
            self.result.notes.append(Note(row, Text(zh, en)))


class _Checking(RowCheck):
    """The check of a class's roster: its seats, its registrations, who may change contacts."""

    def __init__(
        self, entries: Sequence[Entry], asking: ClassAsking, by: Acting, headings: Mapping[str, str]
    ) -> None:
        super().__init__(entries, asking, by, headings)
        self.asking = asking
        self.free = 0
        self.live: dict[int, Standing] = {}
        self.mine: set[int] = set()

    def read(self) -> None:
        """Read everything that the rows are held against."""
        super().read()
        found = self.asking.found
        self.live = {one.person_id: one for one in _standing(found.pk)}
        taken = Registration.objects.filter(training_class=found, state__in=SEATED).count()
        waiting = len(self.live) > taken
        self.free = 0 if waiting else seats_left(found.capacity, taken)
        self.mine = self._reach()

    def _reach(self) -> set[int]:
        """Return those of the registered people whose contacts the user may change."""
        keys = [pk for pk in self.people.values() if pk in self.live]
        if not keys:
            return set()
        rows = visible_people(self.by, on=self.asking.on)
        mine: set[int] = set()
        for start in range(0, len(keys), CHUNK):
            some = rows.filter(pk__in=keys[start : start + CHUNK])
            mine |= set(some.values_list("pk", flat=True))
        return mine

    def row(self, entry: Entry, *, mode: str, over_waits: bool) -> None:
        """Settle one row: a fault, an update, the same as it stands, or somebody new."""
        person_id, sound = self.person_of(entry)
        if not sound:
            return None
        held = self.live.get(person_id) if person_id is not None else None
        if held is not None:
            return self._registered(entry, held, mode)
        if mode == UPDATE:
            return self.fault(entry, "id_number", NOT_YET)
        return self._new(entry, person_id is not None, over_waits)

    def _registered(self, entry: Entry, held: Standing, mode: str) -> None:
        fields = changes(entry, held)
        if self.own is not None:
            for name in ("employer", "code", "kind", "place_id"):
                fields.pop(name, None)
        if not fields:
            self.result.same += 1
        elif mode == ADD:
            self.fault(entry, "id_number", DIFFERS)
        elif "phone" in fields and held.person_id not in self.mine:
            self.fault(entry, "phone", ANOTHERS)
        else:
            self.result.updates.append(Change(held.pk, fields))

    def _new(self, entry: Entry, known: bool, over_waits: bool) -> None:
        unknown = dict(self.unknown)
        add = self.settled(entry, known=known)
        if add is None:
            return None
        waits = self.free <= 0
        if waits and not over_waits:
            capacity = self.asking.found.capacity
            says = Text(
                f"名额 {capacity} 人已满，这一行超出；可勾选“超出名额的排入候补”，或调整班次名额。",
                f"All {capacity} seats are taken; let the rest wait, or change the seats.",
            )
            self.unknown = unknown
            return self.fault(entry, "name", says)
        self.free -= not waits
        self.result.waits += waits
        self.result.adds.append(replace(add, waits=bool(waits)))
        return None


def _standing(class_id: int) -> list[Standing]:
    rows = Registration.objects.filter(training_class_id=class_id, state__in=LIVE)
    return [
        Standing(*values)
        for values in rows.values_list(
            "pk", "person_id", "person__name", "person__phone", "employer_name", "employer_code",
            "employer_type", "employer_place_id", "post", "is_ip_post", "remark",
        )
    ]  # fmt: skip
