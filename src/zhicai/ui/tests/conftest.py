"""The design layer is tested by itself, whatever the apps above have registered."""

import pytest

from zhicai.ui import slots


@pytest.fixture(autouse=True)
def clause_page(monkeypatch):
    monkeypatch.setattr(slots, "_clause_page", [lambda clause: f"/clauses/#{clause}"])
