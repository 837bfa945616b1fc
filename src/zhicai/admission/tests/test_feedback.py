"""What trainees say of lessons and the class: who, when, once, anonymous by setting; own pages."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhicai.accounts.acting import Oneself
from zhicai.accounts.home_cards import cards
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.accounts.waiting import sources
from zhicai.admission import actions
from zhicai.admission.models import FeedbackGiven, Registration
from zhicai.admission.queries.mine import classes_near, feedback_due, next_lesson
from zhicai.admission.tests.scenes import (
    YILING,
    application,
    at,
    open_class,
)
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.messages.models import Message
from zhicai.people.actions import answer_purposes, open_login
from zhicai.training.actions import (
    LecturerFacts,
    add_material,
    cancel_class,
    enter_lecturer,
)
from zhicai.training.models import Feedback, Lecturer, Lesson, LessonMaterial, TrainingClass
from zhicai.training.queries.feedback import class_feedback, lecturer_ratings
from zhicai.training.queries.frames import frame_of
from zhicai.training.rules.teaching import Said

MYSELF = Oneself("", "本人")
AFTER = date(2022, 4, 21)
GOOD = {"content": 5, "clear": 4}
WHOLE = {"arranged": 4, "whole": 5}


def lecturer_of(scene):
    known = Lecturer.objects.filter(name="王立新").first()
    facts = LecturerFacts("王立新", "三峡大学", items=("know-1",))
    return known or enter_lecturer(facts, by=scene.province(), at=at("01-20"))


def lessons_in(scene, found):
    """Two lessons of a class, on both of its days, by one lecturer."""
    return [
        Lesson.objects.create(
            training_class=found, title=title, day=day, starts=time(9), ends=time(12),
            hours=Decimal(4), room="二楼", lecturer=lecturer_of(scene), lecturer_state="accepted",
        )
        for title, day in (("专利检索", date(2022, 4, 18)), ("商标品牌", date(2022, 4, 19)))
    ]  # fmt: skip


def seat(scene, found, n, **changes):
    """The n-th trainee with a seat."""
    made = application(scene, n, name="学员" + "甲乙丙丁戊"[n % 5], **changes)
    receipt = actions.register_oneself(found, made, by=MYSELF, at=at("04-06"))
    row = Registration.objects.get(code=receipt.code)
    if row.state == "applied":
        row = actions.accept(row, by=scene.county(YILING), at=at("04-07"))
    return row


def ended(found, state="finished"):
    """The class has ended by its dates."""
    TrainingClass.objects.filter(pk=found.pk).update(state=state, finished_on=date(2022, 4, 19))
    found.refresh_from_db()


@pytest.fixture
def lessons(scene, found):
    return lessons_in(scene, found)


@pytest.fixture
def row(scene, found):
    return seat(scene, found, 1)


@pytest.fixture
def me(scene, row):
    """The trainee's own account, the notice answered."""
    open_login(row.person, "xueyuan", by=scene.county(YILING), at=at("04-07"))
    user = User.objects.get(username="xueyuan")
    acting = actings_of(user, on=date(2022, 4, 8))[0]
    row.person.refresh_from_db()
    answer_purposes(row.person, [], by=acting, at=at("04-08"))
    return acting


def client_of(acting):
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


def say(row, lesson=None, scores=None, says="", on="04-21"):
    given = scores or (GOOD if lesson else WHOLE)
    part = Said(lesson.pk if lesson else None, given, says)
    return actions.give_feedback(row, [part], by=MYSELF, at=at(on))


def owed(acting, on=AFTER):
    source = next(one for one in sources() if one.key == "admission.feedback")
    return source.items(acting, on, 10)


# --- giving it -----------------------------------------------------------------------------------


def test_a_lesson_is_judged_once_it_is_over_and_the_class_once_it_has_ended(
    scene, found, lessons, row
):
    TrainingClass.objects.filter(pk=found.pk).update(state="running")
    row = Registration.objects.select_related("training_class__programme_year").get(pk=row.pk)
    assert not feedback_due(row, at=at("04-18", 10)).any
    due = feedback_due(row, at=at("04-18", 13))
    assert ([one.title for one in due.lessons], due.whole) == (["专利检索"], False)
    with pytest.raises(Refused):
        actions.give_feedback(row, [Said(None, WHOLE)], by=MYSELF, at=at("04-18", 13))
    ended(found)
    assert say(row, lessons[0], says="案例很好") == 1
    assert say(row) == 1
    with pytest.raises(Refused):
        say(row, lessons[0])
    with pytest.raises(Refused):
        say(row)
    assert Feedback.objects.count() == FeedbackGiven.objects.count() == 2


def test_every_missing_mark_is_named_at_once_and_nothing_at_all_is_refused(found, lessons, row):
    ended(found)
    with pytest.raises(BadInput) as bad:
        actions.give_feedback(
            row, [Said(lessons[0].pk, {"content": 5}), Said(None, {}, "很好")], by=MYSELF,
            at=at("04-21"),
        )  # fmt: skip
    pk = lessons[0].pk
    assert [one.field for one in bad.value.faults] == [
        f"score-{pk}-clear", "score-class-arranged", "score-class-whole",
    ]  # fmt: skip
    with pytest.raises(BadInput):
        actions.give_feedback(row, [Said(None, {})], by=MYSELF, at=at("04-21"))
    assert not FeedbackGiven.objects.exists()


def test_after_the_last_day_and_without_a_seat_nothing_is_taken(scene, found, lessons, row):
    ended(found)
    with pytest.raises(Refused):
        say(row, on="05-04")
    assert say(row, on="05-03") == 1
    waiting = seat_late(scene, found, 2)
    Registration.objects.filter(pk=waiting.pk).update(state="withdrawn")
    with pytest.raises(Refused):
        say(waiting)


def test_anonymous_feedback_leads_to_nobody_and_few_answers_stay_hidden(scene, found, lessons, row):
    ended(found)
    frame = frame_of(found.programme_year, on=AFTER)
    rows = [row, seat_late(scene, found, 2), seat_late(scene, found, 3)]
    for n, one in enumerate(rows):
        say(one, lessons[0], says=f"意见{n}")
        say(one)
        shown = class_feedback(found, frame)
        assert shown.hidden == (n < 2)
        assert (shown.rating.mean is None) == (n < 2)
    kept = Feedback.objects.filter(lesson=lessons[0])
    assert {(one.anonymous, one.given_on, one.by) for one in kept} == {(True, None, "")}
    rating = lecturer_ratings([lessons[0].lecturer_id])[lessons[0].lecturer_id]
    assert (rating.mean, rating.count) == (Decimal("4.5"), 3)
    assert [line.lecturer for line in class_feedback(found, frame).lessons] == ["王立新"]


def seat_late(scene, found, n):
    """Someone with a seat whom the office enters after the class began."""
    state = found.state
    TrainingClass.objects.filter(pk=found.pk).update(state="open")
    found.refresh_from_db()
    row = seat(scene, found, n)
    TrainingClass.objects.filter(pk=found.pk).update(state=state)
    found.refresh_from_db()
    return Registration.objects.get(pk=row.pk)


def test_where_the_province_sets_it_so_the_name_stands_beside_the_words(scene, found, lessons, row):
    scene.decide("trainee-feedback-anonymous", False)
    ended(found)
    say(row, says="希望多练习")
    shown = class_feedback(found, frame_of(found.programme_year, on=AFTER))
    assert not shown.hidden
    assert [(one.says, one.by) for one in shown.words] == [("希望多练习", row.person.name)]


# --- own pages -----------------------------------------------------------------------------------


def test_a_trainee_gives_feedback_on_the_phone(found, lessons, row, me):
    ended(found)
    assert [one.url for one in owed(me)] == [reverse("admission:feedback", args=[row.pk])]
    client = client_of(me)
    url = reverse("admission:feedback", args=[row.pk])
    with clock.standing_at(AFTER):
        assert "匿名" in client.get(url).content.decode()
        pk = lessons[0].pk
        posted = {f"score-{pk}-content": "5"}
        assert client.post(url, posted).status_code == 422
        posted |= {f"score-{pk}-clear": "4", "score-class-arranged": "5", "score-class-whole": "5"}
        assert client.post(url, posted).status_code == 302
        page = client.get(url).content.decode()
    assert "专利检索" not in page
    assert "商标品牌" in page
    assert not owed(me)


def test_who_has_no_account_gives_it_by_code_and_phone(scene, found, lessons, row):
    ended(found)
    client = Client()
    with clock.standing_at(AFTER):
        page = client.post(
            reverse("admission:receipt"),
            {"code": row.code, "phone": row.person.phone, "do": "look"},
        ).content.decode()
        link = page.split('class="btn btn-primary" href="')[1].split('"')[0]
        posted = {"score-class-arranged": "5", "score-class-whole": "5"}
        assert client.post(link, posted).status_code == 302
        assert client.get(link).status_code == 200
        assert client.get(link[:-2] + "x/").status_code == 404
    assert FeedbackGiven.objects.filter(registration=row, lesson=None).exists()


def test_the_own_class_shows_timetable_and_files_to_who_has_a_seat(scene, found, lessons, row, me):
    county = scene.county(YILING)
    with clock.standing_at(date(2022, 4, 12)):
        from_office = handed_in(lessons[0], county)
        client = client_of(me)
        page = client.get(reverse("admission:my_class", args=[row.pk])).content.decode()
        assert "专利检索" in page
        assert "课件.pdf" in page
        file = reverse("admission:my_material", args=[from_office.pk])
        assert client.get(file).status_code == 200
        Registration.objects.filter(pk=row.pk).update(state="withdrawn")
        assert client.get(file).status_code == 404
        page = client.get(reverse("admission:my_class", args=[row.pk])).content.decode()
        assert "课件.pdf" not in page


def handed_in(lesson, by):
    """A file of a lesson, put there by the office."""
    content = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    upload = SimpleUploadedFile("课件.pdf", content, "application/pdf")
    return add_material(lesson, upload, kind=LessonMaterial.Kind.SLIDES, by=by, at=at("04-10"))


def test_what_is_another_trainees_is_not_there(scene, found, lessons, row, me):
    other = seat(scene, found, 2)
    ended(found)
    client = client_of(me)
    with clock.standing_at(AFTER):
        for name in ("my_class", "feedback"):
            assert client.get(reverse(f"admission:{name}", args=[other.pk])).status_code == 404
        assert client.post(reverse("admission:leave", args=[other.pk])).status_code == 404


def test_a_trainee_leaves_before_the_class_begins(found, lessons, row, me):
    client = client_of(me)
    with clock.standing_at(date(2022, 4, 12)):
        assert client.post(reverse("admission:leave", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_the_next_lesson_and_classes_near(scene, found, lessons, row, me):
    ahead = next_lesson(me, at=at("04-18", 8))
    assert (ahead.lesson, ahead.number) == (lessons[0], 1)
    ahead = next_lesson(me, at=at("04-18", 12))
    assert (ahead.lesson, ahead.number) == (lessons[1], 2)
    assert next_lesson(me, at=at("04-20")) is None
    city = open_class(scene, code="420502", number="420502-1")
    open_class(scene, code="421321", number="421321-1")
    assert classes_near(me, on=date(2022, 4, 8), limit=5) == [city]


def test_trainees_who_sign_in_are_told_when_their_class_is_cancelled(scene, found, row, me):
    cancel_class(found, reason="场地停电", by=scene.county(YILING), at=at("04-12"))
    (told,) = Message.objects.filter(user_id=me.user_id)
    assert "场地停电" in told.title_zh
    assert told.link == reverse("admission:my_class", args=[row.pk])


def test_the_cards_of_the_first_page_are_only_for_those_concerned(scene, found, lessons, row, me):
    county = scene.county(YILING)
    own = {card.key for card in cards() if card.build(me, at("04-12")) is not None}
    assert {"admission.next", "admission.classes"} <= own
    for card in cards():
        if card.key.startswith("admission."):
            assert card.build(county, at("04-12")) is None
