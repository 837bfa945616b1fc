"""Certificates as signed credentials, the list of their states, and the keys to check both."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from zhicai.accounts.guard import public
from zhicai.certificates.credentials.badges import credential
from zhicai.certificates.credentials.issuer import did_document
from zhicai.certificates.credentials.states import STATES_IN_A_LIST, status_list
from zhicai.certificates.queries.verifying import ended_places, places_begun
from zhicai.certificates.verifying.checking import Answer, check_code
from zhicai.certificates.verifying.offline import published, purpose
from zhicai.certificates.views.parts import site_of
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.signin.visitors import visitor_of

MINUTES_KEPT = 5
"""How long others may keep the list of states: so much later they hear of a revocation."""


@public
@require_GET
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a certificate as an Open Badge to who holds its code."""
    verdict = check_code(code, by=visitor_of(request), on=clock.today(), at=clock.now())
    if verdict.certificate is None:
        status = 429 if verdict.answer == Answer.TOO_MANY else 404
        return JsonResponse({"answer": verdict.answer.value}, status=status)
    site = site_of(request)
    url = f"{site}{request.path}"
    return _json(credential(verdict.certificate, site=site, url=url), kind="application/vc")


@public
@require_GET
def states(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out one list of states, signed."""
    first = number * STATES_IN_A_LIST
    if number and places_begun() <= first:
        raise OutOfScope
    ended = ended_places(first=first, last=first + STATES_IN_A_LIST - 1)
    told = status_list(
        [place - first for place in ended], number=number, site=site_of(request), at=clock.now()
    )
    return _json(told, kind="application/vc", minutes=MINUTES_KEPT)


@public
@require_GET
def did(request: HttpRequest) -> HttpResponse:
    """Hand out the document of the site's ``did:web``."""
    return _json(did_document(site_of(request)), kind="application/did+json", minutes=MINUTES_KEPT)


@public
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Hand out the public keys that check the signed text of QR codes."""
    told = {"purpose": purpose(), "keys": published()}
    return _json(told, kind="application/json", minutes=MINUTES_KEPT)


def _json(told: Mapping[str, object], *, kind: str, minutes: int = 0) -> HttpResponse:
    response = JsonResponse(told, content_type=kind, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    if minutes:
        patch_cache_control(response, public=True, max_age=minutes * 60)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
