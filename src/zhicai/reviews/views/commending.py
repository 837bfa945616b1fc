"""Commendations for offices: rounds, nominations, the selection, the list in print."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import Fault, OutOfScope
from zhicai.people.models import Person
from zhicai.people.presenters import person_row
from zhicai.people.queries import with_employer
from zhicai.results.sheets import table
from zhicai.reviews.actions import commending as actions
from zhicai.reviews.forms import NominableFilters, NominationFilters, PublishForm
from zhicai.reviews.models import CommendationRound, Nomination
from zhicai.reviews.presenters import kept_checks, tag_of, tagged
from zhicai.reviews.queries import commending as queries
from zhicai.reviews.queries.law import COMMENDATION, law_of_year
from zhicai.reviews.rules.commending import Standing, ranked
from zhicai.reviews.sheets import NOMINATIONS
from zhicai.reviews.views.parts import law_for, may_do, page, rounds_page, tried
from zhicai.ui.asked import form_faults, said, word
from zhicai.ui.lists import Column, ListPage

Round, State = CommendationRound.State, Nomination.State
COLUMNS = (
    Column("award", gettext_lazy("奖项"), ("award", "order", "-votes")),
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("place", gettext_lazy("县（市、区）"), ("person__home__code",)),
    Column("employer", gettext_lazy("工作单位")),
    Column("office", gettext_lazy("提名单位"), ("office",)),
    Column("votes", gettext_lazy("票数"), ("votes",), numeric=True),
    Column("order", gettext_lazy("排序"), ("order",), numeric=True),
    Column("state", gettext_lazy("状态"), ("state",)),
)
PEOPLE = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("place", gettext_lazy("县（市、区）"), ("home__code", "name")),
    Column("employer", gettext_lazy("工作单位")),
    Column("post", gettext_lazy("岗位")),
)
MOST_OUT = 20_000
SELECTABLE = (State.NOMINATED, State.SELECTED, State.NOT_SELECTED)


@needs("reviews.read")
def commendations(request: OfficeRequest) -> HttpResponse:
    """List the commendations; open one under the criteria in force."""
    return rounds_page(
        request, "commendations", COMMENDATION, queries.commendations_seen(request.acting),
        lambda law, terms: actions.open_commendation(law, terms, by=request.acting, at=clock.now()),
        _("表彰已开启，市州、县和基地可以提名"),
    )  # fmt: skip


@needs("reviews.read")
def commendation(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a commendation with its nominations; select, publish, commend."""
    found, on = queries.commendation_for(request.acting, pk), clock.today()
    law = law_of_year(found.programme_year, on=on)
    rows = queries.nominations_seen(request.acting, on=on).filter(round=found)
    listed: ListPage[QuerySet[Nomination]] = ListPage(
        request, rows, columns=COLUMNS, filters=NominationFilters, default_sort="award",
        page_size=500,
    )  # fmt: skip
    awards = actions.awards_in(found)
    if isinstance(listed.filters, NominationFilters):
        listed.filters.offer(award=[(key, said(one.says)) for key, one in awards.items()])
    form, faults = PublishForm(), list[Fault]()
    if request.method == "POST":
        form, faults = _act(request, found)
        if not faults:
            return HttpResponseRedirect(request.get_full_path())
    if listed.exporting:
        return table(NOMINATIONS, [_line_out(one) for one in listed.matching[:MOST_OUT]])
    may = may_do(request)
    selecting = may["run"] and found.state == Round.OPEN and on > found.closes_on
    chosen = {one.award: 0 for one in listed}
    for one in listed:
        chosen[one.award] += one.state in (State.SELECTED, State.WON)
    return page(
        request, "commendation", "commendations", law, status=422 if faults else 200, round=found,
        tag=tag_of(found), page=listed, rows=tagged(listed), form=form, faults=faults, may=may,
        selecting=selecting, choosable=SELECTABLE,
        takes=found.state == Round.OPEN and found.opens_on <= on <= found.closes_on,
        awards=[{"rule": one, "chosen": chosen.get(key, 0)} for key, one in awards.items()],
        criteria=found.criteria,
    )  # fmt: skip


def _act(request: OfficeRequest, found: CommendationRound) -> tuple[PublishForm, list[Fault]]:
    by, at, do = request.acting, clock.now(), word(request, "do")
    form = PublishForm(request.POST) if do == "publish" else PublishForm()
    if do == "select":
        faults = tried(
            lambda: actions.select_winners(
                found, _keys(request), votes=_numbers(request, "votes-"),
                order=_numbers(request, "order-"), by=by, at=at,
            )
        )  # fmt: skip
        done = _("评选结果已保存")
    elif do == "publish":
        faults = form_faults(form)
        if not faults:
            faults = tried(lambda: actions.publish_winners(found, form.how(), by=by, at=at))
        done = _("名单已公示，期满后作出表彰")
    elif do == "commend":
        faults = tried(lambda: actions.commend(found, by=by, at=at))
        done = _("已表彰，荣誉已记入档案")
    else:
        raise OutOfScope
    if not faults:
        messages.success(request, done)
    return form, faults


def _keys(request: OfficeRequest) -> list[int]:
    written = request.POST.getlist("selected")
    return [int(one) for one in written if one.isascii() and one.isdigit() and len(one) < 18]


def _numbers(request: OfficeRequest, prefix: str) -> dict[int, int]:
    told = {}
    for name, value in request.POST.items():
        key, plain = name.removeprefix(prefix), str(value).strip()
        if name.startswith(prefix) and _is_whole(key, 18) and _is_whole(plain, 10):
            told[int(key)] = int(plain)
    return told


def _is_whole(written: str, most: int) -> bool:
    return written.isascii() and written.isdigit() and len(written) < most


def _line_out(row: Nomination) -> dict[str, Any]:
    return {
        "award": row.award_name, "name": row.person.name, "place": row.person.home.name,
        "employer": row.employer, "office": row.office, "votes": row.votes, "order": row.order,
        "state": str(row.get_state_display()), "reason": row.reason,
    }  # fmt: skip


@needs("reviews.nominate")
def nominate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose people of the own area for an award, with the reason."""
    found, on = queries.commendation_for(request.acting, pk), clock.today()
    law = law_of_year(found.programme_year, on=on)
    listed: ListPage[QuerySet[Person]] = ListPage(
        request, with_employer(queries.nominable(request.acting, on=on)), columns=PEOPLE,
        filters=NominableFilters, default_sort="place",
    )  # fmt: skip
    faults: list[Fault] = []
    if request.method == "POST":
        keys = list(listed.chosen(request.POST).values_list("pk", flat=True)[:1000])
        award, reason = word(request, "award"), word(request, "reason")
        faults = tried(
            lambda: actions.nominate(
                found, award, keys, reason=reason, by=request.acting, at=clock.now()
            )
        )
        if not faults:
            messages.success(request, _("已提名"))
            return HttpResponseRedirect(reverse("reviews:commendation", args=[pk]))
    who = queries.nominator_of(request.acting)
    awards = [
        {"rule": one,
         "left": one.per_place - queries.nominated_by_office(request.acting, found, key)}
        for key, one in actions.awards_in(found).items() if who in one.nominators
    ]  # fmt: skip
    return page(
        request, "nominate", "commendations", law, status=422 if faults else 200, round=found,
        page=listed, rows=[person_row(one) for one in listed], faults=faults, awards=awards,
        written={"award": word(request, "award"), "reason": word(request, "reason")},
        selected=set(_keys(request)),
    )  # fmt: skip


@needs("reviews.read")
def nomination(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a nomination with its conditions; withdraw it, strike it."""
    found = queries.nomination_for(request.acting, pk, on=clock.today())
    law = law_of_year(found.round.programme_year, on=clock.today())
    faults: list[Fault] = []
    by, at = request.acting, clock.now()
    if request.method == "POST":
        do, reason = word(request, "do"), word(request, "reason")
        if do == "withdraw":
            faults = tried(lambda: actions.withdraw_nomination(found, by=by, at=at))
        elif do == "strike":
            faults = tried(
                lambda: actions.strike_nomination(found, reason=reason, by=by, at=at)
            )  # fmt: skip
        else:
            raise OutOfScope
        if not faults:
            messages.success(request, _("已办理"))
            return HttpResponseRedirect(
                reverse("reviews:commendation", args=[found.round_id])
            )  # fmt: skip
    may = may_do(request)
    own = (found.place_id, found.organisation_id) == (by.place_id, by.organisation_id)
    return page(
        request, "nomination", "commendations", law, status=422 if faults else 200, row=found,
        tag=tag_of(found), faults=faults, may=may,
        checks=kept_checks(found.conditions, law.clause(COMMENDATION)),
        withdraws=own and may["nominate"] and found.state == State.NOMINATED,
        strikes=may["conclude"] and found.state == State.SELECTED
        and found.round.state == Round.PUBLISHED,
    )  # fmt: skip


@needs("reviews.read")
def printed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the list of those selected or commended as a sheet of paper."""
    found = queries.commendation_for(request.acting, pk)
    rows = list(
        queries.nominations_seen(request.acting, on=clock.today()).filter(
            round=found, state__in=(State.SELECTED, State.WON)
        ).order_by("award", "pk")
    )  # fmt: skip
    place = {key: n for n, key in enumerate(actions.awards_in(found))}
    rank = ranked([Standing(one.pk, one.votes, one.order) for one in rows])
    rows.sort(key=lambda one: (place.get(one.award, 0), rank.index(one.pk)))
    return page(
        request, "commendation_print", "commendations", law_for(request), round=found, rows=rows,
        tag=tag_of(found), on=clock.today(),
    )  # fmt: skip
