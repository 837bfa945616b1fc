"""Hubei with officers whose offices let systems call."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from zhicai.api.actions import make_token
from zhicai.api.rules import Scope

NOW = datetime(2022, 3, 18, 2, tzinfo=UTC)
"""10 o'clock in China."""
EVERYTHING = tuple(scope.value for scope in Scope)


@dataclass
class System:
    """A system of an office that calls with its token."""

    token: str
    language: str = "zh"

    def call(self, method: str, path: str, body: Any = None, **headers: str):
        """Call ``/api/v1`` + path; the answer's JSON is checked to be one."""
        given = {"Accept-Language": self.language, **headers}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        answer = Client(headers=given).generic(
            method,
            f"/api/v1{path}",
            data="" if body is None else json.dumps(body),
            content_type="application/json",
        )
        assert answer["Content-Type"].startswith("application/json"), answer.content[:200]
        return answer

    def get(self, path: str):
        """Return the JSON of an answer that must succeed."""
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.content
        return answer.json()


def system(acting, *scopes: str, at: datetime = NOW, days: int = 30) -> System:
    """Return a system with a fresh token of an officer."""
    given = scopes or ("read",)
    return System(make_token(name="平台", scopes=given, days=days, by=acting, at=at)[1])


def later(**given: float) -> datetime:
    """Return a moment after :data:`NOW`."""
    return NOW + timedelta(**given)
