"""What reviews show on a specialist's file: commendations, applications, score sheets."""

from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.sections import Section, register_section
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.reviews.models import Application, UpgradeRound
from zhicai.reviews.queries.commending import awards_of
from zhicai.reviews.queries.evaluating import sheets_of

DONE = (Application.State.GRANTED, Application.State.FAILED, Application.State.STRUCK)


def section(person: Person, *, law: ArchiveLaw, acting: Acting, whole: bool) -> Section | None:
    """Return commendations, and for who reads the whole file the concluded applications and the
    closed sheets; None where there is nothing.
    """
    awards = list(awards_of(person))
    context: dict[str, Any] = {"awards": awards, "applications": [], "sheets": []}
    if whole:
        rows = Application.objects.filter(
            person=person, state__in=DONE, round__state=UpgradeRound.State.FINAL
        )
        context["applications"] = list(rows.select_related("round").order_by("-applied_at"))
        context["sheets"] = list(sheets_of(person))
    if not any(context.values()):
        return None
    title = Text("评定、评价和表彰", "Reviews, evaluation and commendation")
    return Section(title, "reviews/parts/section.html", context)


register_section("reviews", 40, section)
