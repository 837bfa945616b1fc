"""The scene of every test of admission."""

import pytest

from zhicai.admission.tests import scenes


@pytest.fixture
def scene(db):
    return scenes.hubei()


@pytest.fixture
def county(scene):
    return scene.county(scenes.YILING)


@pytest.fixture
def found(scene):
    return scenes.open_class(scene)
