"""Lecturers who sign in: account, answers, timetable, materials, fees; the base's workspace."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import open_account
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.accounts.waiting import sources
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.models import Message
from zhicai.planning.actions import keep_course
from zhicai.planning.rules.drafts import empty_course
from zhicai.training import actions
from zhicai.training.models import LecturerReply, LecturerRequest, Lesson, LessonFee
from zhicai.training.queries.basework import courses_for_class, own_courses
from zhicai.training.queries.own import asked_of, clashing, fee_sheet, own_lessons
from zhicai.training.rules import teaching
from zhicai.training.rules.teaching import FeeFacts, amount, rating_of, read_fee
from zhicai.training.tests.scenes import SUIXIAN, YILING, at

ON = date(2022, 4, 2)


def pdf(name="讲义.pdf"):
    page = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    return SimpleUploadedFile(name, page, "application/pdf")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def waits(acting, key, on=ON):
    source = next(one for one in sources() if one.key == key)
    rows = source.items(acting, on, 50)
    assert source.count(acting, on) == len(rows)
    return rows


@pytest.fixture
def teacher(hubei):
    """A lecturer of the pool who signs in; the base's theory lecturer."""
    row = hubei.lecturer()
    actions.open_lecturer_login(row, "wanglixin", by=hubei.province(), at=at("03-01"))
    row.refresh_from_db()
    return row


@pytest.fixture
def me(teacher):
    return actings_of(teacher.user, on=ON)[0]


@pytest.fixture
def found(hubei, teacher):
    """A class whose first theory lesson the lecturer is asked to teach."""
    found = hubei.class_()
    actions.assign_lecturers(
        found, {hubei.theory(found).pk: teacher.pk}, by=hubei.city(), at=at("04-01")
    )
    return found


# --- the account ---------------------------------------------------------------------------------


def test_who_keeps_the_pool_opens_a_lecturers_own_account(hubei):
    row = hubei.lecturer()
    with pytest.raises(NotYourPage):
        actions.open_lecturer_login(row, "wang", by=hubei.base(), at=at("03-01"))
    with pytest.raises(BadInput):
        actions.open_lecturer_login(row, "王", by=hubei.province(), at=at("03-01"))
    ticket, token = actions.open_lecturer_login(row, "wang", by=hubei.province(), at=at("03-01"))
    assert token
    assert ticket.kind == "invitation"
    again, other = actions.open_lecturer_login(row, "", by=hubei.province(), at=at("03-02"))
    assert (again.user, other == token) == (ticket.user, False)
    acting = actings_of(ticket.user, on=ON)[0]
    assert (acting.key, acting.paths) == ("self", ())


def test_an_account_in_other_use_is_linked_without_a_slip_and_never_reset_from_here(hubei):
    row = hubei.lecturer("李蔓")
    open_account("liman", name="另一人", by=SYSTEM)
    with pytest.raises(BadInput):
        actions.open_lecturer_login(row, "liman", by=hubei.province(), at=at("03-01"))
    officer = User.objects.get(pk=hubei.city().user_id)
    mine = hubei.lecturer(officer.name, employer="市局")
    linked = actions.open_lecturer_login(
        mine, officer.username, by=hubei.province(), at=at("03-01")
    )
    assert linked is None
    mine.refresh_from_db()
    assert mine.user == officer
    with pytest.raises(Refused):
        actions.open_lecturer_login(mine, "", by=hubei.province(), at=at("03-02"))


# --- answers -------------------------------------------------------------------------------------


def test_a_lecturer_is_told_accepts_and_the_office_sees_it(hubei, teacher, me, found):
    assert Message.objects.filter(user=teacher.user).count() == 1
    (lesson,) = asked_of(me, on=ON)
    assert [row.url for row in waits(me, "training.lessons")] == [
        reverse("training:mine_lesson", args=[lesson.pk])
    ]
    actions.accept_lesson(lesson, by=me, at=at("04-02"))
    actions.accept_lesson(lesson, by=me, at=at("04-02"))
    assert not asked_of(me, on=ON).exists()
    assert LecturerReply.objects.count() == 1
    with clock.standing_at(ON):
        client = signed_in(User.objects.get(pk=hubei.county().user_id))
        page = client.get(reverse("training:lecturers", args=[found.pk]))
    assert "讲师已接受" in page.content.decode()


def test_who_declines_says_why_and_county_and_city_find_it_in_their_inbox(hubei, me, found):
    (lesson,) = asked_of(me, on=ON)
    with pytest.raises(BadInput) as bad:
        actions.decline_lesson(lesson, reason=" ", by=me, at=at("04-02"))
    assert bad.value.faults[0].field == "reason"
    assert not waits(hubei.county(), "training.declined")
    actions.decline_lesson(lesson, reason="当天有庭审", by=me, at=at("04-02"))
    lesson.refresh_from_db()
    assert (lesson.lecturer, lesson.lecturer_state) == (None, "")
    for office in (hubei.county(), hubei.city(), hubei.base()):
        (row,) = waits(office, "training.declined")
        assert row.url == reverse("training:lecturers", args=[found.pk])
    assert not waits(hubei.county(SUIXIAN), "training.declined")
    told = Message.objects.filter(title_zh__contains="不能讲")
    assert {one.body_zh for one in told} == {"当天有庭审"}
    assert told.filter(place__code=YILING).exists()
    with pytest.raises(OutOfScope):
        actions.accept_lesson(lesson, by=me, at=at("04-02"))
    # The city asks the same lecturer again, who now agrees.
    teacher = me.user_id
    who = lesson.replies.get().lecturer
    actions.assign_lecturers(found, {lesson.pk: who.pk}, by=hubei.city(), at=at("04-03"))
    assert Message.objects.filter(user_id=teacher, title_zh__startswith="请确认").count() == 2
    assert not waits(hubei.county(), "training.declined")


def test_a_practical_lecturer_who_declines_sends_the_request_back_to_the_province(
    hubei, teacher, me
):
    found = hubei.class_()
    request = hubei.request(found)
    actions.send_lecturer(request, teacher, by=hubei.province(), at=at("04-01"))
    actions.decline_lesson(hubei.practical(found), reason="出差", by=me, at=at("04-02"))
    rows = LecturerRequest.objects.filter(training_class=found).order_by("pk")
    assert [(one.state, one.answer) for one in rows] == [("declined", "出差"), ("open", "")]
    other = hubei.lecturer("赵丹")
    actions.send_lecturer(rows[1], other, by=hubei.province(), at=at("04-03"))
    assert hubei.practical(found).lecturer == other


@pytest.mark.parametrize("kind", ["practical", "expert"])
def test_a_declined_request_is_made_again_by_the_office_that_runs_the_class(hubei, kind):
    code = YILING if kind == "practical" else SUIXIAN
    found = hubei.class_(code)
    asked, by = hubei.request(found, kind), hubei.county(code)
    answers = hubei.province() if kind == "practical" else hubei.group()
    with pytest.raises(Refused):
        actions.ask_again(asked, by=by, at=at("04-01"))
    actions.decline_request(asked, reason="这几天没有人", by=answers, at=at("04-01"))
    with pytest.raises((OutOfScope, NotYourPage)):
        actions.ask_again(asked, by=hubei.county("420502"), at=at("04-02"))
    fresh = actions.ask_again(asked, by=by, at=at("04-02"))
    assert (fresh.state, fresh.kind, fresh.asked_by) == ("open", kind, by.office)
    with pytest.raises(Refused):
        actions.ask_again(asked, by=by, at=at("04-02"))
    actions.send_lecturer(fresh, hubei.lecturer("赵丹"), by=answers, at=at("04-03"))
    with pytest.raises(Refused):
        actions.ask_again(asked, by=by, at=at("04-04"))


def test_a_request_is_made_again_in_the_browser(hubei):
    found = hubei.class_()
    request = hubei.request(found)
    actions.decline_request(request, reason="没有人", by=hubei.province(), at=at("04-01"))
    client = signed_in(User.objects.get(pk=hubei.county().user_id))
    with clock.standing_at(ON):
        page = client.get(reverse("training:lecturers", args=[found.pk]))
        assert "重新请求" in page.content.decode()
        client.post(reverse("training:ask_again", args=[request.pk]))
        client.get(reverse("training:lecturers", args=[found.pk]))
        page = client.get(reverse("training:lecturers", args=[found.pk]))
    assert "重新请求" not in page.content.decode()
    assert found.requests.filter(state="open").count() == 1


# --- own pages -----------------------------------------------------------------------------------


def test_the_own_timetable_shows_clashes_and_goes_into_a_calendar(hubei, teacher, me, found):
    first = hubei.theory(found)
    other = hubei.class_("420502")
    second = hubei.theory(other)
    # Two offices that wrote at once, past the check: the lecturer sees it.
    Lesson.objects.filter(pk=second.pk).update(
        lecturer=teacher, day=first.day, starts=first.starts, ends=first.ends
    )
    rows = list(own_lessons(me))
    assert {key: [one.pk for one in with_] for key, with_ in clashing(rows).items()} == {
        first.pk: [second.pk],
        second.pk: [first.pk],
    }
    client = signed_in(teacher.user)
    with clock.standing_at(ON):
        page = client.get(reverse("training:mine")).content.decode()
        file = client.get(reverse("training:mine_calendar"))
    assert page.count("时间冲突</span>") == 2
    events = [one for one in Calendar.from_ical(file.content).walk() if one.name == "VEVENT"]
    assert [str(one["summary"]) for one in events] == [first.title, second.title]
    assert events[0].decoded("dtstart").time() == first.starts


def test_a_lecturer_answers_on_the_phone(hubei, teacher, me, found, django_assert_max_num_queries):
    client = signed_in(teacher.user)
    lesson = hubei.theory(found)
    with clock.standing_at(ON):
        with django_assert_max_num_queries(20):
            page = client.get(reverse("training:mine"))
        assert "待您确认" in page.content.decode()
        bad = client.post(reverse("training:reply", args=[lesson.pk]), {"do": "decline"})
        assert bad.status_code == 422
        client.post(reverse("training:reply", args=[lesson.pk]), {"do": "accept"})
        lesson.refresh_from_db()
        assert lesson.lecturer_state == "accepted"
        client.post(
            reverse("training:reply", args=[lesson.pk]), {"do": "decline", "reason": "生病"}
        )
    lesson.refresh_from_db()
    assert lesson.lecturer is None


def test_a_lesson_of_another_is_not_there(hubei, teacher, found):
    other = hubei.lecturer("赵丹")
    actions.open_lecturer_login(other, "zhaodan", by=hubei.province(), at=at("03-01"))
    client = signed_in(User.objects.get(username="zhaodan"))
    lesson = hubei.theory(found)
    with clock.standing_at(ON):
        assert client.get(reverse("training:mine_lesson", args=[lesson.pk])).status_code == 404
        answer = client.post(reverse("training:reply", args=[lesson.pk]), {"do": "accept"})
        assert answer.status_code == 404
        upload = {"file": pdf(), "kind": "slides"}
        answer = client.post(reverse("training:material_add", args=[lesson.pk]), upload)
        assert answer.status_code == 404


def test_who_is_in_no_pool_is_told_so(hubei):
    client = signed_in(User.objects.get(pk=hubei.county().user_id))
    with clock.standing_at(ON):
        assert "没有关联讲师" in client.get(reverse("training:mine")).content.decode()
        assert client.get(reverse("training:mine_fees"), follow=True).status_code == 200


# --- files ---------------------------------------------------------------------------------------


def test_materials_are_handed_in_and_the_office_fetches_them(hubei, teacher, me, found):
    client = signed_in(teacher.user)
    lesson = hubei.theory(found)
    url = reverse("training:material_add", args=[lesson.pk])
    with clock.standing_at(ON):
        wrong = SimpleUploadedFile("课件.exe", b"MZ\x90\x00" + b"0" * 200)
        assert client.post(url, {"file": wrong, "kind": "slides"}).status_code == 422
        assert client.post(url, {"kind": "slides"}).status_code == 422
        assert client.post(url, {"file": pdf(), "kind": "handout"}).status_code == 302
        kept = lesson.materials.get()
        assert (kept.kind, kept.file.name, kept.added_by) == ("handout", "讲义.pdf", teacher.name)
        fetched = reverse("training:material", args=[kept.pk])
        county = signed_in(User.objects.get(pk=hubei.county().user_id))
        other = signed_in(User.objects.get(pk=hubei.county(SUIXIAN).user_id))
        assert county.get(fetched)["Content-Type"] == "application/pdf"
        assert other.get(fetched).status_code == 404
        gone = reverse("training:material_remove", args=[kept.pk])
        assert other.post(gone).status_code == 404
        assert client.post(gone).status_code == 302
    assert not lesson.materials.exists()


def test_a_lesson_takes_ten_files(hubei, teacher, me, found):
    lesson = hubei.theory(found)
    for _ in range(teaching.MOST_MATERIALS):
        actions.add_material(lesson, pdf(), kind="slides", by=me, at=at("04-02"))
    with pytest.raises(BadInput):
        actions.add_material(lesson, pdf(), kind="slides", by=me, at=at("04-02"))


# --- fees ----------------------------------------------------------------------------------------


def test_the_fee_sheet_is_hours_times_the_agreed_fee(hubei, teacher, me, found):
    lesson = hubei.theory(found)
    with pytest.raises(BadInput) as bad:
        actions.set_fees(found, {lesson.pk: "三百"}, by=hubei.county(), at=at("04-02"))
    assert bad.value.faults[0].field == f"fee-{lesson.pk}"
    with pytest.raises(OutOfScope):
        actions.set_fees(found, {lesson.pk: "300"}, by=hubei.city(), at=at("04-02"))
    actions.set_fees(found, {lesson.pk: "312.5"}, by=hubei.county(), at=at("04-02"))
    sheet = fee_sheet(own_lessons(me))
    assert (sheet.hours, sheet.total) == (lesson.hours, int(lesson.hours * 31250))
    client = signed_in(teacher.user)
    with clock.standing_at(ON):
        page = client.get(reverse("training:mine_fees")).content.decode()
    assert "312.50" in page
    # A substitute has a fee of their own.
    other = hubei.lecturer("赵丹")
    actions.assign_lecturers(found, {lesson.pk: other.pk}, by=hubei.city(), at=at("04-03"))
    lesson.refresh_from_db()
    assert fee_sheet([lesson]).open == 1
    actions.set_fees(found, {lesson.pk: ""}, by=hubei.county(), at=at("04-03"))
    assert LessonFee.objects.count() == 1


def test_a_ceiling_of_another_app_refuses_a_fee_with_its_clause(hubei, found, monkeypatch):
    monkeypatch.setattr(teaching, "_ceilings", {})

    def most(facts: FeeFacts):
        over = facts.per_hour > 100_000
        return (
            [Reason(Text("每学时不超过 1000 元。", "At most 1,000 yuan."), "X-1")] if over else []
        )

    teaching.register_ceiling("test.most", most)
    lesson = hubei.theory(found)
    with pytest.raises(BadInput) as bad:
        actions.set_fees(found, {lesson.pk: "1000.01"}, by=hubei.county(), at=at("04-02"))
    assert bad.value.faults[0].clause == "X-1"
    assert actions.set_fees(found, {lesson.pk: "1000"}, by=hubei.county(), at=at("04-02")) == 1


def test_fees_are_entered_in_the_browser(hubei, found):
    client = signed_in(User.objects.get(pk=hubei.county().user_id))
    lesson = hubei.theory(found)
    url = reverse("training:fees", args=[found.pk])
    with clock.standing_at(ON):
        assert client.post(url, {f"fee-{lesson.pk}": "-1"}).status_code == 422
        assert client.post(url, {f"fee-{lesson.pk}": "400"}).status_code == 302
        assert 'value="400"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("300", 30000), ("300.5", 30050), ("1,200", 120000), ("0", 0), ("1.005", None), ("-1", None),
     ("NaN", None), ("1e9", None), ("", None)],
)  # fmt: skip
def test_fees_are_read_in_yuan(typed, fen):
    assert read_fee(typed) == fen


def test_half_a_fen_is_rounded_up():
    assert amount(Decimal("1.5"), 33333) == 50000


# --- the base's workspace ------------------------------------------------------------------------


def course(hubei, by=None, **changes):
    facts = empty_course() | {"title": "专利检索入门", "hours": "3", "items": ["know-1"]}
    return keep_course(facts | changes, by=by or hubei.base(), known=frozenset({"know-1"}))


def test_a_course_of_the_bases_library_is_taken_into_a_timetable_and_its_versions_stay(hubei):
    kept = course(hubei)
    base = hubei.base()
    for says in ("", "换了案例"):
        actions.add_handout(kept, pdf(), says=says, by=base, at=at("03-01"))
    found = hubei.class_()
    far = hubei.class_(SUIXIAN)
    assert kept in courses_for_class(found, on=ON)
    assert kept not in courses_for_class(far, on=ON)
    with pytest.raises(BadInput):
        actions.add_course(
            found, kept, day=date(2022, 5, 1), starts=time(19), room="", by=hubei.county(),
            at=at("04-01"),
        )  # fmt: skip
    made = actions.add_course(
        found, kept, day=found.starts_on, starts=time(19), room="三楼", by=hubei.county(),
        at=at("04-01"),
    )  # fmt: skip
    assert (made.title, made.starts, made.ends, made.items) == (
        "专利检索入门", time(19), time(21, 15), ["know-1"],
    )  # fmt: skip
    (line,) = own_courses(base)
    assert [one.version for one in line.handouts] == [2, 1]
    assert line.used_in == (found,)


def test_only_the_owner_adds_versions_of_a_handout(hubei):
    kept = course(hubei)
    with pytest.raises(OutOfScope):
        actions.add_handout(kept, pdf(), says="", by=hubei.city(), at=at("03-01"))


def test_the_workspace_of_a_base_in_the_browser(hubei, django_assert_max_num_queries):
    found = hubei.class_()
    far = hubei.class_(SUIXIAN)
    actions.leave_guidance(found, says="实战放第二天。", by=hubei.base(), at=at("04-01"))
    kept = course(hubei)
    client = signed_in(User.objects.get(pk=hubei.base().user_id))
    with clock.standing_at(ON):
        with django_assert_max_num_queries(40):
            page = client.get(reverse("training:base")).content.decode()
        assert found.title in page
        assert "实战放第二天。" in page
        assert reverse("training:class", args=[far.pk]) not in page
        one = reverse("training:course", args=[kept.pk])
        assert client.post(one, {"says": ""}).status_code == 422
        assert client.post(one, {"says": "初版", "file": pdf()}).status_code == 302
        assert "第 1 版" in client.get(reverse("training:library")).content.decode()
        handout = reverse("training:handout", args=[kept.handouts.get().pk])
        assert client.get(handout).status_code == 200
        county = signed_in(User.objects.get(pk=hubei.county().user_id))
        assert county.get(handout).status_code == 404
        assert county.get(reverse("training:base")).status_code == 403
        take = reverse("training:take_course", args=[found.pk])
        assert "专利检索入门" in county.get(take).content.decode()
        assert county.post(take, {}).status_code == 422
        posted = {"course": kept.pk, "day": found.starts_on.isoformat(), "starts": "19:00"}
        assert county.post(take, posted).status_code == 302
    assert found.lessons.filter(course=kept).count() == 1


# --- ratings -------------------------------------------------------------------------------------


def test_anonymous_marks_of_fewer_than_three_stay_hidden():
    two = [({"a": 5, "b": 4}, True), ({"a": 3, "b": 2}, True)]
    assert (rating_of(two).mean, rating_of(two).count) == (None, 2)
    assert rating_of([*two, ({"a": 4, "b": 4}, True)]).mean == Decimal("3.7")
    assert rating_of([(scores, False) for scores, _ in two]).mean == Decimal("3.5")


def test_the_provinces_ceiling_of_lecture_fees_holds_for_agreed_fees_too(hubei, found):
    lesson = hubei.theory(found)
    hubei.hubei.decide("lecture-fee-most", "800")
    with pytest.raises(BadInput) as bad:
        actions.set_fees(found, {lesson.pk: "801"}, by=hubei.county(), at=at("04-02"))
    assert bad.value.faults[0].field == f"fee-{lesson.pk}"
    assert bad.value.faults[0].clause
    assert actions.set_fees(found, {lesson.pk: "800"}, by=hubei.county(), at=at("04-02")) == 1
