"""A limit to what one address may post to a public page; reading is free.

A whole county may sit behind one address: the limits lie far above what its people send, and far
below what filling a class with inventions or guessing codes needs.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhicai.foundation import clock
from zhicai.signin.actions.allowances import spend
from zhicai.signin.visitors import visitor_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
AN_HOUR = timedelta(hours=1)


def limited(what: str, *, most: int, within: timedelta = AN_HOUR) -> Callable[[View[P]], View[P]]:
    """Let one address post so often within a time (:class:`TooMany` beyond); ``what`` names it."""

    def wear(view: View[P]) -> View[P]:
        @wraps(view)
        def asked(request: HttpRequest, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                spend(what, by=visitor_of(request), most=most, within=within, at=clock.now())
            return view(request, *args, **named)

        found: View[P] = asked  # type: ignore[assignment]  # the wrapper names its first argument
        return found

    return wear
