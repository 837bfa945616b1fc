"""Organisations by code and name, and the dated lists in which they stand."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation.errors import BadInput
from zhicai.places.actions import (
    ListChange,
    OrganisationFacts,
    enter_organisations,
    keep_list,
)
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import listed, suggest_organisations
from zhicai.places.rules import read_credit_code

SINCE = date(2022, 1, 1)
GOOD = "91420500MA48ABCD3F"
HIGH = "high-tech"


def right_code(start):
    """A code whose check sign fits its first 17 places."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(s) * pow(3, i, 31) for i, s in enumerate(start[:17]))
    return start[:17] + signs[(31 - total % 31) % 31]


@pytest.fixture
def home(db):
    return Place.objects.create(code="420506", name="夷陵区", short_name="夷陵", kind="district")


def facts(home, name, code="", kind="enterprise"):
    return OrganisationFacts(kind, name, home.pk, code)


def test_a_code_is_read_in_any_writing_and_a_wrong_check_sign_is_only_a_warning():
    right = right_code(GOOD)
    assert read_credit_code(f" {right[:8].lower()}　{right[8:]} ") == (right, None)
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    code, doubt = read_credit_code(wrong)
    assert code == wrong
    assert "校验位" in doubt.zh


def test_codes_that_begin_with_a_letter_are_taken():
    assert read_credit_code(right_code("A1420500MA48ABCD3"))[1] is None


@pytest.mark.parametrize("written", ["", "91420500", "91420500MA48ABCDIO", "91420500MA48ABCD3F9"])
def test_what_is_no_code_is_refused(written):
    with pytest.raises(BadInput):
        read_credit_code(written)


def test_an_organisation_is_entered_once_whether_found_by_code_or_by_name(home):
    code = right_code(GOOD)
    (first,) = enter_organisations([facts(home, "宜化集团")], since=SINCE, by=SYSTEM)
    rows = [facts(home, "宜化集团", code), facts(home, "宜化集团公司", code), facts(home, "新材料")]
    found = enter_organisations(rows, since=SINCE, by=SYSTEM)
    assert [one.pk for one in found[:2]] == [first.pk, first.pk]
    first.refresh_from_db()
    assert first.code == code
    assert Organisation.objects.count() == 2


def test_a_code_stands_once_in_the_database(home):
    code = right_code(GOOD)
    enter_organisations([facts(home, "宜化集团", code)], since=SINCE, by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(
            kind="enterprise", name="别的", home=home, code=code, valid_from=SINCE
        )


def test_thousands_are_entered_with_few_queries(home, django_assert_max_num_queries):
    rows = [facts(home, f"企业{n}") for n in range(2000)]
    with django_assert_max_num_queries(40):  # SQLite takes some 100 rows at once
        assert len(enter_organisations(rows, since=SINCE, by=SYSTEM)) == 2000


def test_a_new_version_of_a_list_ends_what_is_no_longer_in_it_and_keeps_the_past(home):
    a, b, c = enter_organisations([facts(home, n) for n in "甲乙丙"], since=SINCE, by=SYSTEM)
    march, june = date(2022, 3, 1), date(2022, 6, 1)
    assert keep_list(HIGH, [a, b], on=march, source="2022 年第一批", by=SYSTEM) == ListChange(
        2, 0, 0
    )
    assert keep_list(HIGH, [b, a], on=june, source="重报", by=SYSTEM) == ListChange(0, 0, 2)
    assert keep_list(HIGH, [b, c], on=june, source="2022 年第二批", by=SYSTEM) == ListChange(
        1, 1, 1
    )
    assert set(listed(HIGH, on=date(2022, 5, 31))) == {a, b}
    assert set(listed(HIGH, on=june)) == {b, c}
    assert not listed(HIGH, on=SINCE).exists()


def test_what_is_typed_finds_organisations_those_that_begin_with_it_first(home):
    enter_organisations(
        [facts(home, n) for n in ("湖北宜化", "宜化集团", "三峡新材")], since=SINCE, by=SYSTEM
    )
    found = suggest_organisations("宜化", kinds=["enterprise"], on=SINCE)
    assert [one.name for one in found] == ["宜化集团", "湖北宜化"]
    assert not suggest_organisations("宜化", kinds=["base"], on=SINCE).exists()
