"""The scene of every test of training."""

import pytest

from zhicai.training.tests import scenes


@pytest.fixture
def hubei(db):
    return scenes.classes()
