"""The scene of every test of attendance."""

import pytest

from zhicai.attendance.tests import scenes


@pytest.fixture
def scene(db):
    return scenes.hubei()


@pytest.fixture
def county(scene):
    return scene.county(scenes.YILING)


@pytest.fixture
def held(scene):
    """A class of two lessons and three people that runs."""
    return scenes.held(scene)
