"""The documents that items rest on: their texts with the days in force, a new text, an end."""

from collections.abc import Collection, Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions.bases import NewText, end_text, enter_basis, enter_text, move_to_text
from zhicai.exams.forms.bank import BasisForm, EndForm, TextForm
from zhicai.exams.models import Basis, ItemBasis
from zhicai.exams.queries import bank as queries
from zhicai.exams.views.bank import bank_of, tabs_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault
from zhicai.programmes.models import ProgrammeYear
from zhicai.ui.asked import number, take_faults, word


@needs("exams.write")
def bases(request: OfficeRequest) -> HttpResponse:
    """List the documents; enter another."""
    year = bank_of(request)
    form = BasisForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            text = NewText(given["version"], given["since"], given["until"])
            try:
                made = enter_basis(
                    year, code=given["code"], kind=given["kind"], zh=given["zh"], en=given["en"],
                    text=text, by=request.acting, at=clock.now(),
                )  # fmt: skip
            except BadInput as error:
                take_faults(form, error)
            else:
                messages.success(request, _("已登记《%(name)s》") % {"name": made.zh})
                return HttpResponseRedirect(reverse("exams:bank_basis", args=[made.pk]))
    context = {
        "tabs": tabs_for(request, "bases"),
        "rows": queries.bases_listed(year.programme),
        "on": clock.today(),
        "form": form,
        "open": status == 422,
    }
    return render(request, "exams/bank/bases.html", context, status=status)


@needs("exams.write")
def basis(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one document with its texts; enter a new text or the end of one."""
    year = bank_of(request)
    found = queries.basis_for(pk)
    ending = word(request, "do") == "end"
    if word(request, "do") == "move":
        return _move(request, year, found)
    text_form = TextForm(request.POST if request.method == "POST" and not ending else None)
    end_form = EndForm(request.POST if ending else None)
    status = 200
    if request.method == "POST":
        status = 422
        form = end_form if ending else text_form
        if form.is_valid():
            try:
                moved = _write(request, year, found, ending=ending, given=form.cleaned_data)
            except BadInput as error:
                take_faults(form, error)
            else:
                said = (
                    _("已登记，%(n)d 道试题转为待复核") if moved else _("已登记，没有试题需要复核")
                )
                messages.success(request, said % {"n": moved} if moved else said)
                return HttpResponseRedirect(reverse("exams:bank_basis", args=[pk]))
    return _page(request, year, found, form=text_form, end_form=end_form, status=status)


def _page(
    request: OfficeRequest, year: ProgrammeYear, found: Basis, *, form: TextForm,
    end_form: EndForm, rests: list[ItemBasis] | None = None, chosen: Collection[int] = (),
    faults: Sequence[Fault] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "tabs": tabs_for(request, "bases"),
        "basis": found,
        "texts": queries.texts_of(found),
        "on": clock.today(),
        "form": form,
        "end_form": end_form,
        "rests": queries.outdated_rests(found, year.programme) if rests is None else rests,
        "chosen": chosen,
        "faults": faults,
    }
    return render(request, "exams/bank/basis.html", context, status=status)


def _move(request: OfficeRequest, year: ProgrammeYear, found: Basis) -> HttpResponse:
    """Let chosen items rest on the newest text."""
    rests = queries.outdated_rests(found, year.programme)
    articles = {row.pk: word(request, f"article-{row.pk}") for row in rests}
    chosen = {int(one) for one in request.POST.getlist("selected") if one.isdigit()}
    try:
        moved = move_to_text(year, found, chosen, articles, by=request.acting, at=clock.now())
    except BadInput as error:
        for row in rests:
            row.article = articles[row.pk]
        return _page(
            request, year, found, form=TextForm(), end_form=EndForm(), rests=rests, chosen=chosen,
            faults=error.faults, status=422,
        )  # fmt: skip
    messages.success(request, _("%(n)d 道试题已改用新文本，等待二读") % {"n": moved})
    return HttpResponseRedirect(reverse("exams:bank_basis", args=[found.pk]))


def _write(
    request: OfficeRequest, year: ProgrammeYear, found: Basis, *, ending: bool,
    given: dict[str, object],
) -> int:  # fmt: skip
    by, at = request.acting, clock.now()
    if ending:
        text = queries.text_for(found, number(request, "text") or 0)
        return end_text(year, text, given["until"], by=by, at=at)  # type: ignore[arg-type]
    new = NewText(str(given["version"]), given["since"])  # type: ignore[arg-type]
    return enter_text(year, found, new, by=by, at=at)[1]
