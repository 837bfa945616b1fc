"""The tab 签到 of a class, and what closing it looks at."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.attendance.queries.boards import lessons_without_lines
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.training.models import TrainingClass
from zhicai.training.queries.frames import frame_of
from zhicai.training.rules.conditions import Condition, register_check
from zhicai.training.tabs import Tab, register_tab

MOST_NAMED = 3


def reads(acting: Acting, _found: TrainingClass) -> bool:
    """Say whether the user sees attendance at all."""
    return holds(acting, "attendance.read")


def lessons_entered(class_id: int, on: date) -> Sequence[Reason]:
    """Return the lessons for which nobody was entered: a flag, which holds nothing up."""
    found = TrainingClass.objects.select_related("programme_year__province").get(pk=class_id)
    empty = lessons_without_lines(found)
    if not empty:
        return ()
    clause = frame_of(found.programme_year, on=on).law.cites("training.on-site")
    names = [f"{one.day:%m-%d} {one.title}" for one in empty[:MOST_NAMED]]
    more = len(empty) > MOST_NAMED
    return (
        Reason(
            Text(
                f"{len(empty)} 节课没有签到记录：{'、'.join(names)}{'等' if more else ''}。",
                f"{len(empty)} lessons have no attendance: {', '.join(names)}"
                f"{' …' if more else ''}.",
            ),
            clause,
        ),
    )


register_tab(Tab("attendance", _("签到"), "attendance:class", 35, shown=reads))
register_check(Condition("attendance.lessons", "closed", lessons_entered, binds=False))
