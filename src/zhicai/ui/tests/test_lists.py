"""A list: filters in the URL, sorting, pages, selection, export; over far more rows than a page."""

from dataclasses import dataclass

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict

from zhicai.ui.lists import Column, FilterForm, ListPage


@dataclass(frozen=True)
class Row:
    pk: int
    name: str
    points: int | None


ROWS = [Row(n, f"人{n:03}", None if n % 50 == 0 else n * 7 % 100) for n in range(1, 131)]
COLUMNS = (
    Column("name", "姓名", ("name",)),
    Column("points", "积分", ("points",)),
    Column("x", "无"),
)


class Filters(FilterForm[list[Row]]):
    least = forms.IntegerField(label="至少", required=False)
    kind = forms.ChoiceField(label="类", required=False, choices=[("", "全部"), ("a", "甲类")])

    def narrow(self, rows):
        least = self.given.get("least", 0)
        return [row for row in rows if (row.points or 0) >= least]


def page_of(query="", **options):
    request = HttpRequest()
    request.path = "/people/"
    request.GET = QueryDict(query)
    options = {"columns": COLUMNS, "filters": Filters, "default_sort": "name", **options}
    return ListPage(request, ROWS, **options)


def test_a_page_holds_fifty_rows_of_all():
    page = page_of()
    assert len(list(page)) == 50
    assert page.total == 130
    assert [number for number, _url in page.pages] == ["1", "2", "3"]


@pytest.mark.parametrize(("asked", "shown"), [("2", "2"), ("99", "3"), ("x", "1"), ("-4", "3")])
def test_a_page_that_does_not_exist_becomes_one_that_does(asked, shown):
    assert page_of(f"page={asked}").number == shown


def test_filters_narrow_and_are_named_in_their_own_words():
    page = page_of("least=90&kind=a")
    assert 0 < page.total < 130
    assert page.narrowed
    assert page.filters.conditions == ["90", "甲类"]
    assert page.clear_url == "/people/"


def test_a_filter_that_makes_no_sense_narrows_nothing():
    page = page_of("least=many&kind=zzz")
    assert page.total == 130
    assert not page.narrowed


def test_zero_is_a_condition_and_an_empty_one_is_none():
    assert page_of("least=0").filters.given == {"least": 0}
    assert page_of("least=").filters.given == {}


def test_sorting_turns_round_and_keeps_the_filter():
    page = page_of("sort=points&least=3")
    head = next(head for head in page.heads if head.column.key == "points")
    assert head.order == "ascending"
    assert QueryDict(head.url.partition("?")[2]).dict() == {"sort": "-points", "least": "3"}
    points = [row.points for row in page.matching]
    assert points == sorted(points)


def test_rows_without_a_value_come_last():
    assert page_of("sort=points").matching[-1].points is None


@pytest.mark.parametrize("key", ["x", "pk", "points__secret", "--points"])
def test_only_columns_that_offer_it_are_sorted_by(key):
    assert page_of(f"sort={key}").sort == "name"


def test_a_column_without_fields_has_no_link():
    assert page_of().heads[-1].url == ""


def test_moving_on_keeps_filters_and_sorting():
    page = page_of("sort=-points&least=1&page=2")
    given = QueryDict(page.next_url.partition("?")[2]).dict()
    assert given == {"sort": "-points", "least": "1", "page": "3"}
    assert page.previous_url
    assert page_of("page=3").next_url == ""


def test_ticked_rows_are_chosen_and_only_those_that_the_view_gave():
    page = page_of("least=50")
    first = page.matching[0].pk
    hidden = next(row.pk for row in ROWS if row not in page.matching)
    chosen = page.chosen(QueryDict(f"selected={first}&selected={hidden}&selected=x"))
    assert [row.pk for row in chosen] == [first]


def test_everything_means_all_that_match_on_every_page():
    page = page_of("least=10")
    assert len(page.chosen(QueryDict("everything=1"))) == page.total > 50


def test_an_export_writes_every_matching_row_in_order():
    page = page_of("export=xlsx&least=60&sort=-points")
    assert page.exporting
    answer = page.export(lambda rows: HttpResponse(str(len(rows))))
    assert answer.content == str(page.total).encode()
    assert not page_of().exporting
