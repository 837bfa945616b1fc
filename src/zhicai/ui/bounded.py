"""A list that may be of a million rows: its count and its pages end at a thousand.

Counting or sorting all of a large table takes time in proportion to it; an officer narrows instead.
Beyond the bound the list stands in its default order, which an index has to give, and says that
there are more. Taking the list out as a file is not bounded.
"""

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

from zhicai.ui.lists import ListPage, ordered

Row = TypeVar("Row", bound=Model)
MOST = 1_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of the first rows alone; ``count`` is told, not asked."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        super().__init__(rows, size)
        self.count = count


class BoundedList(ListPage[QuerySet[Row]], Generic[Row]):
    """A :class:`ListPage` of at most :data:`MOST` rows; ``more`` says that there are more."""

    @cached_property
    def narrowed_rows(self) -> QuerySet[Row]:
        """Return every row within the filters, in no order."""
        return self.filters.narrow(self.rows) if self.filters else self.rows

    @cached_property
    def _counted(self) -> int:
        return self.narrowed_rows.order_by().values("pk")[: MOST + 1].count()

    @property
    def more(self) -> bool:
        """Tell whether there are more rows than are shown."""
        return self._counted > MOST or bool(getattr(self.filters, "more", False))

    @cached_property
    def sort(self) -> str:
        """Return the column key in force: the default one where there are more rows than shown."""
        wanted = self.request.GET.get("sort", "")
        sortable = {column.key for column in self.columns if column.fields}
        known = wanted.removeprefix("-") in sortable and self._counted <= MOST
        return wanted if known else self.default_sort

    @cached_property
    def matching(self) -> QuerySet[Row]:
        """Return every row within the filters, sorted."""
        key = self.sort.removeprefix("-")
        fields = next((column.fields for column in self.columns if column.key == key), ())
        return ordered(self.narrowed_rows, fields, down=self.sort.startswith("-"))

    @cached_property
    def page(self) -> Page[Any]:
        """Return the rows of the page in ``?page=``; one past the end is the last page."""
        pages = BoundedPaginator(self.matching, self.page_size, min(self._counted, MOST))
        return pages.get_page(self.request.GET.get("page"))
