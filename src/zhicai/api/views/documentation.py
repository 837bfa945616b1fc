"""The OpenAPI document, and a page that shows it: made here, nothing is fetched from outside."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import public
from zhicai.api.events import EVENTS
from zhicai.api.views.v1.all import document
from zhicai.foundation.text import Text
from zhicai.ui.templatetags.ui import in_english

TAGS = {
    "programme": Text("实施方案", "Programme"),
    "standings": Text("进度与指标", "Standings and metrics"),
    "plans": Text("年度计划", "Plans"),
    "notices": Text("通知", "Notices"),
}


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show every endpoint: what it takes, what it answers."""
    told = document()
    groups: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            shown = _shown(told, path, method, operation)
            groups[operation["tags"][0]].append(shown)
    shown_groups = [(tag, TAGS[tag], found) for tag, found in groups.items()]
    context = {"groups": shown_groups, "info": told["info"], "events": EVENTS.items()}
    return render(request, "api/docs.html", context)


def _shown(
    told: dict[str, Any], path: str, method: str, operation: dict[str, Any]
) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "says": operation["description" if in_english() else "summary"],
        "parameters": [_parameter(one) for one in operation.get("parameters", [])],
        "body": _fields(told, body.get("schema", {})),
        "answer": _fields(told, answer),
    }


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one["schema"]
    return {
        "name": one["name"],
        "where": one["in"],
        "type": _type(schema),
        "required": one.get("required", False),
        "default": schema.get("default"),
    }


def _fields(told: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> list[dict[str, Any]]:
    """The fields of an object, and below each those of the objects that it holds."""
    found = _resolved(told, schema)
    rows = []
    for name, inner in found.get("properties", {}).items():
        rows.append({"name": name, "type": _type(inner), "depth": depth})
        held = inner.get("items", inner)
        if depth < 3 and "$ref" in held and not held["$ref"].endswith("/Said"):
            rows += _fields(told, held, depth + 1)
    return rows


def _resolved(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = told["components"]["schemas"][name] if name else schema
    return found


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if schema.get("type") == "array":
        return f"[{_type(schema['items'])}]"
    return str(schema.get("format") or schema.get("type") or "any")
