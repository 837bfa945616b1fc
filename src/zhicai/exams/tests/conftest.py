"""The scene of every test of exams."""

import pytest

from zhicai.exams.tests import scenes


@pytest.fixture
def scene(db):
    return scenes.Scene()


@pytest.fixture
def who(scene):
    return scene.candidate()
