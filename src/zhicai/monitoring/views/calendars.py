"""The deadline calendar and its feed."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs, public
from zhicai.foundation import clock
from zhicai.monitoring import actions
from zhicai.monitoring.presenters import calendars
from zhicai.monitoring.presenters.words import named
from zhicai.monitoring.queries.feeds import events_of, feed_for, feed_of, token_of
from zhicai.monitoring.queries.lines import LATE, dues_of
from zhicai.monitoring.rules import month_after
from zhicai.monitoring.views.asked import addresses, asked, month_of, scope_of


@needs("monitoring.read")
def calendar(request: OfficeRequest) -> HttpResponse:
    """Show what falls due in a month and after it, and the office's calendar address."""
    scope = scope_of(request)
    to = addresses(request, scope)
    dues = dues_of(scope)
    first = month_of(request, scope.on)
    month = calendars.month_of(dues, first, scope, to)
    month["previous_url"] = to.calendar(month=month["previous"])
    month["next_url"] = to.calendar(month=month["next"])
    after = month_after(first)
    feed = feed_of(request.acting)
    address = reverse("monitoring:feed", args=[token_of(feed)]) if feed else ""
    context = {
        "scope": scope,
        "to": to,
        "name": named(scope.place),
        "month": month,
        "within": calendars.agenda_of([d for d in dues if first <= d.due < after], scope, to),
        "later": calendars.agenda_of([d for d in dues if d.due >= after], scope, to),
        "late": calendars.agenda_of(
            [d for d in dues if d.due < scope.on and d.state in LATE], scope, to
        ),
        "feed": request.build_absolute_uri(address) if address else "",
        "feed_row": feed,
    }
    return render(request, "monitoring/calendar.html", context)


@require_POST
def _feed_change(request: OfficeRequest) -> HttpResponse:
    """Make a calendar address for the office, or revoke the present one."""
    if asked(request, "do") == "revoke":
        actions.revoke_feed(by=request.acting, at=clock.now())
    else:
        actions.open_feed(by=request.acting, at=clock.now())
    return HttpResponseRedirect(reverse("monitoring:calendar") + "#feed")


feed_change = needs("monitoring.read")(_feed_change)


@require_safe
def _feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the deadlines of an office to whoever knows its secret address."""
    found = feed_for(token)
    content = calendars.calendar_file(
        events_of(found, on=clock.today()),
        name=_("%(office)s 期限") % {"office": found.office},
        at=clock.now(),
        root=request.build_absolute_uri(reverse("monitoring:obligations")),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="zhicai.ics"'
    response["Cache-Control"] = "private, max-age=900"
    return response


feed = public(_feed)
