"""Fixtures of monitoring's tests."""

import pytest

from zhicai.monitoring.tests import scene
from zhicai.programmes import registry


@pytest.fixture
def metrics(db, monkeypatch):
    """The metrics of the scene alone: whatever the other apps register, the tests count the
    same.
    """
    scene.create_facts_table()
    # What is registered later must not be registered into what this test throws away.
    registry.metrics()
    known = {name: scene.metric(name) for name in scene.COUNTED}
    known |= {name: scene.metric(name, amount="amount") for name in scene.SUMMED}
    monkeypatch.setattr(registry, "_metrics", known)
    return known


@pytest.fixture
def hubei(metrics):
    """Hubei 2022, opened; nothing has happened yet."""
    scene.load_province("420000")
    return scene.open_year("hubei-2022", 2022, "420000")


@pytest.fixture
def zhejiang(metrics):
    """Zhejiang 2024, opened."""
    scene.load_province("330000")
    return scene.open_year("zhejiang-2024", 2024, "330000")


@pytest.fixture
def busy(hubei):
    """Hubei in June, see :func:`scene.fill`."""
    scene.fill()
    return hubei
