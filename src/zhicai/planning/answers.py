"""What planning answers to opinions and needs: planned courses by item and theme (HB-4.5.c)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Count, Sum
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.outreach.answering import Answering, Answers, register_answers
from zhicai.planning.models import Tag
from zhicai.planning.queries.classes import classes_visible_to
from zhicai.programmes.models import ProgrammeYear

TITLES = 3
"""Titles shown beside a topic, the most often planned ones."""


def courses_for(
    acting: Acting, year: ProgrammeYear, topics: Collection[str], on: date
) -> dict[str, Answers]:
    """Return the planned courses in force that the user may see, by topic.

    Topics are ``item:ID`` and ``theme:ID``. Two queries, whatever the number of topics: sums,
    and titles.
    """
    classes = classes_visible_to(acting, year, on=on).order_by()
    tags = Tag.objects.filter(course__planned_class__in=classes).order_by()
    sums = tags.values("sort", "key").annotate(courses=Count("pk"), hours=Sum("course__hours"))
    titles: dict[str, list[str]] = defaultdict(list)
    named = tags.values("sort", "key", "course__title").annotate(times=Count("pk"))
    for row in named.order_by("-times", "course__title"):
        found = titles[f"{row['sort']}:{row['key']}"]
        if len(found) < TITLES:
            found.append(row["course__title"])
    return {
        topic: Answers(
            row["courses"],
            row["hours"],
            tuple(titles[topic]),
            f"{reverse('planning:classes')}?{row['sort']}={row['key']}",
        )
        for row in sums
        if (topic := f"{row['sort']}:{row['key']}") in topics
    }


register_answers(
    Answering("planning.courses", Text("对应的计划课程", "Planned courses"), courses_for)
)
