"""The guard that every view wears: public, for anyone signed in, or for holders of a permission.

A view without a guard fails the walk over all URLs in the tests. Unknown and forbidden places look
the same to an outsider (OutOfScope, 404); a kind of page that a role never has says whose it is
(403).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.foundation.errors import NotYourPage
from zhicai.foundation.text import Text

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

NO_OFFICE = Text(
    "您的账号现在不代表任何单位，请联系本单位的系统管理员。",
    "Your account acts for no office at present; ask the system administrator of your office.",
)


@dataclass(frozen=True, slots=True)
class Guard:
    """What a view asks of its visitor: nothing, a sign-in, a permission (``app.verb``), or a token.

    A view by ``token`` looks the token up itself; a signed-in browser is nobody to it.
    """

    public: bool = False
    permission: str | None = None
    token: bool = False


class OfficeRequest(HttpRequest):
    """A request of someone signed in who acts for an office or organisation."""

    acting: Acting


def public(view: View[P]) -> View[P]:
    """Open the view to everyone, signed in or not."""
    view.guard = Guard(public=True)  # type: ignore[attr-defined]
    return view


def by_token(view: View[P]) -> View[P]:
    """Mark a view that answers calls with a token alone; it looks the token up itself."""
    view.guard = Guard(token=True)  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[Concatenate[OfficeRequest, P], HttpResponseBase]) -> View[P]:
    """Open the view to anyone signed in who acts for an office or organisation."""
    return _guarded(view, Guard())


def needs(
    permission: str,
) -> Callable[[Callable[Concatenate[OfficeRequest, P], HttpResponseBase]], View[P]]:
    """Open the view to holders of ``permission``; the place is checked by the query or action
    inside.
    """

    def guard(view: Callable[Concatenate[OfficeRequest, P], HttpResponseBase]) -> View[P]:
        return _guarded(view, Guard(permission=permission))

    return guard


def _guarded(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponseBase], guard: Guard
) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        acting: Acting | None = getattr(request, "acting", None)
        if acting is None and request.user.is_authenticated:
            raise NotYourPage(NO_OFFICE)
        if acting is None:
            return redirect_to_login(request.get_full_path())
        if guard.permission is not None:
            require(acting, guard.permission)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    guarded.guard = guard  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]  # a request named by position only
