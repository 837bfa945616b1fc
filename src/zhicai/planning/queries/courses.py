"""Reads of an office's course library."""

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.planning.models import Course
from zhicai.planning.rules.content import CourseFacts, Form


def library_of(acting: Acting) -> QuerySet[Course]:
    """Return the courses the user's own office or organisation keeps, by title."""
    rows = Course.objects.filter(dropped_on=None).order_by("title")
    if acting.organisation_id is not None:
        return rows.filter(organisation_id=acting.organisation_id)
    return rows.filter(organisation=None, place_id=acting.place_id)


def facts_of(course: Course) -> CourseFacts:
    """Return a kept course as the facts a class takes over."""
    return CourseFacts(
        key="",
        title=course.title,
        hours=course.hours,
        form=Form(course.form),
        lecturer=course.lecturer,
        items=tuple(course.items),
        local=course.local,
        themes=tuple(course.themes),
    )
