"""Public pages that check a certificate: by code, by number and name, by its file, offline."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from zhicai.accounts.guard import public
from zhicai.certificates.queries.verifying import plain_code
from zhicai.certificates.verifying.checking import (
    Answer,
    Verdict,
    check_code,
    check_file,
    check_number,
)
from zhicai.certificates.verifying.forms import FileForm, NumberForm
from zhicai.certificates.verifying.offline import offline_page
from zhicai.certificates.verifying.presenting import as_json, shown
from zhicai.foundation import clock
from zhicai.signin.visitors import visitor_of

STATUS = {Answer.UNKNOWN: 404, Answer.TOO_MANY: 429}


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the ways to check a certificate; answer a number with a name."""
    code = plain_code(request.GET.get("code", ""))
    if code:
        return redirect("verify:code", code)
    if request.method != "POST":
        return _ways(request)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _ways(request, number_form=form, status=422)
    given = form.cleaned_data
    verdict = check_number(
        given["number"],
        given["name"],
        by=visitor_of(request),
        on=clock.today(),
        at=clock.now(),
    )
    return _answer(request, verdict, asked="number")


@public
@require_POST
def by_file(request: HttpRequest) -> HttpResponse:
    """Answer a file by its hash; the file is read and let go."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ways(request, file_form=form, status=422)
    by = visitor_of(request)
    verdict = check_file(form.digest, by=by, on=clock.today(), at=clock.now())
    return _answer(request, verdict, asked="file")


@public
@require_GET
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the code of a certificate: where its QR code leads."""
    return _answer(request, _of_code(request, code), asked="code", code=plain_code(code))


@public
@require_GET
def verdict_json(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the code of a certificate to a machine, with the same facts as the page."""
    verdict = _of_code(request, code)
    return _unkept(JsonResponse(as_json(verdict), status=STATUS.get(verdict.answer, 200)))


@public
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Hand out the page that checks a certificate's signed text without network."""
    page = offline_page()
    response = HttpResponse(page.html)
    response["Content-Security-Policy"] = page.policy
    if request.GET.get("save"):
        response["Content-Disposition"] = 'attachment; filename="zhicai-verify.html"'
    return response


def _of_code(request: HttpRequest, code: str) -> Verdict:
    return check_code(code, by=visitor_of(request), on=clock.today(), at=clock.now())


def _ways(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {"number_form": NumberForm(), "file_form": FileForm(), **forms}
    return _unkept(render(request, "certificates/verify/ways.html", context, status=status))


def _answer(request: HttpRequest, verdict: Verdict, *, asked: str, code: str = "") -> HttpResponse:
    context = {"verdict": verdict, "shown": shown(verdict, asked=asked), "code": code}
    page = render(
        request,
        "certificates/verify/answer.html",
        context,
        status=STATUS.get(verdict.answer, 200),
    )
    return _unkept(page)


def _unkept(response: HttpResponse) -> HttpResponse:
    """Let no cache keep an answer: a revocation is seen at once."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response
