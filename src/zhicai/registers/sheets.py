"""Lists as Excel files: the template, a file read by it, and the lists handed out."""

from collections.abc import Iterable, Mapping

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.places.models import Listing
from zhicai.places.names import PlaceNames
from zhicai.places.queries import PlaceFacts, PlaceTree
from zhicai.places.rules import read_credit_code
from zhicai.registers.queries.changes import Changed
from zhicai.registers.rules import Entry
from zhicai.sheets.downloads import download
from zhicai.sheets.mapping import named
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.table import Row, Table
from zhicai.sheets.writing import write_table, write_template

_LIST = SheetShape(
    name="enterprises",
    title=Text("企业名录", "List of enterprises"),
    instructions=(
        Text(
            "一行一家企业。统一社会信用代码列已设为“文本”；所在县（市、区）填全称或简称；红字列必填。",
            "One row for each enterprise. The code column is text; the county by its full or short "
            "name; red heads are required.",
        ),
    ),
    columns=(
        Column(
            "name", Text("企业名称", "Enterprise"), required=True, longest=120, width=32,
            aliases=("单位名称", "企业", "公司名称", "名称"), example="示例科技有限公司",
        ),
        Column(
            "code", Text("统一社会信用代码", "Credit code"), longest=40, width=24,
            aliases=("信用代码", "社会信用代码", "统一代码"), example="91420100MA4K000000",
        ),
        Column(
            "place", Text("所在县（市、区）", "County"), longest=60, width=18,
            aliases=("县市区", "所在县区", "所属县区", "县区", "所在地", "注册地"),
            example="夷陵区",
        ),
        Column(
            "industry", Text("行业", "Industry"), longest=60, width=18,
            aliases=("所属行业", "技术领域", "行业领域"), example="装备制造",
        ),
    ),
)  # fmt: skip


def list_shape(mapping: Mapping[str, str] | None = None) -> SheetShape:
    """Return the table of a list; ``mapping`` are an office's own headings, by column."""
    return named(_LIST, mapping or {})


def template_sheet() -> HttpResponse:
    """Return the empty list to be filled in."""
    language = get_language() or "zh-hans"
    content = write_template(_LIST, language=language)
    return download(content, f"{_LIST.title.in_language(language)}.xlsx")


def read_entries(table: Table, places: PlaceTree) -> tuple[list[Entry], list[Fault], set[str]]:
    """Return the sound rows of a table, every fault of every cell of the others, and the codes
    whose check sign does not fit.
    """
    wrong: dict[int, set[str | None]] = {}
    for fault in table.faults:
        wrong.setdefault(fault.row or 0, set()).add(fault.field)
    names = PlaceNames(sorted(places.by_code.values(), key=_deepest))
    entries, faults, doubtful = [], list(table.faults), set[str]()
    for row in table.rows:
        covered = wrong.get(row.number, set())
        entry, found, doubts = _entry(row, names)
        fresh = [table.fault(row, key, says) for key, says in found if key not in covered]
        faults += fresh
        if doubts:
            doubtful.add(entry.code)
        if not covered and not fresh:
            entries.append(entry)
    return entries, faults, doubtful


def _deepest(place: PlaceFacts) -> tuple[int, str]:
    """Counties before cities: of two places with one name the county is meant."""
    return (-place.path.count("/"), place.code)


def _entry(row: Row, names: PlaceNames) -> tuple[Entry, list[tuple[str, Text]], bool]:
    values, found = row.values, []
    code, doubts, place_id = "", False, 0
    if values["code"]:
        try:
            code, doubt = read_credit_code(values["code"])
            doubts = doubt is not None
        except BadInput as error:
            found.append(("code", error.says))
    if values["place"]:
        place_id = names.read(values["place"])
        if not place_id:
            says = Text(
                "没有这个县（市、区）；请写全称，如改过名请写现在的名称。",
                "There is no such county; write its full present name.",
            )
            found.append(("place", says))
    name = " ".join((values["name"] or "").split())
    return Entry(row.number, name, code, place_id, values["industry"] or ""), found, doubts


_OUT = SheetShape(
    name="list",
    title=Text("企业名录", "List of enterprises"),
    columns=(
        Column("name", Text("企业名称", "Enterprise"), width=34),
        Column("code", Text("统一社会信用代码", "Credit code"), width=24),
        Column("city", Text("市（州）", "City"), width=14),
        Column("place", Text("县（市、区）", "County"), width=16),
        Column("industry", Text("行业", "Industry"), width=18),
        Column("since", Text("列入日期", "Listed since"), Kind.DATE, width=14),
        Column("source", Text("来源", "Source"), width=30),
    ),
)
_CHANGES = SheetShape(
    name="list-changes",
    title=Text("名录变化", "Changes of a list"),
    columns=(
        Column("change", Text("变化", "Change"), width=10),
        Column("name", Text("企业名称", "Enterprise"), width=34),
        Column("code", Text("统一社会信用代码", "Credit code"), width=24),
        Column("city", Text("市（州）", "City"), width=14),
        Column("place", Text("县（市、区）", "County"), width=16),
    ),
)
CHANGE_WORDS = {"new": Text("新增", "new"), "gone": Text("退出", "gone")}


def list_sheet(rows: Iterable[Listing], title: Text, places: PlaceTree) -> HttpResponse:
    """Return a list as an Excel file."""
    language = get_language() or "zh-hans"
    lines = [
        {
            "name": row.organisation.name,
            "code": row.organisation.code,
            "industry": row.organisation.industry,
            "since": row.valid_from,
            "source": row.source,
            **where(row.organisation.home_id, places, language),
        }
        for row in rows
    ]
    content = write_table(_OUT, lines, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def changes_sheet(rows: Iterable[Changed], title: Text, places: PlaceTree) -> HttpResponse:
    """Return the differences of two lists as an Excel file."""
    language = get_language() or "zh-hans"
    lines = [
        {
            "change": CHANGE_WORDS[row.change].in_language(language),
            "name": row.name,
            "code": row.code,
            **where(row.place_id, places, language),
        }
        for row in rows
    ]
    content = write_table(_CHANGES, lines, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def where(place_id: int, places: PlaceTree, language: str) -> dict[str, str]:
    """Return the columns city and place of an enterprise."""
    home = places.by_id.get(place_id)
    if home is None:
        return {}
    city = places.city_of(home)
    return {
        "place": Text(home.zh, home.en).in_language(language),
        "city": Text(city.zh, city.en).in_language(language) if city else "",
    }
