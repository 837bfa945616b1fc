"""Planned classes: organisers by the law's table, guidance, lecturers, the curriculum report."""

from datetime import date
from decimal import Decimal

import pytest

from zhicai.foundation.errors import NotYourPage, OutOfScope, Refused
from zhicai.planning.actions import (
    accept_plan,
    answer_guidance,
    arrange_lecturer,
    keep_course,
    leave_guidance,
    save_draft,
    send_plan,
)
from zhicai.planning.models import Course, Guidance, Tag
from zhicai.planning.queries.asked import asked_of
from zhicai.planning.queries.classes import (
    by_tag,
    class_for,
    classes_visible_to,
    organisers_of,
    totals,
)
from zhicai.planning.tests.scenes import WUHAN, YICHANG, YILING, at, course, good_draft, lesson
from zhicai.programmes.models import CurriculumDecision, ProgrammeYear
from zhicai.programmes.queries import settings_of

ON = date(2022, 3, 25)


def organisers(hubei, planned):
    return [(o.role, o.body, o.name.zh) for o in organisers_of(planned, on=ON)]


@pytest.mark.clause(
    "HB-3.1.3.a", "HB-3.1.3.b", "HB-3.1.3.c", "HB-3.1.4.a", "HB-3.1.4.b", "HB-3.1.5.a",
    "HB-2.2.1.a",
)  # fmt: skip
def test_every_class_names_its_organisers_and_each_acts_within_its_own_rights(hubei):
    base = hubei.body("base", home=YICHANG, serves=(YICHANG,))
    centre, national = hubei.body("development-centre"), hubei.body("national-base")
    plan = hubei.accepted()
    planned = plan.classes.get()
    named = organisers(hubei, planned)
    assert [role for role, _, _ in named] == [
        "guiding", "guiding", "guiding", "host", "co-host", "undertaking",
    ]  # fmt: skip
    assert ("guiding", "province", "省知识产权局") in named
    assert ("host", "city", "宜昌市知识产权局") in named
    assert ("co-host", "base", "宜昌base") in named
    assert ("undertaking", "county", "夷陵区知识产权管理部门") in named
    for guide in (hubei.province(), centre, national):
        assert class_for(guide, planned.pk, on=ON)
        leave_guidance(planned, by=guide, says="建议增加案例", at=at("03-21"))
        with pytest.raises((NotYourPage, Refused)):
            arrange_lecturer(planned.courses.first(), by=guide, name="周教授", at=at("03-21"))
    for host in (hubei.city(), base):
        arranged = arrange_lecturer(planned.courses.first(), by=host, name="周教授", at=at("03-22"))
        assert (arranged.arranged, arranged.arranged_by) == ("周教授", host.office)
    with pytest.raises(NotYourPage):
        leave_guidance(planned, by=hubei.county(), says="自评", at=at("03-23"))
    with pytest.raises(NotYourPage):
        accept_plan(plan, by=base, at=at("03-23"))


def test_without_a_base_serving_the_city_a_class_has_no_co_host(hubei):
    hubei.body("base", home=WUHAN, serves=(WUHAN,))
    roles = [role for role, _, _ in organisers(hubei, hubei.accepted().classes.get())]
    assert "co-host" not in roles
    assert roles.count("guiding") == 3


def test_without_the_guidance_right_the_city_leaves_no_guidance_on_classes(hubei):
    """A-HB-20: the table of section three governs, the city's right is the setting."""
    planned = hubei.accepted().classes.get()
    assert leave_guidance(planned, by=hubei.city(), says="提前通知企业", at=at("03-21"))
    hubei.decide("city-guidance-right", False)
    with pytest.raises(Refused):
        leave_guidance(planned, by=hubei.city(), says="再提", at=at("03-22"))
    assert leave_guidance(planned, by=hubei.province(), says="省局意见", at=at("03-22"))


def test_the_county_answers_guidance_and_a_foreign_one_cannot(hubei):
    planned = hubei.accepted().classes.get()
    note = leave_guidance(planned, by=hubei.province(), says="增加案例", at=at("03-21"))
    with pytest.raises(OutOfScope):
        answer_guidance(note, by=hubei.county("420502"), answer="好", at=at("03-22"))
    answer_guidance(note, by=hubei.county(), answer="已增加", at=at("03-22"))
    assert Guidance.objects.get().answer == "已增加"


def test_the_working_group_sees_all_classes_of_the_province(hubei):
    group = hubei.body("working-group")
    hubei.accepted(YILING)
    hubei.accepted("420102")
    assert classes_visible_to(group, hubei.year, on=ON).count() == 2
    assert classes_visible_to(hubei.city(), hubei.year, on=ON).count() == 1
    assert classes_visible_to(hubei.county("420502"), hubei.year, on=ON).count() == 0


def test_arranged_lecturers_stay_through_a_later_version(hubei):
    plan = hubei.accepted()
    first = plan.classes.get().courses.first()
    arrange_lecturer(first, by=hubei.city(), name="周教授", at=at("03-22"))
    plan = save_draft(
        plan, by=hubei.county(), draft=good_draft(lesson(people="150")), revision=plan.revision,
        at=at("04-02"),
    )  # fmt: skip
    plan = accept_plan(
        send_plan(plan, by=hubei.county(), at=at("04-02")), by=hubei.city(), at=at("04-03")
    )
    assert plan.classes.get().courses.first().arranged == "周教授"


@pytest.mark.clause(
    "HB-2.3.ZHI.1", "HB-2.3.ZHI.2", "HB-2.3.ZHI.3", "HB-2.3.ZHI.4", "HB-1.d",
)  # fmt: skip
def test_the_report_shows_hours_and_people_for_each_item_and_each_theme(hubei):
    items = [f"know-{n}" for n in range(1, 5)]
    courses = [course()] + [
        course(f"k{n + 2}", title=f"四知{n + 1}", hours="2", items=[item], themes=["trademark"])
        for n, item in enumerate(items)
    ]
    hubei.accepted(draft=good_draft(lesson("c1", people="110", courses=courses)))
    hubei.accepted("420502", draft=good_draft(lesson("c1", people="100", courses=courses[:2])))
    classes = classes_visible_to(hubei.city(), hubei.year, on=ON)
    asked = asked_of(hubei.year, settings_of(hubei.year, on=ON))
    names = {item.id: (item.label, item.name) for item in asked.items}
    lines = {line.key: line for line in by_tag(classes, Tag.Sort.ITEM, names)}
    assert (lines["know-1"].hours, lines["know-1"].people) == (Decimal(4), 210)
    for item in items[1:]:
        assert (lines[item].hours, lines[item].people, lines[item].classes) == (2, 110, 1)
    assert (lines["skill-5"].hours, lines["skill-5"].people) == (0, 0)
    themes = {theme.id: (theme.name, theme.name) for theme in asked.themes}
    tagged = {line.key: line for line in by_tag(classes, Tag.Sort.THEME, themes)}
    assert (tagged["trademark"].hours, tagged["trademark"].people) == (Decimal(10), 210)
    assert tagged["patent"].hours == 8
    assert tagged["geographical-indication"].people == 0
    assert totals(classes) == {"classes": 2, "people": 210, "budget": 10_400_000}


@pytest.mark.clause("HB-2.3.ZHI.5", "HB-2.3.HUI.6")
def test_an_item_added_later_is_asked_of_later_plans_and_not_of_past_ones(hubei):
    later = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2023, province=hubei.year.province,
        opened_on=date(2022, 12, 1), opened_by="周敏",
    )  # fmt: skip
    for item, group in (("know-5", "knows"), ("skill-6", "skills")):
        CurriculumDecision.objects.create(
            programme_year=later, item=item, group=group, zh=f"新增{item}", en=item, reason="新增",
            decided_at=at("12-02"), decided_by="周敏", office="湖北省省局",
        )  # fmt: skip
    settings = settings_of(hubei.year, on=date(2022, 12, 31))
    past, present = asked_of(hubei.year, settings), asked_of(later, settings)
    assert {"know-5", "skill-6"} <= present.known
    assert not {"know-5", "skill-6"} & past.known


@pytest.mark.clause("HB-2.3.d")
def test_a_course_is_designed_once_and_kept_for_other_classes(hubei):
    officer = hubei.county()
    known = asked_of(hubei.year, settings_of(hubei.year, on=ON)).known
    kept = keep_course(course(hours="4.5"), by=officer, known=known)
    keep_course(course(hours="6", lecturer="李老师"), by=officer, known=known)
    assert Course.objects.get().pk == kept.pk
    kept.refresh_from_db()
    assert (kept.hours, kept.lecturer, kept.items) == (Decimal("6.0"), "李老师", ["practical-1"])
