"""The scene of every test of planning."""

import pytest

from zhicai.planning.tests import scenes


@pytest.fixture
def hubei(db):
    return scenes.hubei()
