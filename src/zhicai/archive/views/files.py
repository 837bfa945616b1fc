"""The files of specialists for offices: the searchable list, one file, what is to be decided."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.accounts.permissions import holds
from zhicai.archive.actions.claims import decide_claim
from zhicai.archive.forms import ClaimFilters, DecideForm, FileFilters
from zhicai.archive.models import Claim
from zhicai.archive.presenters import claim_rows, claim_tag, steps_of
from zhicai.archive.queries import people as queries
from zhicai.archive.queries.file import career_of, file_of
from zhicai.archive.queries.guidance import GUIDE, advises
from zhicai.archive.queries.law import ArchiveLaw, archive_law
from zhicai.archive.queries.surveying import answers_of
from zhicai.archive.sections import sections_of
from zhicai.archive.sheets import FILES
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.people.models import Person
from zhicai.people.presenters import person_row
from zhicai.people.queries import with_employer
from zhicai.people.rules.identity import masked_phone
from zhicai.results.sheets import table
from zhicai.ui.asked import said, take_faults
from zhicai.ui.bounded import BoundedList
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("place", gettext_lazy("县（市、区）"), ("home__code", "name")),
    Column("employer", gettext_lazy("工作单位")),
    Column("industry", gettext_lazy("行业"), ("industry", "name")),
    Column("number", gettext_lazy("证书号"), ("number",)),
    Column("state", gettext_lazy("状态"), ("certified", "name")),
)
CLAIM_COLUMNS = (
    Column("at", gettext_lazy("填写时间"), ("claimed_at", "pk")),
    Column("name", gettext_lazy("姓名"), ("person__name", "pk")),
    Column("what", gettext_lazy("种类"), ("what", "pk")),
    Column("says", gettext_lazy("内容")),
    Column("on", gettext_lazy("日期"), ("on", "pk")),
    Column("state", gettext_lazy("状态"), ("state", "pk")),
)
MOST_OUT = 20_000


def tabs_for(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the parts of the archive that the user has."""
    by = request.acting
    parts = [
        ("files", _("专员档案"), "archive.read"),
        ("claims", _("待确认"), "archive.confirm"),
        ("reserve", _("人才储备"), "archive.guide"),
        ("follow_ups", _("跟踪调研"), "archive.guide"),
        ("reports", _("统计"), "archive.read"),
    ]
    return [
        {"label": label, "url": reverse(f"archive:{name}"), "current": name == current}
        for name, label, permission in parts
        if holds(by, permission)
    ]


def page(
    request: OfficeRequest, template: str, tab: str, law: ArchiveLaw, *, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Render a page of the archive; it is kept by no cache."""
    context = {"tabs": tabs_for(request, tab), "law": law, "cites": law.cites, **more}
    answer = render(request, f"archive/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("archive.read")
def files(request: OfficeRequest) -> HttpResponse:
    """List the specialists in reach; search and take the list out as a file."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    rows = queries.files_seen(request.acting, on=on)
    listed: BoundedList[Person] = BoundedList(
        request, with_employer(rows), columns=COLUMNS, filters=FileFilters, default_sort="name"
    )
    if isinstance(listed.filters, FileFilters):
        listed.filters.law = law
        listed.filters.take_more(request.acting, on)
        listed.filters.offer(
            year=[(str(year), str(year)) for year in queries.certificate_years()],
            place=queries.homes(request.acting, on=on),
            industry=[(name, name) for name in queries.industries(request.acting, on=on)],
        )
    if listed.exporting:
        return table(FILES, [_line_out(one) for one in listed.matching[:MOST_OUT]])
    lines = [person_row(one) for one in listed]
    return page(request, "files", "files", law, page=listed, rows=lines)


def _line_out(person: Any) -> dict[str, Any]:
    line = person_row(person)
    return {
        "name": person.name, "place": person.home.name, "employer": line["employer"],
        "industry": person.industry or "", "post": line["work"].post if line["work"] else "",
        "number": person.number or "", "state": state_word(person),
    }  # fmt: skip


def state_word(person: Any) -> str:
    """Say whether someone is a specialist now."""
    return _("专员") if person.certified else _("曾是专员")


def shown_file(
    person: Person, law: ArchiveLaw, acting: Acting, *, whole: bool
) -> dict[str, Any]:  # fmt: skip
    """Return what every page of one file shows, with the parts of apps above."""
    found = file_of(person, law, whole=whole)
    return {
        "person": person,
        "file": found,
        "phone": masked_phone(person.phone),
        "classes": [{"row": one, "result": found.result_of(one)} for one in found.classes],
        "titles": claim_rows(found.titles, law),
        "achievements": claim_rows(found.achievements, law),
        "changes": claim_rows(found.changes, law),
        "career": steps_of(career_of(found, law)),
        "answers": answers_of(person) if whole else [],
        "whole": whole,
        "sections": [
            {
                "key": key, "title": said(one.title), "template": one.template,
                "context": one.context,
            }
            for key, one in sections_of(person, law=law, acting=acting, whole=whole)
        ],
    }  # fmt: skip


@signed_in
def file(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one file: whole for offices and the adviser, for the employer what the person lets."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    person = queries.file_for(request.acting, pk, on=on)
    whole = queries.reads_whole(request.acting, person, on=on)
    return page(
        request, "file", "files", law, **shown_file(person, law, request.acting, whole=whole),
        confirms=holds(request.acting, "archive.confirm"),
        employers=holds(request.acting, "archive.read"),
        guides=holds(request.acting, GUIDE) or advises(request.acting, person),
    )  # fmt: skip


@needs("archive.confirm")
def claims(request: OfficeRequest) -> HttpResponse:
    """List what specialists wrote, what waits first."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    listed: ListPage[QuerySet[Claim]] = ListPage(
        request, queries.claims_seen(request.acting, on=on), columns=CLAIM_COLUMNS,
        filters=ClaimFilters, default_sort="state",
    )  # fmt: skip
    return page(request, "claims", "claims", law, page=listed, rows=claim_rows(listed, law))


@needs("archive.confirm")
def claim(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what a specialist wrote with its evidence; confirm it, or refuse it with the reason."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    found = queries.claim_for(request.acting, pk, on=on)
    form, status = DecideForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                decide_claim(
                    found, confirm=request.POST.get("do") == "confirm",
                    reason=form.cleaned_data["reason"], by=request.acting, at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                messages.success(request, _("已办理，本人会收到消息"))
                return HttpResponseRedirect(reverse("archive:claims"))
    return page(
        request, "claim", "claims", law, status=status, row=found, tag=claim_tag(found),
        kind=said(law.word(found.kind)) if found.kind else "", form=form,
        waits=found.state == Claim.State.CLAIMED,
    )  # fmt: skip


@signed_in
def evidence(request: OfficeRequest, pk: int) -> FileResponse:
    """Hand out the evidence of something written."""
    stored = queries.evidence_for(request.acting, pk, on=clock.today())
    return serve_file(stored, inline=request.GET.get("inline") == "1")


@needs("archive.employer")
def employees(request: OfficeRequest) -> HttpResponse:
    """List the organisation's own specialists who let it read their files."""
    on = clock.today()
    law = archive_law(request.acting, on=on)
    listed: ListPage[QuerySet[Person]] = ListPage(
        request, with_employer(queries.own_people(request.acting)), columns=COLUMNS[:3]
    )
    return page(request, "employees", "", law, page=listed, rows=[person_row(p) for p in listed])
