"""The scene of every test of the summaries."""

import pytest

from zhicai.dossiers.tests import scenes


@pytest.fixture
def world(db):
    return scenes.world()
