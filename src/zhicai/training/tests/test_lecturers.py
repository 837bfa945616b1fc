"""The pool, assignments, requests to the province and the working group."""

from datetime import date

import pytest

from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.messages.models import Message
from zhicai.training import actions
from zhicai.training.models import Lecturer, LecturerRequest
from zhicai.training.queries.lecturers import active_pool, lecturers_visible_to, may_assign
from zhicai.training.queries.requests import kinds_answered, open_requests_to
from zhicai.training.sheets import lecturers_sheet, read_lecturers
from zhicai.training.tests.scenes import SUIXIAN, XILING, YICHANG, at


def assigned(hubei, found, lecturer, by=None, **more):
    lesson = more.pop("lesson", None) or hubei.theory(found)
    who = lecturer.pk if lecturer else None
    return actions.assign_lecturers(
        found, {lesson.pk: who}, by=by or hubei.city(), at=at("04-01"), **more
    )


@pytest.mark.clause("HB-2.1.b")
def test_the_province_keeps_the_pool_and_only_its_lecturers_can_be_assigned(hubei):
    facts = actions.LecturerFacts(
        "李蔓",
        "湖北专利代理",
        title="专利代理师",
        fields="维权",
        items=("know-1",),
        evidence="代理 20 年",
    )
    proposed = actions.enter_lecturer(facts, by=hubei.base(), at=at("02-01"))
    assert proposed.state == "proposed"
    assert not active_pool(hubei.hubei.year.province_id).exists()
    found = hubei.class_()
    with pytest.raises(Refused) as refused:
        assigned(hubei, found, proposed)
    assert refused.value.reasons[0].clause == "HB-2.1.b"
    with pytest.raises(NotYourPage):
        actions.set_state(proposed, "active", reason="", by=hubei.city(), at=at("02-02"))
    admitted = actions.set_state(proposed, "active", reason="", by=hubei.province(), at=at("02-02"))
    assert (admitted.title, admitted.evidence, admitted.state) == (
        "专利代理师", "代理 20 年", "active",
    )  # fmt: skip
    assert assigned(hubei, found, admitted) == 1


def test_proposals_are_seen_by_who_made_them_and_the_province(hubei):
    facts = actions.LecturerFacts("李蔓", "湖北专利代理")
    actions.enter_lecturer(facts, by=hubei.base(), at=at("02-01"))
    seen = [lecturers_visible_to(who).count() for who in (hubei.base(), hubei.province())]
    assert seen == [1, 1]
    assert not lecturers_visible_to(hubei.city()).exists()
    with pytest.raises(BadInput):
        actions.enter_lecturer(facts, by=hubei.city(), at=at("02-02"))


def test_proven_experience_needs_evidence(hubei):
    with pytest.raises(BadInput) as bad:
        hubei.lecturer(proven=("skill-1",))
    assert bad.value.faults[0].field == "evidence"


def test_the_professional_team_is_marked_among_those_with_proven_experience(hubei):
    proven = hubei.lecturer(proven=("skill-4",), evidence="办理侵权案 30 件")
    other = hubei.lecturer("赵丹")
    with pytest.raises(BadInput):
        actions.mark_team([proven, other], True, by=hubei.province(), at=at("03-01"))
    assert actions.mark_team([proven], True, by=hubei.province(), at=at("03-01")) == 1
    assert list(Lecturer.objects.filter(team=True)) == [proven]
    with pytest.raises(NotYourPage):
        actions.mark_team([proven], False, by=hubei.city(), at=at("03-01"))


@pytest.mark.clause("HB-2.2.1.c")
def test_city_and_base_assign_lecturers_and_a_clash_of_times_is_refused(hubei):
    lecturer = hubei.lecturer()
    one, other = hubei.class_(), hubei.class_(XILING)
    assert assigned(hubei, one, lecturer, by=hubei.base()) == 1
    with pytest.raises(Refused) as refused:
        assigned(hubei, other, lecturer, by=hubei.city())
    assert one.title in refused.value.says.zh
    with pytest.raises(Refused):
        assigned(hubei, one, lecturer, lesson=hubei.practical(one))
    with pytest.raises(NotYourPage):
        assigned(hubei, one, lecturer, by=hubei.county())
    free = hubei.lecturer("赵丹")
    assert assigned(hubei, other, free) == 1


def test_without_the_base_in_the_setting_it_assigns_nobody(hubei):
    found = hubei.class_()
    assert may_assign(hubei.base(), found, hubei.frame())
    hubei.hubei.decide("lecturers-preparatory", ["city"])
    assert not may_assign(hubei.base(), found, hubei.frame())
    with pytest.raises(Refused):
        assigned(hubei, found, hubei.lecturer(), by=hubei.base())


@pytest.mark.clause("HB-2.3.f")
def test_each_practical_session_asks_the_province_which_alone_sends_its_lecturer(hubei):
    found = hubei.class_()
    request = hubei.request(found)
    assert request.lesson == hubei.practical(found)
    assert list(open_requests_to(hubei.province())) == [request]
    lecturer = hubei.lecturer()
    for other in (hubei.city(), hubei.base()):
        with pytest.raises(Refused) as refused:
            assigned(hubei, found, lecturer, by=other, lesson=hubei.practical(found))
        assert refused.value.reasons[0].clause == "HB-2.3.f"
        with pytest.raises(NotYourPage):
            actions.send_lecturer(request, lecturer, by=other, at=at("03-30"))
    with pytest.raises(OutOfScope):
        actions.send_lecturer(request, lecturer, by=hubei.group(), at=at("03-30"))
    sent = actions.send_lecturer(request, lecturer, by=hubei.province(), at=at("03-30"))
    assert sent.state == LecturerRequest.State.SENT
    assert hubei.practical(found).lecturer == lecturer
    told = Message.objects.filter(about=f"training.class:{found.pk}")
    assert {row.place.code if row.place else row.organisation.kind for row in told} >= {
        "420506", YICHANG,
    }  # fmt: skip


def test_a_request_that_cannot_be_met_says_why(hubei):
    found = hubei.class_()
    request = hubei.request(found)
    with pytest.raises(BadInput):
        actions.decline_request(request, reason="", by=hubei.province(), at=at("03-30"))
    actions.decline_request(request, reason="当天另有任务", by=hubei.province(), at=at("03-30"))
    with pytest.raises(Refused):
        actions.send_lecturer(request, hubei.lecturer(), by=hubei.province(), at=at("03-31"))


@pytest.mark.clause("HB-3.1.7.3.a")
def test_a_class_in_a_city_without_a_base_asks_the_working_group_for_experts(hubei):
    group = hubei.group()
    with_base = hubei.class_()
    assert not with_base.requests.filter(kind="expert").exists()
    found = hubei.class_(SUIXIAN)
    request = hubei.request(found, "expert")
    assert kinds_answered(group) == ["expert"]
    assert list(open_requests_to(group)) == [request]
    expert = hubei.lecturer("周正")
    lesson = hubei.theory(found)
    with pytest.raises(OutOfScope):
        actions.send_lecturer(request, expert, by=hubei.province(), at=at("03-30"))
    actions.send_lecturer(request, expert, by=group, at=at("03-30"), lessons=[lesson.pk])
    assert hubei.theory(found).lecturer == expert
    assert hubei.practical(found).lecturer is None


def test_a_linked_base_of_another_city_helps_where_the_setting_says_so(hubei):
    hubei.group()
    hubei.hubei.body("base", home=YICHANG, serves=(YICHANG, "421300"))
    hubei.hubei.decide("city-base-rule", "neighbour-base")
    found = hubei.class_(SUIXIAN)
    assert not found.requests.filter(kind="expert").exists()


def test_replacing_a_lecturer_of_an_open_class_needs_a_reason_and_tells_everyone(hubei):
    found = hubei.opened()
    first, second = hubei.lecturer(), hubei.lecturer("赵丹")
    assigned(hubei, found, first)
    with pytest.raises(BadInput) as bad:
        assigned(hubei, found, second)
    assert bad.value.faults[0].field == "reason"
    before = Message.objects.count()
    assigned(hubei, found, second, reason="出差")
    assert Message.objects.count() > before
    assert found.changes.last().what == "substituted"
    assert hubei.theory(found).assigned_on == date(2022, 4, 1)


def test_the_pool_goes_out_to_excel_and_comes_back(hubei):
    hubei.lecturer(proven=("practical-1",), evidence="检索课 12 年")
    hubei.lecturer("赵丹")
    content = lecturers_sheet(list(Lecturer.objects.all()), hubei.frame()).content
    facts = read_lecturers(content, hubei.frame())
    assert {one.name for one in facts} == {"王立新", "赵丹"}
    changed = [actions.LecturerFacts(one.name, one.employer, title="教授") for one in facts]
    more = [*changed, actions.LecturerFacts("钱亮", "武汉大学")]
    assert actions.enter_lecturers(more, by=hubei.province(), at=at("03-01")) == (1, 2)
    assert set(Lecturer.objects.values_list("title", flat=True)) == {"教授", ""}
