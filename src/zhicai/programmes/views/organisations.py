"""The organisations of a programme: working groups and members, bases and the cities they serve."""

from typing import Any

from django import forms
from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.places.models import Organisation, Place
from zhicai.programmes.actions import (
    add_member,
    change_service,
    name_body,
    register_tracks,
    remove_member,
)
from zhicai.programmes.forms import ReasonForm, put_faults
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import (
    help_for_cities,
    kinds_of,
    kinds_with_organisations,
    law_of,
    organisation_in,
    settings_of,
    tracks_of_group,
)
from zhicai.programmes.queries.organisations import WORKING_GROUP, places_by_code, places_offered
from zhicai.programmes.scope import year_of
from zhicai.programmes.views.page import back_to, programme_page
from zhicai.ui.asked import said


class BodyForm(forms.Form):
    """An organisation: what it is, its names, where it sits, whom it serves."""

    kind = forms.ChoiceField(label=gettext_lazy("单位类别"))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    short_name = forms.CharField(label=gettext_lazy("简称"), max_length=40, required=False)
    english = forms.CharField(label=gettext_lazy("英文名称"), max_length=160, required=False)
    home = forms.ChoiceField(label=gettext_lazy("所在地"))
    serves = forms.MultipleChoiceField(
        label=gettext_lazy("服务的地区"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("省级基地选它服务的市州；工作组可以选全省。"),
    )


class MemberForm(forms.Form):
    """A person and the account; the password is for an account that does not exist yet."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    username = forms.CharField(label=gettext_lazy("账号"), max_length=150)
    password = forms.CharField(
        label=gettext_lazy("初始密码"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("新账号才需要填写，至少 10 位；已有账号留空。"),
    )


class ServiceForm(forms.Form):
    """The places that an organisation serves."""

    serves = forms.MultipleChoiceField(
        label=gettext_lazy("服务的地区"), required=False, widget=forms.CheckboxSelectMultiple
    )


class TracksForm(ReasonForm):
    """The tracks of a working group."""

    tracks = forms.MultipleChoiceField(
        label=gettext_lazy("登记的线"), required=False, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("tracks", "reason")


@needs("programmes.read")
def organisations(request: OfficeRequest) -> HttpResponse:
    """Show the organisations that the notice names, and who helps each city."""
    year = year_of(request)
    on = clock.today()
    context = programme_page(
        request,
        year,
        "bodies",
        kinds=kinds_with_organisations(year, on=on),
        cities=help_for_cities(year, on=on),
        rule=law_of(year).parameters.get("city-base-rule"),
    )
    return render(request, "programmes/organisations.html", context)


@needs("programmes.keep")
def name_organisation(request: OfficeRequest) -> HttpResponse:
    """Enter an organisation of the programme."""
    year = year_of(request)
    on = clock.today()
    kind = request.GET.get("kind", "")
    form = BodyForm(request.POST or None, initial={"kind": kind, "home": year.province.code})
    _offer(form, year)
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        places = places_by_code([given["home"], *given["serves"]])
        try:
            named = name_body(
                year,
                kind=given["kind"],
                name=given["name"],
                short_name=given["short_name"],
                english=given["english"],
                home=places[given["home"]],
                serves=[places[code] for code in given["serves"]],
                by=request.acting,
                on=on,
            )
        except BadInput as error:
            put_faults(form, error.faults)
        except Refused as error:
            refusal = error
        else:
            toasts.success(request, _("单位已登记，可以添加成员。"))
            return back_to(request, "organisation", named.pk)
    status = refusal.status if refusal else 422 if form.errors else 200
    context = programme_page(request, year, "bodies", form=form, refusal=refusal)
    return render(request, "programmes/organisation_form.html", context, status=status)


def _offer(form: forms.Form, year: ProgrammeYear) -> None:
    """Put the kinds and places to choose from into a form's fields."""
    kinds = [(kind, said(body.name)) for kind, body in kinds_of(law_of(year)).items()]
    places = [(code, said(name)) for code, name in places_offered(year, on=clock.today())]
    offered = {"kind": kinds, "home": places, "serves": places}
    for name, choices in offered.items():
        if name in form.fields:
            form.fields[name].choices = choices  # type: ignore[attr-defined]


@needs("programmes.read")
def organisation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one organisation with its members and the places it serves."""
    year = year_of(request)
    found = organisation_in(year, pk, on=clock.today())
    return render(request, "programmes/organisation.html", _context(request, year, found))


def _context(
    request: OfficeRequest, year: ProgrammeYear, found: Organisation, **forms_sent: Any
) -> dict[str, Any]:
    on = clock.today()
    law = law_of(year)
    settings = settings_of(year, on=on)
    services = found.present_services  # type: ignore[attr-defined]
    own: dict[str, Any] = {}
    if holds(request.acting, "programmes.keep"):
        served = [service.place.code for service in services]
        own = {
            "member_form": MemberForm(auto_id="id_member_%s"),
            "service_form": ServiceForm(initial={"serves": served}, auto_id="id_service_%s"),
            "reason_form": ReasonForm(auto_id="id_end_%s"),
        }
        if found.kind == WORKING_GROUP and law.head.tracks:
            registered = tracks_of_group(year, found.pk, {"working-group-scope": "three"})
            own["tracks_form"] = TracksForm(initial={"tracks": registered}, auto_id="id_tracks_%s")
    own |= forms_sent
    if "service_form" in own:
        _offer(own["service_form"], year)
    if "tracks_form" in own:
        tracks = [(track.id, said(track.name)) for track in law.head.tracks]
        own["tracks_form"].fields["tracks"].choices = tracks
    shown = tracks_of_group(year, found.pk, settings) if found.kind == WORKING_GROUP else ()
    return programme_page(
        request,
        year,
        "bodies",
        organisation=found,
        body=kinds_of(law)[found.kind],
        tracks=[track for track in law.head.tracks if track.id in shown],
        scope=settings.get("working-group-scope"),
        **own,
    )


@require_POST
def _change(request: OfficeRequest, pk: int, what: str) -> HttpResponse:
    """Add or end a member, change whom the organisation serves or which tracks it has."""
    year = year_of(request)
    found = organisation_in(year, pk, on=clock.today())
    acts = {
        "member": ("member_form", MemberForm, _add),
        "services": ("service_form", ServiceForm, _serve),
        "tracks": ("tracks_form", TracksForm, _register),
        "end": ("reason_form", ReasonForm, _end),
    }
    if what not in acts:
        raise OutOfScope
    name, shape, act = acts[what]
    form: forms.Form = shape(request.POST, auto_id=f"id_{what}_%s")
    _offer(form, year)
    if "tracks" in form.fields:
        tracks = [(track.id, said(track.name)) for track in law_of(year).head.tracks]
        form.fields["tracks"].choices = tracks  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            toasts.success(request, act(request, year, found, form.cleaned_data))
            return back_to(request, "organisation", pk)
        except BadInput as error:
            put_faults(form, error.faults)
    context = _context(request, year, found, **{name: form})
    return render(request, "programmes/organisation.html", context, status=422)


change_organisation = needs("programmes.keep")(_change)


def _add(
    request: OfficeRequest, year: ProgrammeYear, found: Organisation, given: dict[str, Any]
) -> str:
    add_member(year, found, by=request.acting, at=clock.now(), **given)
    return _("%(name)s 已是成员，登录后可代表该单位办理。") % {"name": given["name"]}


def _serve(
    request: OfficeRequest, year: ProgrammeYear, found: Organisation, given: dict[str, Any]
) -> str:
    places = places_by_code(given["serves"])
    chosen: list[Place] = [places[code] for code in given["serves"]]
    change_service(year, found, places=chosen, by=request.acting, on=clock.today())
    return _("服务的地区已更新。")


def _register(
    request: OfficeRequest, year: ProgrammeYear, found: Organisation, given: dict[str, Any]
) -> str:
    register_tracks(
        year,
        found,
        tracks=given["tracks"],
        reason=given["reason"],
        by=request.acting,
        at=clock.now(),
    )
    return _("登记的线已更新。")


def _end(
    request: OfficeRequest, year: ProgrammeYear, found: Organisation, given: dict[str, Any]
) -> str:
    wanted = request.POST.get("membership", "")
    members = found.present_members  # type: ignore[attr-defined]
    membership = next((one for one in members if str(one.pk) == wanted), None)
    if membership is None:
        raise OutOfScope
    remove_member(year, membership, by=request.acting, on=clock.today(), reason=given["reason"])
    return _("成员已结束，账号保留。")
