"""The rows of a list held against the directory, the area and each other; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.places.models import Organisation
from zhicai.places.queries import PlaceTree, is_within
from zhicai.registers.models import DoubtfulCode
from zhicai.registers.rules import Entry, twice
from zhicai.sheets.findings import Note

ENTERPRISE = "enterprise"
CHUNK = 900
UNLIKE = Text(
    "校验位不对，已转省局方案管理员核对；确认无误后点“重新检查”即可导入，填错的请对照营业执照改正。",
    "The check sign does not fit; the province's rule keeper has been asked. Once accepted, check "
    "again; mend it by the licence if it was mistyped.",
)
REFUSED = Text(
    "省局核对后认定这个代码有误，请对照营业执照改正。",
    "The province found this code wrong; mend it by the licence.",
)
OUTSIDE = Text(
    "不在本辖区，请改正或删去这一行。", "Outside your area; mend this cell or drop the row."
)
NOWHERE = Text(
    "名录里还没有这家企业，请填所在县（市、区）。",
    "The enterprise is not in the directory yet; write its county.",
)


@dataclass(slots=True)
class Checked:
    """What an import would do: sound rows with the place of each, and what was said about rows."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    known: set[int] = field(default_factory=set)


def check(
    entries: Sequence[Entry],
    doubtful: set[str],
    places: PlaceTree,
    *,
    path: str,
    headings: Mapping[str, str],
) -> Checked:
    """Hold rows against the database; a few queries for each 900 rows."""
    checking = _Checking(entries, doubtful, places, path, headings)
    for entry in entries:
        checking.row(entry)
    return checking.result


class _Checking:
    """One check: what was read from the database, and what came of each row."""

    def __init__(
        self,
        entries: Sequence[Entry],
        doubtful: set[str],
        places: PlaceTree,
        path: str,
        headings: Mapping[str, str],
    ) -> None:
        self.result = Checked()
        self.places, self.path, self.headings = places, path, headings
        self.doubles = twice(entries)
        self.by_code: dict[str, Organisation] = {}
        self.by_name: dict[str, Organisation] = {}
        for lookup, wanted in (
            ("code__in", sorted({entry.code for entry in entries if entry.code})),
            ("name__in", sorted({entry.name for entry in entries})),
        ):
            for start in range(0, len(wanted), CHUNK):
                some = wanted[start : start + CHUNK]
                for one in Organisation.objects.filter(kind=ENTERPRISE, **{lookup: some}):
                    self.by_name[one.name] = one
                    if one.code:
                        self.by_code[one.code] = one
        rows = DoubtfulCode.objects.filter(code__in=doubtful)
        self.doubts = dict.fromkeys(doubtful, "") | dict(rows.values_list("code", "state"))

    def row(self, entry: Entry) -> None:
        """Settle one row."""
        known = self.by_code.get(entry.code) or self.by_name.get(entry.name)
        before = len(self.result.faults)
        self._double(entry)
        self._code(entry, known)
        place_id = entry.place_id or (known.home_id if known else 0)
        self._place(entry, place_id)
        if len(self.result.faults) > before:
            return
        if known is not None:
            self._known(entry, known)
            self.result.known.add(known.pk)
        self.result.entries.append(
            Entry(entry.row, entry.name, entry.code, place_id, entry.industry)
        )

    def _double(self, entry: Entry) -> None:
        if entry.row in self.doubles:
            column, first = self.doubles[entry.row]
            says = Text(
                f"与第 {first} 行重复，请删去一行。", f"The same as row {first}; drop one of them."
            )
            self._fault(entry, column, says)

    def _code(self, entry: Entry, known: Organisation | None) -> None:
        if entry.code in self.doubts:
            state = self.doubts[entry.code]
            if state != DoubtfulCode.State.ACCEPTED:
                refused = state == DoubtfulCode.State.REFUSED
                self._fault(entry, "code", REFUSED if refused else UNLIKE)
        if known is not None and entry.code and known.code and known.code != entry.code:
            says = Text(
                f"名录里这家企业的代码是 {known.code}，请核对。",
                f"In the directory this enterprise has the code {known.code}; compare them.",
            )
            self._fault(entry, "code", says)

    def _place(self, entry: Entry, place_id: int) -> None:
        place = self.places.by_id.get(place_id)
        if not place_id:
            self._fault(entry, "place", NOWHERE)
        elif place is None or not is_within(place.path, self.path):
            self._fault(entry, "place", OUTSIDE)

    def _known(self, entry: Entry, known: Organisation) -> None:
        if known.name != entry.name:
            says = Text(
                f"按代码对上名录里的“{known.name}”，名称不改动。",
                f"By its code this is “{known.name}” of the directory, whose name stays.",
            )
            self.result.notes.append(Note(entry.row, says))
        if entry.place_id and known.home_id != entry.place_id:
            home = self.places.by_id.get(known.home_id)
            where = home.name if home else "—"
            says = Text(
                f"名录里这家企业在{where}，所在地不改动。",
                f"In the directory it sits in {home.en if home else '—'}, which stays.",
            )
            self.result.notes.append(Note(entry.row, says))

    def _fault(self, entry: Entry, column: str, says: Text) -> None:
        heading = self.headings.get(column, "")
        self.result.faults.append(Fault(says, field=column, row=entry.row, column=heading or None))
