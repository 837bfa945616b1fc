"""The second reader: what waits, answering without the key, then finding it sound or not."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions.reading import OTHER_KEY, answer_blind, judge
from zhicai.exams.forms.bank import JudgeForm
from zhicai.exams.models import BlindAnswer, Item, ItemVersion
from zhicai.exams.models.bank import Kind
from zhicai.exams.presenters import bank as shown
from zhicai.exams.presenters.moulds import body_html
from zhicai.exams.queries import bank as queries
from zhicai.exams.queries.papers import Question
from zhicai.exams.rules.answers import Form, moved, name_of, read_answer, read_order
from zhicai.exams.rules.items import Case, Ordering
from zhicai.exams.views.bank import bank_of, tabs_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.ui.asked import faults_of, take_faults, word
from zhicai.ui.lists import Column, ListPage

LONGEST = 3000
COLUMNS = (
    Column("code", gettext_lazy("题号"), ("code",)),
    Column("stem", gettext_lazy("题干")),
    Column("topic", gettext_lazy("能力条目"), ("topic", "code")),
    Column("kind", gettext_lazy("题型"), ("kind", "code")),
    Column("author", gettext_lazy("命题"), ("author", "code")),
    Column("since", gettext_lazy("送二读"), ("changed_at",)),
)


@needs("exams.read_again")
def queue(request: OfficeRequest) -> HttpResponse:
    """List what waits for this reader: nothing of one's own, the longest waiting first."""
    year = bank_of(request)
    rows = queries.to_read(request.acting, year.programme)
    page: ListPage[Any] = ListPage(request, rows, columns=COLUMNS, default_sort="since")
    topics = queries.topics_of(year)
    context = {
        "tabs": tabs_for(request, "reading"),
        "page": page,
        "rows": [{"item": one, "topic": topics.get(one.topic, one.topic)} for one in page],
    }
    return render(request, "exams/bank/queue.html", context)


@needs("exams.read_again")
def read(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask for the reader's own answer, then show the key beside it and ask for the verdict."""
    item = queries.item_for(request.acting, pk)
    version = queries.latest_of(item)
    question = shown.question_of(item, version)
    readable = queries.to_read(request.acting, item.programme).filter(pk=pk).exists()
    if question is None or not readable:
        raise OutOfScope
    blind = queries.blind_answer_of(request.acting, version)
    if blind is None:
        return _answering(request, item, version, question)
    return _judging(request, item, version, question, blind)


def _answering(
    request: OfficeRequest, item: Item, version: ItemVersion, question: Question
) -> HttpResponse:
    faults: list[Fault] = []
    seed = f"read {version.pk} {request.acting.user_id}"
    asked = shown.shown(question, seed=seed)
    if request.method == "POST":
        sent = {name: request.POST.getlist(name) for name in request.POST}
        if word(request, "move"):
            asked = shown.refilled(asked, _moved(request, question, sent))
        else:
            try:
                answer_blind(version, _answer(question, sent), by=request.acting, at=clock.now())
            except (BadInput, Refused) as error:
                faults = faults_of(error)
            else:
                return HttpResponseRedirect(request.path)
    context = _context(request, item, version) | {
        "q": asked,
        "body": body_html(asked),
        "faults": faults,
    }
    return render(request, "exams/bank/read.html", context, status=422 if faults else 200)


def _answer(question: Question, sent: Form) -> Any:
    """Return the reader's answer; files are answered in words."""
    if question.kind in shown.IN_WORDS:
        return (sent.get(name_of(1)) or [""])[0].strip()[:LONGEST]
    answer = read_answer(question.kind, question.content, 1, sent)
    if isinstance(question.content, Case) and isinstance(answer, list):
        for n, part in enumerate(question.content.parts):
            if part.kind in shown.IN_WORDS:
                answer[n] = (sent.get(name_of(1, n)) or [""])[0].strip()[:LONGEST] or None
    return answer


def _moved(request: OfficeRequest, question: Question, sent: Form) -> dict[str, list[int]]:
    """Return the orders on the screen after a step was moved without a script, by field."""
    pressed, _dot, rest = word(request, "move").partition(".")
    step, _dot, way = rest.partition(".")
    content = question.content
    asked = [(name_of(1), content)]
    if isinstance(content, Case):
        asked = [(name_of(1, n), part.content) for n, part in enumerate(content.parts)]
    found = {}
    for name, one in asked:
        if not isinstance(one, Ordering):
            continue
        steps = read_order(name, len(one.steps), sent, moved=True)
        if steps and name == pressed and step.isdigit() and way in ("up", "down"):
            at = int(step)
            steps = moved(steps, at, way) if at in steps else steps
        if steps:
            found[name] = list(steps)
    return found


def _judging(
    request: OfficeRequest, item: Item, version: ItemVersion, question: Question,
    blind: BlindAnswer,
) -> HttpResponse:  # fmt: skip
    form = JudgeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sound = form.cleaned_data["sound"] == "1"
            try:
                judge(
                    version, sound=sound, says=form.cleaned_data["says"], by=request.acting,
                    at=clock.now(),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                done = _("%(code)s 已启用") if sound else _("%(code)s 已退回命题人")
                messages.success(request, done % {"code": item.code})
                return HttpResponseRedirect(reverse("exams:bank_reading"))
    asked = shown.shown(question, seed=f"read {version.pk} {request.acting.user_id}")
    context = _context(request, item, version) | {
        "q": asked,
        "body": body_html(asked),
        "blind": blind,
        "answered": shown.answer_lines(question.content, blind.answer),
        "other_key": OTHER_KEY,
        "key": shown.key_lines(question.content, version.content),
        "why": version.content.get("why", ""),
        "form": form,
    }
    return render(request, "exams/bank/judge.html", context, status=status)


def _context(request: OfficeRequest, item: Item, version: ItemVersion) -> dict[str, Any]:
    year = bank_of(request)
    return {
        "tabs": tabs_for(request, "reading"),
        "item": item,
        "version": version,
        "kind": Kind(item.kind).label,
        "topic": queries.topics_of(year).get(item.topic, item.topic),
        "bases": version.bases.all(),
    }
