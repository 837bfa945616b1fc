"""Rounds: the list, opening one, its results, invitations; the scores of awareness."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import may
from zhicai.documents.qr import qr_svg
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.places.queries import path_of
from zhicai.publicity import queries
from zhicai.publicity.forms.surveys import InviteForm, RoundFilters, RoundForm
from zhicai.publicity.queries.places import own_place, places_to_ask
from zhicai.publicity.survey_sheets import links_sheet, places_sheet, results_sheet, scores_sheet
from zhicai.publicity.views.page import language, put_faults, show, to
from zhicai.sheets.downloads import download
from zhicai.surveys import actions
from zhicai.surveys.models import Questionnaire, Round
from zhicai.surveys.queries import (
    compare,
    is_open,
    places_named,
    previous_round,
    questionnaire_for,
    results,
    round_for,
    rounds_visible_to,
)
from zhicai.surveys.queries import scores as topics_of
from zhicai.surveys.rules.counting import FEWEST
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("title", gettext_lazy("调查"), ("title",)),
    Column("place", gettext_lazy("单位"), ("place__code",)),
    Column("opens", gettext_lazy("开始"), ("opens_on",)),
    Column("closes", gettext_lazy("截止"), ("closes_on",)),
    Column("answered", gettext_lazy("已答"), ("answered",), numeric=True),
    Column("expected", gettext_lazy("应答"), ("expected",), numeric=True),
    Column("rate", gettext_lazy("回收率"), numeric=True),
)


@needs("surveys.read")
def rounds(request: OfficeRequest) -> HttpResponse:
    """List the rounds within the user's reach."""
    rows = rounds_visible_to(request.acting, on=clock.today())
    page = ListPage(request, rows, columns=COLUMNS, filters=RoundFilters, default_sort="-opens")
    return show(request, "rounds", "rounds", page=page)


@needs("surveys.run")
def open_new(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open a round of a questionnaire's latest version."""
    today = clock.today()
    found = questionnaire_for(request.acting, pk, on=today)
    version = found.versions.first()
    places = places_to_ask(request.acting, on=today)
    initial = {"title": f"{today.year} {found.title}", "opens_on": today}
    posted = request.POST if request.method == "POST" else None
    form = RoundForm(posted, places=places, initial=initial)
    if version is not None and request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(
                version, place=own_place(request.acting), terms=_terms(form, found),
                by=request.acting, on=today,
            )  # fmt: skip
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("调查已开始，可以把链接或二维码发给答题人。"))
            return to("round", made.pk)
    return show(
        request, "round_form", "rounds", status=422 if form.errors else 200, form=form,
        questionnaire=found, version=version,
    )  # fmt: skip


def _terms(form: RoundForm, found: Questionnaire) -> actions.Terms:
    given = form.cleaned_data
    known = places_named(form.expected)
    return actions.Terms(
        title=given["title"],
        opens_on=given["opens_on"],
        closes_on=given["closes_on"],
        anonymous=given["anonymous"],
        by_link=given["by_link"],
        asks_place=given["asks_place"],
        about=queries.SCORES if found.use == queries.SCORES else "",
        expected={known[code]: number for code, number in form.expected.items()},
    )


@needs("surveys.read")
def round_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show how many have answered and, once it may be shown, what they said."""
    today = clock.today()
    found = round_for(request.acting, pk, on=today)
    outcome = results(found, on=today)
    if request.GET.get("export") == "xlsx":
        return download(results_sheet(outcome, language=language()), f"{found.title}.xlsx")
    if request.GET.get("export") == "places":
        name = f"{found.title}-" + _("各地") + ".xlsx"
        return download(places_sheet(outcome, language=language()), name)
    before = previous_round(found)
    old = results(before, on=today) if before is not None else None
    link = (
        request.build_absolute_uri(reverse("surveys:start", args=[found.link]))
        if found.link
        else ""
    )
    return show(
        request,
        "round",
        "rounds",
        round=found,
        results=outcome,
        before=before,
        scores=topics_of(outcome, old),
        places=compare(outcome, old),
        fewest=FEWEST,
        open=is_open(found, today),
        ended=today > found.closes_on,
        link=link,
        qr=mark_safe(qr_svg(link)) if link else "",
        runs=may(request.acting, "surveys.run", path_of(found.place, on=today)),
        invite_form=InviteForm(),
    )


@require_POST
def _invite(request: OfficeRequest, pk: int) -> HttpResponse:
    found = round_for(request.acting, pk, on=clock.today())
    form = InviteForm(request.POST)
    if not form.is_valid():
        toasts.error(request, " ".join(str(e) for many in form.errors.values() for e in many))
        return to("round", pk)
    names = form.cleaned_data["names"]
    guests = [actions.Guest(label=name) for name in names]
    tokens = actions.invite(found, guests, by=request.acting, on=clock.today())
    links = {
        name: request.build_absolute_uri(reverse("surveys:answer", args=[token]))
        for name, token in zip(names, tokens, strict=True)
    }
    content = links_sheet(links, found.title, language=language())
    return download(content, f"{found.title}-" + _("答题链接") + ".xlsx")


invite_guests = needs("surveys.run")(_invite)


@require_POST
def _close(request: OfficeRequest, pk: int) -> HttpResponse:
    found: Round = round_for(request.acting, pk, on=clock.today())
    reason = request.POST.get("reason", "")
    actions.close_round(found, reason=reason, by=request.acting, on=clock.today())
    toasts.success(request, _("调查已提前结束。"))
    return to("round", pk)


close = needs("surveys.run")(_close)


@needs("publicity.read")
def scores(request: OfficeRequest) -> HttpResponse:
    """Show the scores of awareness by year and city beside the round before."""
    written = request.GET.get("round", "")
    wanted = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
    page = queries.score_page(request.acting, on=clock.today(), wanted=wanted)
    if page is not None and request.GET.get("export") == "xlsx":
        name = f"{page.found.round.title}-" + _("评分") + ".xlsx"
        return download(scores_sheet(page, language=language()), name)
    return show(request, "scores", "scores", scores=page, fewest=FEWEST)
