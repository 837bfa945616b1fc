"""Every router of the interface under one roof, its addresses with their guard, its document."""

from typing import Any, cast

from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from zhicai.accounts.guard import by_token
from zhicai.api.views.v1 import notices, plans, programme, standings
from zhicai.api.views.v1.site import api, no_such_call

for one in (programme.router, standings.router, plans.router, notices.router):
    api.add_router("", one)

PREFIX = "/api/v1"


def addresses() -> list[URLPattern]:
    """Return the addresses of the interface; each is for calls with a token alone."""
    found = [entry for entry in cast("list[URLPattern]", api.urls[0]) if entry.name != "api-root"]
    for entry in found:
        by_token(entry.callback)
    return [*found, re_path(r"^.*$", by_token(csrf_exempt(no_such_call)), name="none")]


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return dict(api.get_openapi_schema(path_prefix=PREFIX))
