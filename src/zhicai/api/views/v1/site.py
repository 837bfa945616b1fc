"""The interface as a whole: who calls, how often, and what every error looks like."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.security import HttpBearer

from zhicai.accounts.permissions import require
from zhicai.api.actions import note_call
from zhicai.api.queries import Caller, caller_of
from zhicai.api.rules import SCOPE_WORDS, Scope, seconds_left
from zhicai.api.views.v1.answers import plain_problem, problem_of, shape_problem
from zhicai.foundation import clock
from zhicai.foundation.errors import NotYourPage, OutOfScope, ZhicaiError
from zhicai.foundation.text import Text

NO_TOKEN = Text(
    "请在 Authorization 里给出有效的令牌：Bearer zc_…。",
    "Give a valid token in Authorization: Bearer zc_….",
)
TOO_MANY = Text("一分钟内调用次数太多，请稍后再试。", "Too many calls in a minute; try later.")
UNREADABLE = Text("内容不是 JSON。", "The body is no JSON.")


class ApiRequest(HttpRequest):
    """A call with a token that holds."""

    auth: Caller


class ByToken(HttpBearer):
    """Finds the caller by the token in the Authorization header; cookies are not looked at."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return the caller, None for a token that does not hold; Throttled for too many calls."""
        at = clock.now()
        caller = caller_of(token, at=at)
        if caller is None:
            return None
        if note_call(caller.token, by=caller.acting, at=at) > settings.ZHICAI_API_RATE:
            raise Throttled(wait=seconds_left(at))
        return caller


api = NinjaAPI(
    title="知才 Zhicai",
    version="1",
    description="县域知识产权人才培养项目的接口。列表用 limit 和 offset 翻页；金额的单位是分；"
    "够不着的单位与不存在的一样答复 404。",
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
    auth=ByToken(),
)


def calling(request: HttpRequest, scope: Scope, permission: str | None = None) -> Caller:
    """Return the caller; NotYourPage where token or office do not hold what is needed."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if not caller.may(scope):
        words = SCOPE_WORDS[scope]
        raise NotYourPage(
            Text(
                f"令牌没有“{words.zh}”权限（{scope.value}）。",
                f"The token lacks the scope {scope.value} ({words.en}).",
            )
        )
    if permission is not None:
        require(caller.acting, permission)
    return caller


def reading(request: HttpRequest, permission: str | None = None) -> Caller:
    """Return a caller that may read; NotYourPage where the office never may."""
    return calling(request, Scope.READ, permission)


@api.exception_handler(ZhicaiError)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, problem_of(request, error), status=error.status)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, problem_of(request, OutOfScope()), status=404)


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, shape_problem(request, error.errors), status=422)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    answer = api.create_response(request, plain_problem(request, NO_TOKEN), status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Throttled)
def _throttled(request: HttpRequest, error: Any) -> HttpResponse:
    answer = api.create_response(request, plain_problem(request, TOO_MANY), status=429)
    answer["Retry-After"] = str(error.wait)
    return answer


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    status = error.status_code
    return api.create_response(request, plain_problem(request, UNREADABLE), status=status)


def no_such_call(request: HttpRequest) -> HttpResponse:
    """Answer a call to an address that there is not."""
    return api.create_response(request, problem_of(request, OutOfScope()), status=404)


__all__ = ["ApiRequest", "Router", "api", "calling", "no_such_call", "reading"]
