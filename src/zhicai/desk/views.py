"""The inbox of an office, and the first page of who acts for nobody else."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.accounts.home_cards import ONESELF, cards, own_frame
from zhicai.desk.home import title_of
from zhicai.desk.presenters import kinds_of, rows_of
from zhicai.desk.queries import inbox_of, note_seen, own_message, waiting_count
from zhicai.foundation import clock
from zhicai.messages import actions
from zhicai.messages.models import Message
from zhicai.messages.queries import inbox_of as messages_to
from zhicai.messages.queries import unread_count
from zhicai.people.presenters import employer_name
from zhicai.people.queries import must_be_asked, own_record
from zhicai.people.queries.records import employment_of
from zhicai.ui.lists import ListPage

SOON = 7
"""Days within which a due date is said to be near."""


@needs("desk.read")
def inbox(request: OfficeRequest) -> HttpResponse:
    """Show everything that waits for the office, the earliest due first; ``?kind=`` narrows it."""
    everything = inbox_of(request.acting, on=clock.today())
    note_seen(everything, request.acting, on=clock.today())
    kind = request.GET.get("kind", "")
    shown = everything.of(kind)
    context = {
        "rows": rows_of(shown),
        "kinds": kinds_of(everything, kind),
        "total": everything.total,
        "late": everything.late,
        "soon": everything.soon(SOON),
        "days": SOON,
        "hidden": sum(p.count for p in everything.piles) - len(everything.entries),
    }
    return render(request, "desk/inbox.html", context)


@needs("desk.read")
def count(request: OfficeRequest) -> HttpResponse:
    """Answer with the red count of the sidebar, which asks for it once a page stands."""
    waits = waiting_count(request.acting, on=clock.today())
    return render(request, "ui/parts/count.html", {"count": waits})


# --- oneself --------------------------------------------------------------------------------------

NOON, EVENING = 12, 18


@signed_in
def home(request: OfficeRequest) -> HttpResponse:
    """Show the first page of who acts for nobody else: the cards of every app.

    Who has not answered the notice on personal data is led to it first.
    """
    acting, now = request.acting, clock.now()
    person = own_record(acting)
    if person is not None and acting.key == ONESELF and must_be_asked(person):
        return HttpResponseRedirect(reverse("people:consents"))
    work = employment_of(person, on=clock.today()) if person else None
    shown: dict[str, list[dict[str, Any]]] = {"content": [], "aside": []}
    for card in cards():
        found = card.build(acting, now)
        if found is not None:
            shown[card.column].append({"template": card.template, "card": found})
    context = own_frame(acting, "home") | {
        "cards": shown["content"],
        "beside": shown["aside"],
        "person": person,
        "greeting": greeting(now.astimezone(clock.CHINA).hour),
        "employer": employer_name(work),
        "post": work.post if work else "",
        "unread": unread_count(acting) if acting.key == ONESELF else 0,
    }
    return _private(render(request, "desk/home.html", context))


def greeting(hour: int) -> str:
    """Return the greeting of an hour of the day."""
    if hour < NOON:
        return _("上午好")
    return _("下午好") if hour < EVENING else _("晚上好")


@needs("messages.own")
def messages(request: OfficeRequest) -> HttpResponse:
    """List one's own messages, the newest first."""
    page: ListPage[Any] = ListPage(request, messages_to(request.acting), columns=(), page_size=20)
    rows: list[Message] = list(page)
    context = own_frame(request.acting, "messages") | {
        "page": page,
        "rows": [(row, title_of(row)) for row in rows],
        "unread": unread_count(request.acting),
    }
    return _private(render(request, "desk/messages.html", context))


@require_POST
def _all_read(request: OfficeRequest) -> HttpResponse:
    """Mark one's own messages as read."""
    actions.mark_all_read(by=request.acting, at=clock.now())
    toasts.success(request, _("已全部标为已读"))
    return HttpResponseRedirect(reverse("desk:messages"))


all_read = needs("messages.own")(_all_read)


@needs("messages.own")
def open_message(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mark one of the own messages as read and go where it leads."""
    found = own_message(request.acting, pk)
    actions.mark_read(found, by=request.acting, at=clock.now())
    return HttpResponseRedirect(found.link or reverse("desk:messages"))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
