"""The public page on which an enterprise says what it needs, and asks how it stands."""

from datetime import UTC, datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicai.accounts.guard import public
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.outreach import actions
from zhicai.outreach.actions import Origin
from zhicai.outreach.forms import CodeForm, PublicOpinionForm, place_choices, put_faults
from zhicai.outreach.queries import opinion_by_code, public_year, topics_of
from zhicai.places.queries import tree
from zhicai.signin.limits import limited
from zhicai.signin.visitors import visitor_of

SALT = "zhicai.outreach.say"


@public
def say(request: HttpRequest) -> HttpResponse:
    """Show the form, take what is sent, hand out the code under which one asks for the answer."""
    on = clock.today()
    year = public_year(on=on)
    if year is None:
        return render(request, "outreach/say.html", {"form": None})
    posted = request.POST if request.method == "POST" else None
    form = PublicOpinionForm(posted, topics=topics_of(year))
    places = tree(year.province.code, on=on)
    form.fields["place"].choices = place_choices(places, first=_("请选择"))  # type: ignore[attr-defined]
    if posted is not None and form.is_valid():
        try:
            _opinion, code = actions.tell_opinion(
                year,
                form.facts(),
                place_id=places.by_code[form.cleaned_data["place"]].id,
                origin=_origin(request, form),
                at=clock.now(),
            )
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            return render(request, "outreach/said.html", {"code": code})
    context = {"form": form, "token": _token()}
    return render(request, "outreach/say.html", context, status=422 if form.errors else 200)


def _token() -> str:
    """When the page was shown, signed: what is sent at once or a day later is no person's."""
    return signing.dumps(clock.now().timestamp(), salt=SALT)


def _origin(request: HttpRequest, form: PublicOpinionForm) -> Origin:
    try:
        shown = float(signing.loads(form.cleaned_data["token"], salt=SALT))
        opened = datetime.fromtimestamp(shown, UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        opened = None
    return Origin(
        address=visitor_of(request).address,
        opened=opened,
        filled_trap=bool(form.cleaned_data["website"]),
    )


@public
@limited("outreach.status", most=120)
def status(request: HttpRequest) -> HttpResponse:
    """Say how an opinion stands, to whoever has its code."""
    posted = request.POST if request.method == "POST" else None
    form = CodeForm(posted)
    found = None
    if posted is not None and form.is_valid():
        found = opinion_by_code(form.cleaned_data["code"])
        if found is None:
            form.add_error("code", _("没有找到这个查询码，请核对字母和数字。"))
    context = {"form": form, "opinion": found}
    return render(request, "outreach/status.html", context, status=422 if form.errors else 200)
