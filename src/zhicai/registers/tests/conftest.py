"""The scene of every test of registers."""

import pytest

from zhicai.registers.tests import scenes


@pytest.fixture
def scene(db):
    return scenes.hubei()


@pytest.fixture
def city(scene):
    return scene.city(scenes.YICHANG)


@pytest.fixture
def province(scene):
    return scene.province()
