"""Exams without network at the province: packs, keys, answers that come back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions import packs as actions
from zhicai.exams.actions.packs_merging import check_answers, merge_answers
from zhicai.exams.models import AnswersBrought, Exam, ExamPack
from zhicai.exams.packs.archives import LARGEST_FILE
from zhicai.exams.packs.letter import letter_pdf
from zhicai.exams.presenters.room import exam_tag
from zhicai.exams.queries import packs as queries
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.ui.asked import faults_of, word
from zhicai.ui.lists import Column, ListPage

NO_FILE = Text("请选择考场导出的答案文件。", "Choose the answers file that the room exported.")
SHOWN = 50
COLUMNS = (
    Column("at", gettext_lazy("导入时间"), ("pk",)),
    Column("pack", gettext_lazy("考试包"), ("pack__number", "pk")),
    Column("number", gettext_lazy("第几次导出"), ("number", "pk"), numeric=True),
    Column("exported", gettext_lazy("导出时间"), ("exported_at", "pk")),
    Column("state", gettext_lazy("状态"), ("state", "pk")),
)


@sensitive_variables("key")
@needs("exams.run")
def packs(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the packs of an exam; make, hand out, show and print keys, bring answers."""
    exam = queries.packed_exam(request.acting, pk)
    faults: list[Fault] = []
    key = ""
    if request.method == "POST":
        try:
            done = _done(request, exam)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            if isinstance(done, HttpResponse):
                return done
            key = done
    answer = render(
        request, "exams/packs/packs.html",
        _shown(request, exam) | {"key": key, "faults": faults}, status=422 if faults else 200,
    )  # fmt: skip
    answer["Cache-Control"] = "private, no-store"
    return answer


def _shown(request: OfficeRequest, exam: Exam) -> dict[str, Any]:
    at, pack = clock.now(), queries.pack_in_use(exam)
    page: ListPage[Any] = ListPage(
        request, queries.brought_to(exam), columns=COLUMNS, default_sort="-at"
    )
    return {
        "exam": exam,
        "tag": exam_tag(exam),
        "pack": pack,
        "old": queries.packs_of(exam).exclude(voided_at=None)[:SHOWN],
        "handlings": queries.handlings_of(exam)[:SHOWN],
        "key_from": queries.key_from(exam),
        "may_show": at >= queries.key_from(exam),
        "makes": exam.state == Exam.State.PLANNED,
        "page": page,
        "most": LARGEST_FILE // 1_000_000,
        "clause": queries.clause_of_packs(exam),
        "reason": word(request, "reason"),
    }


def _done(request: OfficeRequest, exam: Exam) -> HttpResponse | str:
    """Do what was asked: where to go, a file, or the key to be shown on the page."""
    by, at, do = request.acting, clock.now(), word(request, "do")
    reason = word(request, "reason")
    if do == "make":
        made = actions.make_pack(exam, reason=reason, by=by, at=at)
        messages.success(request, _("已制作第 %(n)d 号考试包") % {"n": made.number})
        return HttpResponseRedirect(request.path)
    if do == "bring":
        return _brought(request, exam)
    pack = _in_use(exam)
    if do == "fetch":
        data = actions.fetch_pack(pack, by=by, at=at)
        return _file(data, f"exam-{exam.pk}-pack-{pack.number}.zcpack", "application/zip")
    if do == "letter":
        key = actions.key_for_letter(pack, reason=reason, by=by, at=at)
        pack.exam = exam
        pdf = letter_pdf(pack, key, by=by.name, on=clock.today())
        return _file(pdf, f"key-letter-{exam.pk}-{pack.number}.pdf", "application/pdf")
    if do == "key":
        return actions.show_key(pack, reason=reason, by=by, at=at)
    raise OutOfScope


def _in_use(exam: Exam) -> ExamPack:
    found = queries.pack_in_use(exam)
    if found is None:
        raise OutOfScope
    return found


def _brought(request: OfficeRequest, exam: Exam) -> HttpResponse:
    file = request.FILES.get("file")
    data = file.read(LARGEST_FILE + 1) if file else b""
    if file is None or not data:
        raise BadInput([Fault(NO_FILE, "file")])
    name, at = file.name or "", clock.now()
    kept = check_answers(exam, data, name=name, by=request.acting, at=at)
    return HttpResponseRedirect(reverse("exams:pack_answers", args=[exam.pk, kept.pk]))


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"',
               "Cache-Control": "private, no-store"}  # fmt: skip
    return HttpResponse(data, content_type=kind, headers=headers)


@needs("exams.run")
def answers(request: OfficeRequest, pk: int, brought: int) -> HttpResponse:
    """Show what an answers file brings, and merge it."""
    exam = queries.packed_exam(request.acting, pk)
    kept = queries.brought_to(exam).filter(pk=brought).first()
    if kept is None:
        raise OutOfScope
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            merge_answers(kept, by=request.acting, at=clock.now())
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("答案已合并"))
            return HttpResponseRedirect(request.path)
    context = {
        "exam": exam,
        "kept": kept,
        "merged": kept.state == AnswersBrought.State.MERGED,
        "faults": faults,
    }
    return render(request, "exams/packs/answers.html", context, status=422 if faults else 200)
