"""One's own results, made for the phone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.results.queries.own_marks import own_results
from zhicai.results.views.marks import state_tag
from zhicai.results.views.trainee import facts_of


@require_safe
def _mine(request: OfficeRequest) -> HttpResponse:
    """Show one's own three facts, what is missing, and when the make-up is."""
    rows = [
        {
            "own": own,
            "facts": facts_of(own.line) if own.published else facts_of(own.line)[:1],
            "tag": state_tag(own.published.state, str(own.published.get_state_display()))
            if own.published
            else None,
        }
        for own in own_results(request.acting)
    ]
    context = own_frame(request.acting, "attendance") | {"rows": rows}
    answer = render(request, "results/own_marks.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


mine = signed_in(_mine)
