"""One's own candidacy for assessment: how far it is, the questionnaire, the decision and why."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.admission import actions
from zhicai.admission.queries.calls import LIVE_CANDIDATES, frame_of, own_candidacy_of
from zhicai.admission.queries.lists import placement_of
from zhicai.admission.views.applying import questions_of, tells
from zhicai.admission.views.call_parts import CANDIDATE_TONES, DECISION_TONES
from zhicai.foundation import clock
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.ui.asked import faults_of


@signed_in
def my_candidacy(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one of the own candidacies; withdraw it."""
    row = own_candidacy_of(request.acting, pk)
    error = None
    if request.method == "POST":
        try:
            actions.withdraw_candidacy(row, by=request.acting, at=clock.now())
        except Refused as refused:
            error = refused
        else:
            messages.success(request, _("已退出考核报名。"))
            return HttpResponseRedirect(reverse("admission:my_candidacy", args=[pk]))
    frame = frame_of(row.programme_year, on=clock.today())
    told = tells(row)
    tone, icon = DECISION_TONES[row.decision] if told else CANDIDATE_TONES[row.state]
    context = own_frame(request.acting, "admission") | {
        "row": row,
        "year": frame.year,
        "region": frame.region(row.region_key),
        "tone": tone,
        "icon": icon,
        "told": told,
        "placed": placement_of(row),
        "live": row.state in LIVE_CANDIDATES,
        "questions": questions_of(row),
        "flags": [Reason(Text(f["zh"], f["en"]), f["clause"] or None) for f in row.flags],
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    answer = render(request, "admission/my_candidacy.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer
