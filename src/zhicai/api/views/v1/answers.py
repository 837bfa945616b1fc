"""How the interface answers: pages of rows, sentences in two languages, errors in one shape."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Schema
from pydantic import Field

from zhicai.foundation.errors import BadInput, Refused, Stale, ZhicaiError
from zhicai.foundation.text import Text

T = TypeVar("T")

MOST = 200
"""Rows of one answer."""

Day = Annotated[
    date,
    Field(ge=date(2000, 1, 1), le=date(2099, 12, 31), description="A day such as 2022-06-20"),
]
Key = Annotated[int, Field(ge=1, le=2**53)]
YearKey = Annotated[int | None, Field(ge=1, le=2**31, description="Id of a programme year")]


class Paging(Schema):
    """Which rows of a list."""

    limit: int = Field(50, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=1_000_000)


class Page(Schema, Generic[T]):
    """Some rows of a list; ``total`` counts all of them."""

    total: int
    limit: int
    offset: int
    items: list[T]


class Said(Schema):
    """The same words in Chinese and in English."""

    zh: str
    en: str


class Fault(Schema):
    """One thing that is wrong: where, by which clause."""

    says: str
    field: str | None = None
    row: int | None = None
    column: str | None = None
    clause: str | None = None


class Problem(Schema):
    """Why a call was not answered; ``message`` in the language of Accept-Language."""

    message: str
    faults: list[Fault] = []


PROBLEMS: dict[frozenset[int], type[Problem]] = {
    frozenset({400, 401, 403, 404, 405, 409, 422, 429}): Problem
}


def said(text: Any) -> dict[str, str]:
    """Return words in both languages."""
    return {"zh": text.zh, "en": text.en}


def page_of(
    rows: QuerySet[Any] | Iterable[Any], paging: Paging, show: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """Return some rows as they are shown, with the number of all."""
    known: QuerySet[Any] | Sequence[Any] = rows if isinstance(rows, QuerySet) else list(rows)
    total = known.count() if isinstance(known, QuerySet) else len(known)
    shown = known[paging.offset : paging.offset + paging.limit]
    return {
        "total": total,
        "limit": paging.limit,
        "offset": paging.offset,
        "items": [show(row) for row in shown],
    }


def language_of(request: HttpRequest) -> str:
    """Return the language of the answer: English where it is asked for before Chinese."""
    header = request.headers.get("Accept-Language", "")[:200]
    for code, _weight in parse_accept_lang_header(header):
        if code.startswith(("en", "zh")):
            return "en" if code.startswith("en") else "zh-hans"
    return "zh-hans"


def problem_of(request: HttpRequest, error: ZhicaiError) -> dict[str, Any]:
    """Return a refusal as it is answered: its sentence, and every fault or reason."""
    language = language_of(request)
    faults: list[dict[str, Any]] = []
    if isinstance(error, BadInput):
        faults = [
            {
                "says": fault.says.in_language(language),
                "field": fault.field,
                "row": fault.row,
                "column": fault.column,
                "clause": fault.clause,
            }
            for fault in error.faults
        ]
    elif isinstance(error, Refused):
        faults = [
            {
                "says": reason.says.in_language(language),
                "field": reason.field,
                "row": None,
                "column": None,
                "clause": reason.clause,
            }
            for reason in error.reasons
        ]
    elif isinstance(error, Stale):
        faults = [_plain(f"{error.by} {error.at}", "revision")]
    return {"message": error.says.in_language(language), "faults": faults}


def plain_problem(request: HttpRequest, says: Text) -> dict[str, Any]:
    """Return a problem that has no faults of its own."""
    return {"message": says.in_language(language_of(request)), "faults": []}


def _plain(says: str, field: str | None) -> dict[str, Any]:
    return {"says": says, "field": field, "row": None, "column": None, "clause": None}


def shape_problem(request: HttpRequest, errors: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what is wrong with the shape of a call: every field with what is expected there."""
    says = Text("参数或内容的格式不对。", "The parameters or the body are not of the right shape.")
    faults = [
        _plain(str(one.get("msg", "")), ".".join(str(part) for part in one.get("loc", ())) or None)
        for one in errors
    ]
    return {**plain_problem(request, says), "faults": faults[:50]}
