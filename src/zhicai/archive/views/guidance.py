"""Guidance of one specialist and the reserve: advisers, talks, marks; the reports."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, may
from zhicai.archive.actions import guiding as actions
from zhicai.archive.forms import ReserveFilters
from zhicai.archive.models import Claim, Reserve
from zhicai.archive.queries import guidance as queries
from zhicai.archive.queries import reports as counts
from zhicai.archive.queries.file import talks_of
from zhicai.archive.queries.law import ArchiveLaw, archive_law
from zhicai.archive.queries.people import file_for
from zhicai.archive.sheets import RESERVE, TITLES
from zhicai.archive.views.files import MOST_OUT, page
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.people.models import Person
from zhicai.people.presenters import employer_name
from zhicai.people.queries import employers_of
from zhicai.places.queries import path_of
from zhicai.results.sheets import table
from zhicai.ui.asked import faults_of, number, said, word
from zhicai.ui.lists import Column, ListPage

FIELDS = ("user", "on", "summary", "follow_up", "follow_up_by", "says", "kind", "chain", "reason")
RESERVE_COLUMNS = (
    Column("kind", gettext_lazy("储备"), ("kind", "chain", "person__name")),
    Column("chain", gettext_lazy("产业链"), ("chain", "person__name")),
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("place", gettext_lazy("县（市、区）"), ("person__home__code",)),
    Column("employer", gettext_lazy("工作单位")),
    Column("since", gettext_lazy("列入日期"), ("since",)),
)
TITLE_COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("level", gettext_lazy("级别"), ("kind",)),
    Column("title", gettext_lazy("职称"), ("name",)),
    Column("on", gettext_lazy("取得日期"), ("on",)),
    Column("trained", gettext_lazy("培训结束"), ("trained",)),
)


@needs("archive.advise")
def guidance(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who guides a specialist, the talks, the marks; the province assigns and marks."""
    on = clock.today()
    person = file_for(request.acting, pk, on=on)
    advises = queries.advises(request.acting, person)
    guides = may(request.acting, queries.GUIDE, path_of(person.home, on=on))
    if not (advises or guides):
        raise OutOfScope
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            _do(request, person)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("已保存"))
            return HttpResponseRedirect(request.path)
    law = archive_law(request.acting, on=on)
    return page(
        request, "guidance", "files", law, status=422 if faults else 200, person=person,
        adviser=queries.adviser_of(person), advisers=list(person.advisers.all()),
        talks=list(talks_of(person)), marks=list(person.reserve_marks.all()),
        offered=queries.advisers_offered(request.acting, on=on) if guides else [],
        chains=queries.chains() if guides else [], kinds=Reserve.Kind.choices, advises=advises,
        guides=guides, faults=faults, today=on,
        written={name: word(request, name) for name in FIELDS} if faults else {},
    )  # fmt: skip


def _do(request: OfficeRequest, person: Person) -> None:
    by, at, do = request.acting, clock.now(), word(request, "do")
    if do == "name":
        actions.name_adviser(person, number(request, "user"), by=by, at=at)
    elif do == "end":
        actions.end_adviser(person, by=by, at=at)
    elif do == "talk":
        facts = actions.TalkFacts(
            _day(request, "on"), word(request, "summary"), word(request, "follow_up"),
            _day(request, "follow_up_by"),
        )  # fmt: skip
        actions.record_talk(person, facts, by=by, at=at)
    elif do == "followed":
        talk = queries.talk_for(by, number(request, "talk") or 0)
        actions.note_followed(talk, says=word(request, "says"), by=by, at=at)
    elif do == "mark":
        actions.mark_reserve(
            person, kind=word(request, "kind"), chain=word(request, "chain"),
            reason=word(request, "reason"), by=by, at=at,
        )  # fmt: skip
    elif do == "release":
        mark = queries.reserve_for(by, number(request, "mark") or 0, on=clock.today())
        actions.release_reserve(mark, reason=word(request, "reason"), by=by, at=at)
    else:
        raise OutOfScope


def _day(request: OfficeRequest, name: str) -> Any:
    try:
        return parse_date(word(request, name))
    except ValueError:
        return None


@needs("archive.guide")
def reserve(request: OfficeRequest) -> HttpResponse:
    """List the reserve of each industry chain and of the top; take it out as a file."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    listed: ListPage[QuerySet[Reserve]] = ListPage(
        request, queries.reserve_seen(request.acting, on=on), columns=RESERVE_COLUMNS,
        filters=ReserveFilters, default_sort="kind",
    )  # fmt: skip
    if isinstance(listed.filters, ReserveFilters):
        listed.filters.offer(chain=[(one, one) for one in queries.chains()])
    if listed.exporting:
        return table(RESERVE, _reserve_out(list(listed.matching[:MOST_OUT])))
    rows = list(listed)
    return page(request, "reserve", "reserve", law, page=listed, rows=_with_work(rows))


def _with_work(rows: list[Any]) -> list[dict[str, Any]]:
    works = employers_of({row.person_id for row in rows})
    return [{"row": row, "employer": employer_name(works.get(row.person_id))} for row in rows]


def _reserve_out(rows: list[Reserve]) -> list[dict[str, Any]]:
    return [
        {"kind": str(line["row"].get_kind_display()), "chain": line["row"].chain,
         "name": line["row"].person.name, "place": line["row"].person.home.name,
         "employer": line["employer"], "since": line["row"].since, "reason": line["row"].reason}
        for line in _with_work(rows)
    ]  # fmt: skip


@needs("archive.read")
def reports(request: OfficeRequest) -> HttpResponse:
    """Show titles gained after training, the share in growing enterprises, the reserve."""
    law = archive_law(request.acting, on=clock.today())
    levels = counts.titles_by_level(request.acting, law)
    words = dict(Reserve.Kind.choices)
    return page(
        request, "reports", "reports", law, share=counts.growing_share(request.acting, law),
        levels=[(said(law.word(key)), n) for key, n in levels],
        titles=sum(n for _key, n in levels),
        growing=[said(law.word(key)) for key in law.growing],
        reserve=[
            (words[kind], chain, n, kind)
            for kind, chain, n in queries.reserve_counts(request.acting, on=law.on)
        ],
        opens=holds(request.acting, queries.GUIDE),
    )  # fmt: skip


@needs("archive.read")
def titles(request: OfficeRequest) -> HttpResponse:
    """List the titles behind the count; take the list out as a file."""
    law = archive_law(request.acting, on=clock.today())
    listed: ListPage[QuerySet[Claim]] = ListPage(
        request, counts.titles_after_training(request.acting, law), columns=TITLE_COLUMNS,
        default_sort="-on",
    )  # fmt: skip
    if listed.exporting:
        return table(TITLES, _titles_out(list(listed.matching[:MOST_OUT]), law))
    rows = [{"row": row, "level": said(law.word(row.kind))} for row in listed]
    return page(request, "titles", "reports", law, page=listed, rows=rows)


def _titles_out(rows: list[Any], law: ArchiveLaw) -> list[dict[str, Any]]:
    return [
        {"name": line["row"].person.name, "place": line["row"].person.home.name,
         "employer": line["employer"], "level": said(law.word(line["row"].kind)),
         "title": line["row"].name, "on": line["row"].on, "trained": line["row"].trained}
        for line in _with_work(rows)
    ]  # fmt: skip
