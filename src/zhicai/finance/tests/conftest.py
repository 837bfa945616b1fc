"""The scene of every test of finance: Hubei with classes on request."""

import pytest

from zhicai.training.tests import scenes


@pytest.fixture
def hubei(db):
    return scenes.classes()
