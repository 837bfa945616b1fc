"""What several pages of planning show about one plan: its head, its way through the offices."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhicai.filing.models import Filing
from zhicai.filing.queries import history_of
from zhicai.law.schema import Level
from zhicai.planning.models import Plan
from zhicai.planning.presenters.timeline import Way, city_steps, timeline
from zhicai.planning.presenters.words import state_tag
from zhicai.planning.queries.asked import COUNTY_PLAN
from zhicai.planning.queries.plans import owner_name
from zhicai.planning.queries.summaries import sent_summary, summary_filing
from zhicai.planning.views.asked import Setting
from zhicai.ui.asked import said


def plan_head(plan: Plan) -> dict[str, Any]:
    """Return the title and the state tag of a plan's pages."""
    name, year = said(owner_name(plan)), plan.programme_year.year
    words = {"name": name, "year": year}
    title = (
        _("%(name)s %(year)d 年度班次计划")
        if plan.filing.kind == COUNTY_PLAN
        else _("%(name)s %(year)d 年度自编培训计划")
    ) % words
    return {
        "title": title,
        "tag": state_tag(plan.filing.state, waits_for=waiting_words(plan.filing)),
        "own": plan.filing.kind != COUNTY_PLAN,
    }


def waiting_words(filing: Filing) -> str:
    """Return whose turn it is while a document is sent: ``宜昌市局办理中``."""
    return _("%(office)s办理中") % {"office": office_words(filing)}


def office_words(filing: Filing) -> str:
    """Return the receiver in few words: ``宜昌市局``, ``省局``."""
    if filing.receiver_level == Level.PROVINCE:
        return _("省局")
    place = filing.receiver
    english = (get_language() or "").startswith("en")
    short = (place.english or place.name) if english else place.short_name
    return _("%(place)s市局") % {"place": short}


def way_of(plan: Plan, setting: Setting, *, due: date | None) -> list[dict[str, Any]]:
    """Return the timeline of a plan, up to the province's number for a county's."""
    filing = plan.filing
    receiver = office_words(filing)
    after: list[dict[str, Any]] = []
    if filing.kind == COUNTY_PLAN:
        summary = summary_filing(filing.receiver, setting.year)
        sent = sent_summary(summary)
        lines = sent.content.lines if sent else ()
        included = any(line.plan == plan.pk for line in lines)
        after = city_steps(summary, city=receiver, included=included)
    sender = said(owner_name(plan))
    steps = list(history_of(filing))
    return timeline(filing, steps, Way(sender, receiver, after), due=due, on=setting.on)
