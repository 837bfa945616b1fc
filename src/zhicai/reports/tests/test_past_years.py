"""A year that is over keeps its county for whoever moves after it (HB-2.4.1.c, HB-2.4.2.d)."""

from datetime import date

import pytest

from zhicai.people.homes import move_home
from zhicai.people.models import Person
from zhicai.planning.tests.scenes import XILING, YILING
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting
from zhicai.reports.figures import YearCounted, figure_named
from zhicai.reports.queries.counting import live_rows, rows_of
from zhicai.results.queries.assessing import certified

END_OF_YEAR, NEXT_SPRING, IN_THE_YEAR = date(2022, 12, 31), date(2023, 3, 1), date(2022, 9, 1)


def moves(scene, *, on):
    """Guo's record goes to Xiling."""
    move_home(Person.objects.get(pk=scene.guo.pk), scene.hubei.places[XILING], on=on)


def counted_in(scene, key, code):
    """The names that a figure counts in a county at the end of the year."""
    counted = YearCounted(scene.hubei.year, END_OF_YEAR)
    figure = figure_named(key)
    found = live_rows(figure, counted, division="county", at=code)
    rows = list(rows_of(figure, counted, ("county",)))
    at = {row.name for row in rows if [one.key for one in row.pieces["county"]] == [code]}
    assert at == set(found.values_list(figure.name, flat=True))
    return at


@pytest.mark.parametrize("key", ["specialists", "certificates-issued"])
def test_who_moves_after_the_year_is_counted_where_the_record_was_kept_then(scene, key):
    moves(scene, on=NEXT_SPRING)
    assert counted_in(scene, key, YILING) == {scene.guo.name, scene.yang.name}
    assert counted_in(scene, key, XILING) == set()


@pytest.mark.parametrize("key", ["specialists", "certificates-issued"])
def test_who_moved_within_the_year_is_counted_at_the_new_county(scene, key):
    moves(scene, on=IN_THE_YEAR)
    assert counted_in(scene, key, YILING) == {scene.yang.name}
    assert counted_in(scene, key, XILING) == {scene.guo.name}


@pytest.mark.parametrize(("moved", "code"), [(NEXT_SPRING, YILING), (IN_THE_YEAR, XILING)])
def test_certified_people_of_a_year_count_where_they_were_at_its_end(scene, moved, code):
    moves(scene, on=moved)
    year = scene.hubei.year
    counting = Counting.of(year, settings_of(year, on=END_OF_YEAR))
    at = dict(certified(counting).values_list("head", "counted_at"))
    assert at[scene.guo.pk] == scene.hubei.places[code].pk
    assert at[scene.yang.pk] == scene.hubei.places[YILING].pk
