"""Certificates of a year: who waits for one, who has one, who gets none; issued from here."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, reach_of
from zhicai.certificates import actions
from zhicai.certificates.forms import NEEDS_HAND, CertificateFilters, OutcomeFilters
from zhicai.certificates.models import Certificate
from zhicai.certificates.queries import certificate_law, certificates, may_issue_in
from zhicai.certificates.queries.issued import open_runs, progress_of, run_for
from zhicai.certificates.queries.issuing import closed_as_failed, late, waiting
from zhicai.certificates.queries.law import PAPERS, QUEUE, READ, CertificateLaw
from zhicai.certificates.sheets import CERTIFICATES
from zhicai.certificates.views.parts import paper_words, shown, site_of, state_tag, year_tabs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.places.queries import is_within, tree
from zhicai.programmes.queries import year_for, years_for
from zhicai.results.queries.marks import kept_reasons
from zhicai.results.queries.people import names_whole
from zhicai.results.sheets import table
from zhicai.results.views.parts import hub, shown_name
from zhicai.training.queries.classes import class_for
from zhicai.ui.asked import faults_of, number, word
from zhicai.ui.lists import Column, ListPage

MOST_ROWS = 20_000
STEP = 20
"""Documents made by one poll of the progress."""
SEAT = "outcome__registration"
WAITING = (
    Column("name", gettext_lazy("姓名"), ("registration__person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("registration__employer_name",)),
    Column("place", gettext_lazy("所在地"), ("registration__employer_place__code",)),
    Column("class", gettext_lazy("班次"), ("registration__training_class__starts_on",)),
    Column("ended", gettext_lazy("结班日期"), ("registration__training_class__ends_on",)),
    Column("published", gettext_lazy("成绩公布"), ("published_at",)),
)
FAILED = (*WAITING[:4], Column("why", gettext_lazy("不予发证的原因和条款")))
ISSUED = (
    Column("number", gettext_lazy("证书编号"), ("number",)),
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("employer", gettext_lazy("工作单位"), (f"{SEAT}__employer_name",)),
    Column("place", gettext_lazy("所在地"), (f"{SEAT}__employer_place__code",)),
    Column("class", gettext_lazy("班次"), ("held_from", "class_title")),
    Column("issued", gettext_lazy("颁发日期"), ("issued_on",)),
    Column("state", gettext_lazy("状态"), ("state",)),
    Column("paper", gettext_lazy("文件")),
)


def law_asked(request: OfficeRequest) -> CertificateLaw:
    """Return the rules of the year a request asks for (``?year=ID``, else the day's)."""
    on = clock.today()
    return certificate_law(
        year_for(request.acting, on=on, wanted=number(request, "year")), on=on
    )  # fmt: skip


def _context(request: OfficeRequest, law: CertificateLaw, current: str) -> dict[str, Any]:
    """Return what every list of the year shows."""
    own = {"issued": certificates(request.acting, on=law.on).filter(programme_year=law.year)}
    counts: dict[str, int] = {key: rows.count() for key, rows in own.items()}
    if holds(request.acting, QUEUE):
        counts |= {"waiting": waiting(law).count(), "failed": closed_as_failed(law).count()}
        counts["hand"] = own["issued"].filter(document=None, needs_hand=True).count()
    return {
        "hub": hub(request, "certificates"),
        "law": law,
        "clauses": law.clauses,
        "issues": may_issue_in(request.acting, law),
        "tabs": year_tabs(law, counts, current),
        "years": [
            {"label": str(one.year), "url": f"{request.path}?year={one.pk}",
             "current": one == law.year}
            for one in years_for(request.acting)
        ],
    }  # fmt: skip


def _offer(
    request: OfficeRequest, page: ListPage[Any], law: CertificateLaw, key: str
) -> None:  # fmt: skip
    """Offer the classes of the rows and the places in reach."""
    filters = page.filters
    if not isinstance(filters, OutcomeFilters | CertificateFilters):
        return
    titles = page.rows.order_by(f"{key}__starts_on", key).values_list(key, f"{key}__title")
    places = tree(law.year.province.code, on=law.on)
    reach = reach_of(request.acting, READ)
    seen = [
        place
        for place in places.by_code.values()
        if any(is_within(place.path, one) for one in reach)
        and place.levels & {Level.CITY, Level.COUNTY}
    ]
    filters.offer(
        found=[(str(pk), title) for pk, title in titles.distinct()],
        place=[(place.code, place.name) for place in seen],
    )
    filters.under = {
        place.code: [one.id for one in places.below(place.path)] for place in seen
    }  # fmt: skip


# --- who waits, and who gets none -----------------------------------------------------------------


def _waiting_page(request: OfficeRequest, law: CertificateLaw) -> ListPage[Any]:
    page: ListPage[Any] = ListPage(
        request, waiting(law), columns=WAITING, filters=OutcomeFilters, default_sort="class"
    )
    _offer(request, page, law, "registration__training_class")
    return page


def _waiting(request: OfficeRequest, error: BadInput | Refused | None = None) -> HttpResponse:
    law = law_asked(request)
    page = _waiting_page(request, law)
    whole = names_whole(request.acting) or may_issue_in(request.acting, law)
    days = law.late_before
    context = _context(request, law, "waiting") | {
        "page": page,
        "rows": [
            {
                "row": row,
                "name": shown_name(row.registration.person, whole=whole),
                "late": days is not None and row.registration.training_class.ends_on < days,
            }
            for row in page
        ],
        "late": late(law).count(),
        "runs": [{"run": run, "progress": progress_of(run)} for run in open_runs(law.year)[:5]],
        "key": uuid4().hex,
        "batch": [
            {"label": _("为所选发证"), "name": "do", "value": "issue", "icon": "award",
             "primary": True,
             "confirm": _("证书编号一经取用不再变动；发证后只能换发或撤销。")}
        ],
        "faults": faults_of(error) if error else [],
    }  # fmt: skip
    status = error.status if error else 200
    return render(request, "certificates/waiting.html", context, status=status)


@needs("certificates.queue")
def waiting_list(request: OfficeRequest) -> HttpResponse:
    """List who qualified and has no certificate yet; the issuer ticks and issues."""
    return _waiting(request)


@needs("certificates.issue")
@require_POST
def issue(request: OfficeRequest) -> HttpResponse:
    """Issue the certificates of those chosen, or of all that the filters show, as one run."""
    law = law_asked(request)
    rows = _waiting_page(request, law).chosen(request.POST)
    only = number(request, "found")
    held = class_for(request.acting, only, on=law.on) if only else None
    keys = list(rows.order_by().values_list("pk", flat=True))
    try:
        run = actions.issue(
            law.year, keys, key=word(request, "key"), by=request.acting, at=clock.now(),
            of_class=held,
        )  # fmt: skip
    except (BadInput, Refused) as error:
        return _waiting(request, error)
    messages.success(request, _("已发证 %(n)d 张，正在生成文件") % {"n": run.total})
    return HttpResponseRedirect(reverse("certificates:run", args=[run.pk]))


@needs("certificates.queue")
def failed_list(request: OfficeRequest) -> HttpResponse:
    """List who was closed as not qualified: no certificate, with reason and clause."""
    law = law_asked(request)
    page: ListPage[Any] = ListPage(
        request, closed_as_failed(law), columns=FAILED, filters=OutcomeFilters,
        default_sort="class",
    )  # fmt: skip
    _offer(request, page, law, "registration__training_class")
    whole = names_whole(request.acting)
    context = _context(request, law, "failed") | {
        "page": page,
        "rows": [
            {
                "row": row,
                "name": shown_name(row.registration.person, whole=whole),
                "reasons": kept_reasons(row),
            }
            for row in page
        ],
    }
    return render(request, "certificates/failed.html", context)


# --- what was issued ------------------------------------------------------------------------------


def issued_page(request: OfficeRequest, law: CertificateLaw) -> ListPage[QuerySet[Certificate]]:
    """Return the certificates of a year that the user reads, within the filters asked for."""
    rows = certificates(request.acting, on=law.on).filter(programme_year=law.year)
    page: ListPage[Any] = ListPage(
        request, rows, columns=ISSUED, filters=CertificateFilters, default_sort="-number"
    )
    _offer(request, page, law, f"{SEAT}__training_class")
    return page


@needs("certificates.read")
def home(request: OfficeRequest) -> HttpResponse:
    """List the certificates that were issued, densely, with filters and export."""
    law = law_asked(request)
    page = issued_page(request, law)
    whole = holds(request.acting, PAPERS)
    if page.exporting:
        return table(CERTIFICATES, [_line(one, whole=whole) for one in page.matching[:MOST_ROWS]])
    hand = word(request, "paper") == NEEDS_HAND
    context = _context(request, law, "hand" if hand else "issued") | {
        "page": page,
        "whole": whole,
        "query": request.GET.urlencode(),
        "rows": [
            {"one": one, "name": shown(one, whole=whole), "tag": state_tag(one)} for one in page
        ],
        "hand": hand,
    }
    return render(request, "certificates/issued.html", context)


def _line(one: Certificate, *, whole: bool) -> dict[str, Any]:
    seat = one.outcome.registration
    return {
        "number": one.number, "name": shown(one, whole=whole), "title": one.title,
        "employer": seat.employer_name, "place": seat.employer_place.name,
        "class": one.class_title, "issued": one.issued_on, "expires": one.expires_on,
        "state": str(one.get_state_display()), "ended": one.ended_on, "reason": one.ended_reason,
        "paper": paper_words(one),
    }  # fmt: skip


@needs("certificates.read")
def of_class(request: OfficeRequest, pk: int) -> HttpResponse:
    """Lead from a class to its certificates, or to those of it who wait for one."""
    found = class_for(request.acting, pk, on=clock.today())
    law = certificate_law(found.programme_year, on=clock.today())
    if not law.issues or found.track != law.track:
        raise OutOfScope
    waits = waiting(law).filter(registration__training_class=found).exists()
    page = "waiting" if waits and may_issue_in(request.acting, law) else "home"
    return HttpResponseRedirect(
        f"{reverse(f'certificates:{page}')}?year={law.year.pk}&found={found.pk}"
    )


# --- a run ----------------------------------------------------------------------------------------


def _run_context(request: OfficeRequest, pk: int) -> dict[str, Any]:
    run = run_for(request.acting, pk)
    progress = progress_of(run)
    share = (progress.rendered + progress.by_hand) / run.total if run.total else 1
    first, last = _ends(run.certificates.order_by("pk"))
    return {"run": run, "progress": progress, "share": share, "first": first, "last": last}


def _ends(rows: QuerySet[Certificate]) -> Sequence[Certificate | None]:
    return rows.first(), rows.last()


@needs("certificates.issue")
@require_safe
def run_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show how far a run is; the page itself drives it on until all documents are made."""
    context = _run_context(request, pk) | {"hub": hub(request, "certificates")}
    return render(request, "certificates/run.html", context)


@needs("certificates.issue")
@require_POST
def run_step(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make the next documents of a run and return the progress."""
    run = run_for(request.acting, pk)
    actions.render(run, limit=STEP, by=request.acting, at=clock.now(), site=site_of(request))
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("certificates:run", args=[pk]))
    return render(request, "certificates/parts/progress.html", _run_context(request, pk))


@needs("certificates.issue")
@require_POST
def try_again(request: OfficeRequest) -> HttpResponse:
    """Look once more at what needs a hand: fonts may have been added."""
    law = law_asked(request)
    rows = certificates(request.acting, on=law.on).filter(
        programme_year=law.year, document=None, needs_hand=True
    )
    runs = list(rows.order_by().values_list("run", flat=True).distinct())
    n = actions.try_again(runs, by=request.acting, at=clock.now())
    for pk in runs:
        run = run_for(request.acting, pk)
        actions.render(run, limit=n, by=request.acting, at=clock.now(), site=site_of(request))
    messages.success(request, _("%(n)d 张证书的字已能显示，文件已生成") % {"n": n})
    return HttpResponseRedirect(f"{reverse('certificates:home')}?year={law.year.pk}&paper=hand")
