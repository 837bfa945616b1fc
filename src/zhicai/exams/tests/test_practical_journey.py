"""A practical test of a class, from its blueprint to the practical mark of everyone in it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session

from zhicai.accounts.models import User
from zhicai.exams.actions.papers import Wanted, make_blueprint, seal_papers
from zhicai.exams.actions.publishing import finish_exam, publish_exam
from zhicai.exams.actions.running import RoomFacts, end_exam
from zhicai.exams.actions.saving import keep
from zhicai.exams.actions.sittings import sign_in, start, take_step
from zhicai.exams.models import Paper, PaperItem, Sitting
from zhicai.exams.rules.saving import SUBMIT, Given
from zhicai.exams.tests.practical_scenes import (
    BEST,
    LICENCE,
    NARROW,
    SEARCH,
    SHEET,
    content_of,
    mended,
    shipped,
)
from zhicai.exams.tests.scenes import START, Candidate, add_item, after, message
from zhicai.people.models import Person
from zhicai.programmes.queries import law_of
from zhicai.results.models import Mark, Outcome
from zhicai.training.models import TrainingClass

pytestmark = pytest.mark.django_db


TOPICS = {"practical-1": SEARCH, "practical-2": LICENCE, "skill-2": SHEET}
BEFORE = START - timedelta(days=20)


def composed(room):
    """A sealed paper of three tasks, from items in use and a blueprint."""
    for n, (topic, code) in enumerate(TOPICS.items(), start=50):
        version = add_item(n, "task", content_of(code), shipped()[code]["marks"])
        version.item.topic = topic
        version.item.save()
    rows = [
        {"topic": topic, "kind": "task", "easiest": 1, "hardest": 5, "count": 1,
         "marks": shipped()[code]["marks"]} for topic, code in TOPICS.items()
    ]  # fmt: skip
    blueprint = make_blueprint(
        room.hubei.year, track="assessment", part="practical", title="实操卷", minutes=90,
        rows=rows, standard=None, by=room.group, at=BEFORE,
    )  # fmt: skip
    first = [Wanted("A", Paper.Use.FIRST)]
    return seal_papers(blueprint, first, seed="a", by=room.group, at=BEFORE)[0]


def at_the_desk(n, sitting):
    """The candidate of a sitting, with an account, checked and signed in at a browser."""
    user = User.objects.create(username=f"at-desk-{n}", name="学员", password="!")
    Person.objects.filter(pk=sitting.person_id).update(user=user)
    Sitting.objects.filter(pk=sitting.pk).update(checked_at=START)
    session = Session.objects.create(
        session_key=f"{n:032}", session_data="-", expire_date=after(600)
    )
    return Candidate(Sitting.objects.get(pk=sitting.pk), session.session_key)


def sits(room, who, told):
    """Somebody signs in, starts, runs a query and hands in answers by topic."""
    me, mine = room.acting(who), who.sitting
    sign_in(mine, by=me, at=after(-5))
    start(mine, device=who.device, address="", by=me, at=after(0))
    items = PaperItem.objects.filter(paper=mine.exam.paper)
    numbers = dict(items.values_list("item_version__item__topic", "number"))
    query = {"query": NARROW}
    take_step(mine, numbers["practical-1"], query, device=who.device, by=me, at=after(9))
    answers = [Given(numbers[topic], 1, one) for topic, one in told.items()]
    keep([message(who, *answers, key=f"key-{who.session}", kind=SUBMIT)], now=after(50))


@pytest.mark.clause("HB-3.2.6.5.c")
def test_a_practical_test_is_composed_sat_scored_and_written_as_the_practical_mark(room):
    paper = composed(room)
    exam = room.set_up(
        part="practical", title="实操考试", paper=paper.pk,
        rooms=(RoomFacts("机房", 40, "三峡大学"),),
    )  # fmt: skip
    assert not PaperItem.objects.filter(paper=paper).exists()
    good, poor, absent = exam.sittings.order_by("pk")
    sits(room, at_the_desk(1, good), {
        "practical-1": {"query": BEST}, "practical-2": mended(), "skill-2": {"title": ""}
    })  # fmt: skip
    sits(room, at_the_desk(2, poor), {"practical-1": {"query": NARROW}})
    end_exam(exam, by=room.group, at=after(120))
    publish_exam(exam, by=room.group, at=after(200))
    TrainingClass.objects.update(state="finished")
    finish_exam(exam, by=room.group, at=after(60 * 24 * 5))
    marks = dict(Mark.objects.filter(part="practical").values_list("registration", "value"))
    assert marks[good.registration_id] == Decimal(70)
    assert 0 < marks[poor.registration_id] < 40
    assert marks[absent.registration_id] is None
    passed = {
        row.registration_id: row.practical_passed
        for row in Outcome.objects.filter(registration__in=marks)
    }
    assert passed == {
        good.registration_id: True, poor.registration_id: False, absent.registration_id: False,
    }  # fmt: skip
    clauses = {one["clause"] for one in Outcome.objects.get(registration=poor.registration).reasons}
    assert law_of(room.hubei.year).parameters["practical-pass-mark"].clause[0] in clauses
