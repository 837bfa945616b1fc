"""A list page: filters in the URL, sorting, pages of 50, selecting across pages, export.

    class OrderFilters(FilterForm[QuerySet[Order]]):
        status = forms.ChoiceField(label=_("状态"), required=False, choices=...)

        def narrow(self, rows: QuerySet[Order]) -> QuerySet[Order]:
            return rows.filter(status=self.given["status"]) if "status" in self.given else rows

    def orders(request):
        page = ListPage(request, visible_to(request.user), columns=COLUMNS,
                        filters=OrderFilters, default_sort="-filed")
        return page.export(write_sheet) if page.exporting else render(request, "…", {"page": page})

Rows are a QuerySet, or a sequence of objects where they are computed (states of obligations).
``page`` feeds ``components/filters.html``, ``components/thead.html`` and ``components/pager.html``.
A batch action posts ``selected`` (primary keys) or ``everything=1``; :meth:`ListPage.chosen`
returns those rows, always within the filters of the URL and the rows that the view gave.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise

Rows = TypeVar("Rows", bound=QuerySet[Any] | Sequence[Any])

PAGE_SIZE = 50
"""Rows on one page."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: ``key`` names it in ``?sort=``, ``fields`` are what it sorts by.

    ``fields`` are ORM fields, or attributes of computed rows; without them it does not sort.
    ``numeric`` sets head and cells to the right; ``under`` is a second, smaller line of the head
    (a deadline, a unit).
    """

    key: str
    label: str | Promise
    fields: tuple[str, ...] = ()
    numeric: bool = False
    under: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head on this page: the link that sorts by it and the order it stands in now."""

    column: Column
    url: str
    order: str
    """``ascending``, ``descending`` or ``""``: what ``aria-sort`` says."""


class FilterForm(forms.Form, Generic[Rows]):
    """A row of filters, read from the URL. Every field has ``required=False`` and a label."""

    @cached_property
    def given(self) -> dict[str, Any]:
        """Return the values that can be read; a value that makes no sense narrows nothing."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if is_given(value)}

    def narrow(self, rows: Rows) -> Rows:
        """Return the rows that fit :attr:`given`; each list says how."""
        return rows

    @property
    def conditions(self) -> list[str]:
        """Return the conditions in force as the user chose them, for the words of an empty list."""
        return [shown_value(self.fields[name], value) for name, value in self.given.items()]


def is_given(value: Any) -> bool:
    """Tell whether a filter was chosen: not empty, not an unticked box; zero counts."""
    if isinstance(value, QuerySet):
        return value.exists()
    return value is not None and value is not False and value not in ("", [], ())


def shown_value(field: forms.Field, value: Any) -> str:
    """Return the value of a filter in the words of its choices."""
    if isinstance(field, forms.BooleanField):
        return str(field.label)
    choices = getattr(field, "choices", ())
    labels = {str(key): str(label) for key, label in choices if not isinstance(label, list | tuple)}
    many = value if isinstance(value, list | tuple | QuerySet) else [value]
    return "、".join(labels.get(str(getattr(one, "pk", one)), str(one)) for one in many)


def ordered(rows: Rows, fields: Sequence[str], *, down: bool) -> Rows:
    """Return the rows sorted by ``fields``; the primary key, or the order given, settles ties."""
    if isinstance(rows, QuerySet):
        if not fields:
            return rows if rows.ordered else rows.order_by("pk")
        return rows.order_by(*(turned(name) if down else name for name in fields), "pk")
    if not fields:
        return rows

    def place(row: Any) -> tuple[tuple[bool, Any], ...]:
        values = (getattr(row, name.removeprefix("-")) for name in fields)
        return tuple((value is None, value) for value in values)

    first_down = down != fields[0].startswith("-")
    return cast("Rows", sorted(rows, key=place, reverse=first_down))


class ListPage(Generic[Rows]):
    """One page of a list, for one request; ``rows`` are those that this user may see."""

    def __init__(
        self,
        request: HttpRequest,
        rows: Rows,
        *,
        columns: Sequence[Column] = (),
        filters: type[FilterForm[Rows]] | None = None,
        default_sort: str = "",
        page_size: int = PAGE_SIZE,
    ) -> None:
        self.request = request
        self.rows = rows
        self.columns = tuple(columns)
        self.filters = filters(request.GET) if filters else None
        self.default_sort = default_sort
        self.page_size = page_size

    @cached_property
    def sort(self) -> str:
        """Return the column key in force, with ``-`` when descending."""
        wanted = self.request.GET.get("sort", "")
        sortable = {column.key for column in self.columns if column.fields}
        return wanted if wanted.removeprefix("-") in sortable else self.default_sort

    @cached_property
    def matching(self) -> Rows:
        """Return every row within the filters, sorted."""
        rows = self.filters.narrow(self.rows) if self.filters else self.rows
        key = self.sort.removeprefix("-")
        fields = next((column.fields for column in self.columns if column.key == key), ())
        return ordered(rows, fields, down=self.sort.startswith("-"))

    @cached_property
    def page(self) -> Page[Any]:
        """Return the rows of the page in ``?page=``; one past the end is the last page."""
        return Paginator(self.matching, self.page_size).get_page(self.request.GET.get("page"))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.page)

    @property
    def total(self) -> int:
        """Return how many rows match."""
        return self.page.paginator.count

    @property
    def narrowed(self) -> bool:
        """Tell whether a filter is in force (then an empty list offers to clear it)."""
        return bool(self.filters and self.filters.given)

    @cached_property
    def heads(self) -> list[Head]:
        """Return the column heads with their sort links."""
        heads = []
        for column in self.columns:
            order = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
            turn = f"-{column.key}" if order == "ascending" else column.key
            url = self.address(sort=turn, page=None) if column.fields else ""
            heads.append(Head(column, url, order))
        return heads

    def address(self, **changes: str | None) -> str:
        """Return this list's URL with some parameters changed; None drops one."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def number(self) -> str:
        """Return the number of this page."""
        return str(self.page.number)

    @property
    def pages(self) -> list[tuple[str, str]]:
        """Return (number, URL) of the pages to offer; a gap has an empty URL."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2)
        return [(str(n), self.address(page=str(n)) if isinstance(n, int) else "") for n in numbers]

    @property
    def previous_url(self) -> str:
        """Return the URL of the page before, ``""`` on the first."""
        if not self.page.has_previous():
            return ""
        return self.address(page=str(self.page.previous_page_number()))

    @property
    def next_url(self) -> str:
        """Return the URL of the page after, ``""`` on the last."""
        return self.address(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def clear_url(self) -> str:
        """Return the URL without filters, the sorting kept."""
        sort = self.request.GET.get("sort")
        kept = sort and self.sort == sort
        return f"{self.request.path}?sort={sort}" if kept else self.request.path

    @property
    def export_url(self) -> str:
        """Return the URL that exports every matching row."""
        return self.address(export="xlsx", page=None)

    @property
    def exporting(self) -> bool:
        """Tell whether this request asks for the export."""
        return self.request.GET.get("export") == "xlsx"

    def export(self, write: Callable[[Rows], HttpResponse]) -> HttpResponse:
        """Hand every matching row, sorted, to ``write`` and return its answer."""
        return write(self.matching)

    def chosen(self, posted: QueryDict) -> Rows:
        """Return the rows asked for by a batch action: ``selected`` keys or ``everything=1``."""
        rows = self.matching
        if posted.get("everything") == "1":
            return rows
        keys = posted.getlist("selected")
        if not isinstance(rows, QuerySet):
            return cast("Rows", [row for row in rows if str(row.pk) in keys])
        return rows.filter(pk__in=[key for key in keys if is_key(rows, key)])


def is_key(rows: QuerySet[Any], key: str) -> bool:
    """Tell whether ``key`` can be a primary key of these rows at all."""
    try:
        rows.model._meta.pk.to_python(key)
    except ValidationError:
        return False
    return True


def turned(field: str) -> str:
    """Return the ORM field name in the other direction."""
    return field[1:] if field.startswith("-") else f"-{field}"
