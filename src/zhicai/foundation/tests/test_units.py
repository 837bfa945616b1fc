"""Figures without needless zeros."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.foundation.units import plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("100.00"), "100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("2.50"), "2.5"),
        (Decimal("-0.0"), "0"),
        (Decimal("0.001"), "0.001"),
        (120000, "120000"),
    ],
)
def test_a_figure_is_written_plainly(value, shown):
    assert plain(value) == shown


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_no_figure_changes_by_being_written(value):
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)
