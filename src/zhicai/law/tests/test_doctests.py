"""The examples in the docstrings of law and foundation hold."""

import doctest
import importlib

import pytest

MODULES = [
    "zhicai.foundation.text",
    "zhicai.foundation.units",
    "zhicai.law.dates",
    "zhicai.law.units",
    "zhicai.law.schema.windows",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
