"""Answers to failures: what went wrong in the user's words, with a number that the administrator
can find.
"""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhicai.accounts.guard import public

log = logging.getLogger(__name__)


@public
def failed(request: HttpRequest) -> HttpResponse:
    """Answer an unexpected failure with a code that also stands in the log."""
    code = f"E-{secrets.token_hex(3).upper()}"
    log.error("failure %s at %s", code, request.path, exc_info=True)
    return render(request, "500.html", {"code": code}, status=500)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what does not exist, or not for this visitor."""
    return render(request, "404.html", status=404)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for a kind of page that this role never has."""
    return render(request, "403.html", status=403)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read."""
    return render(request, "400.html", status=400)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page has become too old."""
    return render(request, "403_csrf.html", status=403)
