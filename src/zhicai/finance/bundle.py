"""The audit bundle of a cost object: one zip with tables, vouchers, settlement, log and a check.

Members and their hashes are known before the first byte leaves, so that the manifest is in it and
its own hash in the audit log; vouchers are read from the store chunk by chunk.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from zhicai.audit.models import Entry
from zhicai.audit.queries import entry_facts
from zhicai.files import storage
from zhicai.finance.models import Settlement
from zhicai.finance.queries.budgets import BudgetSheet
from zhicai.finance.rules.kinds import COSTS
from zhicai.finance.rules.parts import PARTS
from zhicai.foundation.clock import CHINA
from zhicai.people.rules.identity import masked_name

MOST_BYTES = 512 * 1024 * 1024
"""Vouchers of one bundle, all together."""
PERSON = 4
"""A payee of so many characters is taken for a person's name."""
_CHUNK = 1 << 18
README = """{title}
经费审计包 / audit bundle
生成 made: {at:%Y-%m-%d %H:%M} {by}
{mask}

核对 to check: python check.py（只需 Python 3，不需要网络 / Python 3 alone, no network）
金额单位为分 / amounts named fen are hundredths of a yuan.
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the bundle: its content, or the hash under which the store keeps it."""

    name: str
    sha256: str
    size: int
    content: bytes = field(default=b"", repr=False)
    stored: bool = False

    def chunks(self) -> Iterator[bytes]:
        """Yield the content."""
        if not self.stored:
            yield self.content
            return
        with storage.open_content(self.sha256) as file:
            while chunk := file.read(_CHUNK):
                yield chunk


@dataclass(frozen=True, slots=True)
class Bundle:
    """All files of a bundle, the manifest last; ``digest`` is the SHA-256 of the manifest."""

    members: tuple[Member, ...]
    digest: str
    made_at: datetime


def vouchers_size(sheet: BudgetSheet) -> int:
    """Return how many bytes the vouchers of a budget have together."""
    return sum(one.file.size for row in sheet.expenses for one in row.vouchers.all())


def compose(
    sheet: BudgetSheet, xlsx: bytes, *, title: str, masked: bool, by: str, at: datetime
) -> Bundle:
    """Return the bundle of a budget; ``masked``: payees' names covered, no vouchers in it."""
    vouchers, files = _vouchers(sheet, masked=masked)
    mask = "姓名已脱敏，不含凭证文件 / names masked, vouchers left out" if masked else ""
    moment = at.astimezone(CHINA)
    readme = README.format(title=title, at=moment, by=by, mask=mask)
    members = [
        _text("README.txt", readme),
        _json("budget.json", _budget(sheet)),
        _table("lines.csv", _lines(sheet)),
        _table("expenses.csv", _expenses(sheet, masked=masked)),
        _table("notes.csv", _notes(sheet)),
        _table("charges.csv", _charges(sheet)),
        _table("refusals.csv", _refusals(sheet, masked=masked)),
        _table("vouchers.csv", vouchers),
        _text("audit.jsonl", "".join(f"{_dumped(one)}\n" for one in _entries(sheet))),
        _member("check.py", Path(__file__).with_name("check_bundle.py").read_bytes()),
    ]
    if not masked:
        members.append(_member("expenses.xlsx", xlsx))
    settlement = getattr(sheet.budget, "settlement", None)
    if settlement is not None:
        members.append(_json("settlement.json", _settlement(settlement, masked=masked)))
    members += files
    manifest = {
        "form": 1, "title": title, "masked": masked, "made_at": moment.isoformat(), "made_by": by,
        "files": [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in members],
    }  # fmt: skip
    last = _json("manifest.json", manifest)
    return Bundle((*members, last), last.sha256, moment)


class _Sink:
    """Takes what the archive writes until it is handed on; cannot seek, as a connection cannot."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held


def stream(bundle: Bundle) -> Iterator[bytes]:
    """Yield the bundle as a zip, no more than a chunk of a file in memory at once."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        for one in bundle.members:
            info = ZipInfo(one.name, date_time=bundle.made_at.timetuple()[:6])
            info.compress_type = ZIP_STORED if one.stored else ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w") as file:
                for chunk in one.chunks():
                    file.write(chunk)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


# --- what stands in it ---------------------------------------------------------------------------


def _member(name: str, content: bytes) -> Member:
    return Member(name, sha256(content).hexdigest(), len(content), content)


def _text(name: str, text: str) -> Member:
    return _member(name, text.encode())


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _json(name: str, value: object) -> Member:
    return _text(name, json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1))


def _table(name: str, table: tuple[Sequence[str], Iterable[Sequence[object]]]) -> Member:
    columns, rows = table
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return _member(name, out.getvalue().encode("utf-8-sig"))


def _safe(value: object) -> object:
    """Let no cell begin as a formula in Excel."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t"):
        return f"'{value}"
    return "" if value is None else value


def _person(name: str, *, masked: bool) -> str:
    return masked_name(name) if masked and len(name) <= PERSON else name


def _budget(sheet: BudgetSheet) -> dict[str, Any]:
    row = sheet.budget
    assert row is not None
    return {
        "cost_object": row.cost_object, "title": row.title, "year": row.programme_year.year,
        "programme": row.programme_year.programme, "place": row.place.code,
        "place_name": row.place.name, "track": row.track, "starts_on": row.starts_on.isoformat(),
        "people": row.people, "days": row.days, "state": row.state,
        "planned_fen": sheet.sums.planned, "spent_fen": sheet.sums.spent,
        "charged_to_trainees_fen": sheet.sums.charged, "revision": row.revision,
    }  # fmt: skip


def _lines(sheet: BudgetSheet) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    columns = (
        "id", "part", "part_name", "kind", "kind_name", "fund", "fund_place", "payer", "fund_kind",
        "planned_fen", "spent_fen", "note",
    )  # fmt: skip
    rows = []
    for row in sheet.lines:
        one, part = row.line, PARTS.get(row.line.part)
        rows.append(
            (one.pk, one.part, part.zh if part else "", one.kind, COSTS[one.kind].zh, one.fund.name,
             one.fund.place.name, one.fund.payer, one.fund.kind, one.amount, row.spent, one.note)
        )  # fmt: skip
    return columns, rows


def _expenses(
    sheet: BudgetSheet, *, masked: bool
) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    columns = (
        "id", "line", "paid_on", "payee", "fen", "hours", "says", "voucher", "reverses", "reason",
        "booked_at", "booked_by", "office",
    )  # fmt: skip
    return columns, [
        (one.pk, one.line_id, one.paid_on, _person(one.payee, masked=masked), one.amount, one.hours,
         one.says, one.voucher, one.reverses_id, one.reason, one.booked_at.isoformat(),
         one.booked_by, one.office)
        for one in sheet.expenses
    ]  # fmt: skip


def _notes(sheet: BudgetSheet) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    columns = (
        "id", "fund", "state", "reason", "asked_on", "asked_by", "answer", "answered_on",
        "answered_by",
    )  # fmt: skip
    return columns, [
        (one.pk, one.fund.name, one.state, one.reason, one.asked_on, one.asked_by, one.answer,
         one.answered_on, one.answered_by)
        for one in sheet.notes
    ]  # fmt: skip


def _charges(sheet: BudgetSheet) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    columns = ("id", "payer", "item", "fen", "own_cost", "on", "reverses", "booked_by")
    return columns, [
        (one.pk, one.payer, one.item, one.amount, one.own_cost, one.on, one.reverses_id,
         one.booked_by)
        for one in sheet.charges
    ]  # fmt: skip


def _refusals(
    sheet: BudgetSheet, *, masked: bool
) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    columns = (
        "id", "what", "part", "kind", "fund", "fen", "payee", "voucher", "says", "reasons",
        "refused_at", "tried_by", "office",
    )  # fmt: skip
    rows = sheet.budget.refusals.all() if sheet.budget is not None else ()
    return columns, [
        (one.pk, one.what, one.part, one.kind, one.fund, one.amount,
         _person(one.payee, masked=masked), one.voucher, one.says,
         " | ".join(f"{r['zh']}（{r['clause']}）" for r in one.reasons), one.refused_at.isoformat(),
         one.tried_by, one.office)
        for one in rows
    ]  # fmt: skip


def _vouchers(
    sheet: BudgetSheet, *, masked: bool
) -> tuple[tuple[Sequence[str], Iterable[Sequence[object]]], list[Member]]:
    columns = ("expense", "name", "sha256", "size", "added_at", "added_by", "path")
    rows, files = [], []
    for expense in sheet.expenses:
        for number, one in enumerate(expense.vouchers.all(), start=1):
            path = ""
            if not masked and storage.path_of(one.file.sha256).is_file():
                tail = PurePosixPath(one.file.name).suffix or f".{one.file.kind}"
                path = f"vouchers/{expense.pk}-{number}{tail if tail.isascii() else ''}"
                files.append(Member(path, one.file.sha256, one.file.size, stored=True))
            rows.append(
                (expense.pk, one.file.name, one.file.sha256, one.file.size,
                 one.added_at.isoformat(), one.added_by, path)
            )  # fmt: skip
    return (columns, rows), files


def _settlement(row: Settlement, *, masked: bool) -> Mapping[str, Any]:
    figures = dict(row.figures)
    if masked:
        figures["expenses"] = [
            {**one, "payee": _person(one["payee"], masked=True)} for one in figures["expenses"]
        ]
    return {
        "figures": figures, "sha256": row.sha256, "settled_on": row.settled_on.isoformat(),
        "settled_at": row.settled_at.isoformat(), "settled_by": row.settled_by,
        "office": row.office,
    }  # fmt: skip


def _entries(sheet: BudgetSheet) -> Iterator[dict[str, Any]]:
    """Yield the audit entries about a budget and everything on it, in the order of writing."""
    budget = sheet.budget
    assert budget is not None
    about: dict[str, set[str]] = {"finance.budget": {str(budget.pk)}}
    for name, rows in (
        ("expense", sheet.expenses), ("sourcenote", sheet.notes), ("charge", sheet.charges),
        ("refusal", list(budget.refusals.all())),
    ):  # fmt: skip
        about[f"finance.{name}"] = {str(row.pk) for row in rows}
    found = []
    for subject, ids in about.items():
        found += list(Entry.objects.filter(subject=subject, subject_id__in=ids))
    for entry in sorted(found, key=lambda one: one.pk):
        yield entry_facts(entry)
