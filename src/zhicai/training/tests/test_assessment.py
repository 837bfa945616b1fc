"""Assessment classes: from the approved package to their start; lecturers appointed and filed."""

import re
from datetime import date

import pytest
from django.test import Client

from zhicai.accounts.models import User
from zhicai.accounts.permissions import holds
from zhicai.admission.queries.rosters import may_decide, may_enrol
from zhicai.attendance.queries.scope import may_enter
from zhicai.filing.rules import State
from zhicai.finance.tests.assessment_scenes import AssessmentMoney, with_budget
from zhicai.foundation.clock import standing_at
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.law.engine import State as Met
from zhicai.law.schema import Level
from zhicai.planning.actions import approve_package, save_package, send_package
from zhicai.planning.queries.packages import lines_in_force
from zhicai.planning.tests import package_scenes
from zhicai.planning.tests.scenes import WUHAN, YICHANG, at
from zhicai.programmes import registry
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure
from zhicai.training import actions
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.queries.assessment import is_filed, list_due, list_row
from zhicai.training.queries.classes import may_run, visible_to
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.organisers import organiser_rows
from zhicai.training.queries.requests import requests_to
from zhicai.training.queries.steps import decision_on
from zhicai.training.rules.sessions import Group

pytestmark = pytest.mark.django_db

SHIYAN = package_scenes.SHIYAN
MAY = date(2022, 5, 16)


class Classes(AssessmentMoney):
    """The package approved, and its classes on request, each with its budget."""

    def base(self, code=WUHAN):
        return self.unit(code)

    def planned(self, key="c1"):
        return lines_in_force(self.year).get(key=key)

    def class_(self, key="c1"):
        found = TrainingClass.objects.filter(line__key=key).first()
        if found is None:
            found = super().class_(key)
            self.budget(key, by=self.group)
        return found

    def opened(self, key="c1"):
        found = self.class_(key)
        by = self.base(found.place.code)
        found = actions.take_step(found, "open", by=by, at=at("04-28"))
        return with_budget(self.stage.hubei, found, by)

    def lecturer(self, name="王立新"):
        known = Lecturer.objects.filter(name=name).first()
        if known is not None:
            return known
        facts = actions.LecturerFacts(name, "三峡大学", "教授", items=("know-1", "practical-1"))
        return actions.enter_lecturer(facts, by=self.stage.hubei.province(), at=at("01-20"))

    def decision(self, found, step="running", on=MAY):
        found = TrainingClass.objects.get(pk=found.pk)
        return decision_on(found, step, frame_of(self.year, on=on))


@pytest.fixture
def classes(db):
    return Classes()


def says(decision):
    return {reason.clause: reason.says.zh for reason in decision.reasons}


@pytest.mark.clause("HB-3.2.3.a", "HB-3.2.3.b", "HB-3.2.3.c")
def test_hosts_are_filled_in_by_rule_and_read_the_class(classes):
    hubei = classes.stage.hubei
    national = hubei.body("national-base")
    found = classes.class_("c2")
    rows = {(row.role, row.name.zh): row.clauses for row in
            organiser_rows(found, frame_of(classes.year, on=MAY))}  # fmt: skip
    named = {name for role, name in rows if role in ("host", "co-host")}
    assert named == {"湖北省知识产权局", "湖北national-base", "宜昌市知识产权局"}
    assert {c for clauses in rows.values() for c in clauses} >= {
        "HB-3.2.3.a", "HB-3.2.3.b", "HB-3.2.3.c",
    }  # fmt: skip
    for reader in (hubei.province(), national, hubei.city(YICHANG)):
        assert visible_to(reader, on=MAY).filter(pk=found.pk).exists()
        assert not may_run(reader, found)
    assert not visible_to(hubei.county(), on=MAY).filter(pk=found.pk).exists()


def test_the_unit_named_in_the_package_runs_the_class(classes):
    stage = classes.stage
    centre = stage.hubei.body("development-centre", serves=("420000",))
    agency = stage.hubei.body("public-service-agency")
    draft = stage.draft()
    draft["classes"][1]["undertaking"] = str(centre.organisation_id)
    draft["classes"][2]["undertaking"] = str(agency.organisation_id)
    package = save_package(
        classes.package, by=stage.group, draft=draft, revision=classes.package.revision,
        at=at("04-28"),
    )  # fmt: skip
    send_package(package, by=stage.group, at=at("04-28"))
    approve_package(package, by=stage.registry, at=at("04-28"))
    runners = {"c1": classes.base(WUHAN), "c2": centre, "c3": agency}
    for key, runner in runners.items():
        found = classes.class_(key)
        assert may_run(runner, found)
        assert [one for one in runners.values() if may_run(one, found)] == [runner]
        row = next(r for r in organiser_rows(found, frame_of(classes.year, on=MAY))
                   if r.role == "undertaking")  # fmt: skip
        assert row.clauses
        assert actions.take_step(found, "open", by=runner, at=at("04-28")).state == "open"
        found.refresh_from_db()
        assert may_enrol(runner, found, on=MAY)
        assert may_decide(runner, found)
        assert may_enter(runner, found)
        assert holds(runner, "results.decide")


def test_a_line_makes_one_class_opened_by_the_group_or_the_unit_alone(classes):
    base = classes.base(YICHANG)
    with pytest.raises(OutOfScope):
        actions.open_from_package(classes.planned("c1"), by=base, at=at("04-28"))
    found = actions.open_from_package(classes.planned("c2"), by=base, at=at("04-28"))
    assert (found.place.code, found.batch, found.capacity) == (YICHANG, 1, 240)
    with pytest.raises(Refused):
        actions.open_from_package(classes.planned("c2"), by=classes.group, at=at("04-28"))


@pytest.mark.clause("HB-3.2.5.b", "HB-3.2.5.c", "HB-3.2.5.d")
def test_a_timetable_holds_teaching_seminars_with_groups_and_assessment(classes):
    found = classes.class_()
    lessons = list(found.lessons.all())
    kinds = {one.kind for one in lessons}
    assert kinds == {"teaching", "exam", "practical-test"}
    teaching = next(one for one in lessons if one.kind == "teaching" and not one.practical)
    actions.assign_lecturers(
        found, {teaching.pk: classes.lecturer().pk}, by=classes.group, at=at("04-29")
    )
    base = classes.base()
    with pytest.raises(BadInput):
        actions.arrange_sessions(
            found, {teaching.pk: "seminar"}, {teaching.pk: []}, by=base, at=at("04-29")
        )
    groups = [Group("一组", "专利挖掘", "201", "李蔓"), Group("二组", "风险防范")]
    actions.arrange_sessions(
        found, {teaching.pk: "seminar"}, {teaching.pk: groups}, by=base, at=at("04-29")
    )
    assert list(teaching.groups.values_list("name", "topic")) == [
        ("一组", "专利挖掘"), ("二组", "风险防范"),
    ]  # fmt: skip
    taught = {one.pk: "teaching" for one in found.lessons.all()}
    actions.arrange_sessions(found, taught, {}, by=base, at=at("04-29"))
    refused = says(classes.decision(classes.opened()))
    assert {"HB-3.2.5.d", "HB-3.2.5.e"} <= set(refused)
    assert not classes.decision(found).allowed


def test_no_class_starts_while_its_change_waits_for_approval(classes):
    found = classes.opened("c3")
    assert classes.decision(found).allowed
    stage = classes.stage
    draft = stage.draft(reason="场地维修")
    draft["classes"][2]["city"] = WUHAN
    package = save_package(
        classes.package, by=stage.group, draft=draft, revision=classes.package.revision,
        at=at("05-03"),
    )  # fmt: skip
    send_package(package, by=stage.group, at=at("05-03"))
    assert not classes.decision(found).allowed
    assert says(classes.decision(found))["HB-3.2.6.2.e"]
    with pytest.raises(Refused):
        actions.take_step(found, "running", by=classes.base(SHIYAN), at=at("05-16"))
    approve_package(package, by=stage.registry, at=at("05-04"))
    assert classes.decision(found).allowed
    found.refresh_from_db()
    assert found.place.code == WUHAN


def test_place_and_seats_are_the_packages_to_change(classes):
    found = classes.class_()
    base = classes.base()
    facts = actions.facts_as_stored(found)
    with pytest.raises(Refused) as refusal:
        actions.change_class(
            found, facts.__class__(**{**_fields(facts), "capacity": 300}), by=base, at=at("04-29")
        )
    assert refusal.value.reasons[0].clause == "HB-3.2.6.2.e"
    kept = actions.change_class(
        found, facts.__class__(**{**_fields(facts), "contact": "向兰"}), by=base, at=at("04-29")
    )
    assert kept.contact == "向兰"
    with pytest.raises(Refused):
        actions.move(found, venue="十堰宾馆", venue_place=SHIYAN, reason="x", by=base,
                     at=at("04-29"))  # fmt: skip
    with pytest.raises(Refused) as outside:
        actions.postpone(found, starts_on=date(2022, 7, 4), ends_on=date(2022, 7, 8),
                         reason="防汛", by=base, at=at("04-29"))  # fmt: skip
    assert outside.value.reasons[0].clause == "HB-3.2.1.a"


def _fields(facts):
    return {name: getattr(facts, name) for name in facts.__slots__}


# --- lecturers -----------------------------------------------------------------------------------


@pytest.mark.clause("HB-3.2.6.3.a")
def test_the_group_appoints_from_the_pool_with_a_record(classes):
    found, lecturer = classes.class_(), classes.lecturer()
    made = actions.appoint(found, lecturer, by=classes.group, at=at("04-29"))
    assert (made.appointed_by, made.appointed_on) == (classes.group.name, date(2022, 4, 29))
    assert actions.appoint(found, lecturer, by=classes.group, at=at("04-30")) == made
    for other in (classes.base(), classes.stage.hubei.city(WUHAN)):
        with pytest.raises(NotYourPage):
            actions.appoint(found, lecturer, by=other, at=at("04-29"))
    with pytest.raises(BadInput):
        actions.end_appointment(made, reason="", by=classes.group, at=at("04-30"))
    actions.end_appointment(made, reason="出差", by=classes.group, at=at("04-30"))
    assert found.appointments.get().ended_for == "出差"


@pytest.mark.clause("HB-3.2.6.3.b")
def test_the_list_is_due_a_week_before_and_lateness_is_marked(classes):
    found = classes.class_()
    assert list_due(found, on=MAY) == date(2022, 5, 9)
    classes.stage.hubei.decide("lecturer-list-lead-days", 5)
    assert list_due(found, on=MAY) == date(2022, 5, 11)
    classes.stage.hubei.decide("lecturer-list-lead-days", 7)
    with pytest.raises(Refused):
        actions.send_list(found, by=classes.group, at=at("05-10"))
    actions.appoint(found, classes.lecturer(), by=classes.group, at=at("05-05"))
    assert list_row(found, on=date(2022, 5, 9)).late is False
    assert list_row(found, on=date(2022, 5, 10)).late is True
    listed = actions.send_list(found, by=classes.group, at=at("05-10"))
    assert listed.filing.steps.get(what="sent").late is True
    other = classes.class_("c2")
    actions.appoint(other, classes.lecturer(), by=classes.group, at=at("05-05"))
    in_time = actions.send_list(other, by=classes.group, at=at("05-09"))
    assert in_time.filing.steps.get(what="sent").late is False


def test_the_ledger_judges_the_list_of_every_class_by_its_own_day(classes):
    rule = "working-group-files-lecturer-list"

    def standing(day):
        ledger = ledger_of(classes.year, on=date(2022, *day), rules=[rule])
        return ledger.find(rule, "420000", Level.PROVINCE)

    assert standing((4, 29)).state is Met.NOT_MEASURED
    for key in ("c1", "c2"):
        actions.appoint(classes.class_(key), classes.lecturer(), by=classes.group, at=at("05-02"))
    assert standing((4, 29)).state is Met.AT_RISK
    actions.send_list(classes.class_("c1"), by=classes.group, at=at("05-09"))
    assert standing((5, 9)).state is Met.AT_RISK
    assert standing((5, 10)).state is Met.OVERDUE
    assert "现有 1 份，要求合计 2 份，差 1 份" in standing((5, 10)).verdict.arithmetic.zh
    actions.send_list(classes.class_("c2"), by=classes.group, at=at("05-11"))
    assert standing((5, 11)).state is Met.MET_LATE


@pytest.mark.clause("HB-3.2.6.3.c")
def test_the_office_files_the_list_and_a_change_makes_a_new_filed_version(classes):
    registry = classes.stage.registry
    numbers = []
    for key in ("c1", "c2"):
        found = classes.class_(key)
        actions.appoint(found, classes.lecturer(), by=classes.group, at=at("05-05"))
        listed = actions.send_list(found, by=classes.group, at=at("05-06"))
        with pytest.raises(NotYourPage):
            actions.file_list(listed, by=classes.group, at=at("05-06"))
        listed = actions.file_list(listed, by=registry, at=at("05-07"))
        numbers.append((listed.filing.number, listed.filing.settled_on))
    assert numbers == [
        ("鄂知培师〔2022〕1号", date(2022, 5, 7)), ("鄂知培师〔2022〕2号", date(2022, 5, 7)),
    ]  # fmt: skip
    actions.appoint(found, classes.lecturer("李蔓"), by=classes.group, at=at("05-08"))
    assert list_row(found, on=date(2022, 5, 8)).changed
    actions.send_list(found, by=classes.group, at=at("05-08"))
    again = actions.file_list(listed, by=registry, at=at("05-09"))
    assert again.filing.versions.count() == 2
    assert again.filing.number == "鄂知培师〔2022〕2号"
    assert again.filing.state == State.FILED
    assert is_filed(found)


def test_an_unfiled_list_holds_the_start_up_only_where_the_setting_asks(classes):
    found = classes.opened()
    decision = classes.decision(found)
    assert decision.allowed
    assert "HB-3.2.6.3.b" in says(decision)
    classes.stage.hubei.decide("start-needs", ["assessment-package", "lecturer-list"])
    assert not classes.decision(found).allowed
    actions.appoint(found, classes.lecturer(), by=classes.group, at=at("05-05"))
    listed = actions.send_list(found, by=classes.group, at=at("05-06"))
    assert not classes.decision(found).allowed
    actions.file_list(listed, by=classes.stage.registry, at=at("05-07"))
    assert classes.decision(found).allowed


def test_who_sends_practical_lecturers_is_a_setting(classes):
    classes.class_()
    officer = classes.stage.hubei.province()
    assert requests_to(officer, classes.year).count() == 1
    assert requests_to(classes.group, classes.year).count() == 0
    classes.stage.hubei.decide("practical-lecturer-assessment", "working-group")
    assert requests_to(officer, classes.year).count() == 0
    assert requests_to(classes.group, classes.year).count() == 1


def test_each_place_and_the_year_are_counted_once_classes_run(classes):
    counting = Counting(classes.year.pk, 2022, settings_of(classes.year, on=MAY))

    def count(name, code):
        place = classes.stage.hubei.places[code]
        counts = measure(registry.metric(name), counting, [MAY])
        return counts.get(place.pk, {}).get(MAY, 0)

    assert count("training.assessment_classes_per_place", WUHAN) == 0
    actions.take_step(classes.opened(), "running", by=classes.base(), at=at("05-16"))
    assert count("training.assessment_classes_per_place", WUHAN) == 1
    assert count("training.assessment_classes_per_place", YICHANG) == 0
    assert count("training.assessment_batches", "420000") == 1
    assert count("training.assessment_venue_cities", "420000") == 1
    assert count("training.assessment_classes_outside_window", "420000") == 0


@pytest.mark.clause("HB-2.2.2.n", "HB-3.2.6.1.a")
def test_the_cockpit_shows_the_classes_against_three_and_marks_a_place_with_none(classes):
    actions.take_step(classes.opened(), "running", by=classes.base(), at=at("05-16"))
    province = Client()
    province.force_login(User.objects.get(pk=classes.stage.hubei.province().user_id))

    def why(rule, code, level):
        page = province.get(f"/cockpit/obligations/{rule}/{code}/{level}/").content.decode()
        return " ".join(re.sub(r"<[^>]+>", " ", page).split())

    rule, on = "venue-holds-assessment-class", date(2022, 7, 4)
    with standing_at(on):
        assert "三地班次" in province.get("/cockpit/").content.decode()
        standings = ledger_of(classes.year, on=on).of_rule(rule)
        assert {one.place.code: one.state for one in standings} == {
            WUHAN: Met.MET, YICHANG: Met.OVERDUE, package_scenes.SHIYAN: Met.OVERDUE,
        }  # fmt: skip
        assert "现有 1 班，要求不少于 1 班。" in why(rule, WUHAN, "city")
        assert "现有 0 班，要求不少于 1 班，差 1 班。" in why(rule, YICHANG, "city")
        year = why("working-group-holds-assessment-classes", "420000", "province")
        assert "现有 1 班，要求不少于 3 班，差 2 班。" in year


def test_the_pages(classes, django_assert_max_num_queries):
    def browser(acting):
        client = Client()
        client.force_login(User.objects.get(pk=acting.user_id))
        return client

    with standing_at(date(2022, 5, 3)):
        group = browser(classes.group)
        page = group.get("/training/assessment/").content.decode()
        assert page.count("/open/") >= 3
        opened = group.post(f"/training/assessment/{classes.planned('c1').pk}/open/")
        assert opened.status_code == 302
        found = TrainingClass.objects.get()
        classes.lecturer()
        address = f"/training/{found.pk}/lecturer-list/"
        lecturer = classes.lecturer("赵丹")
        assert group.post(address, {"do": "appoint", "lecturer": lecturer.pk}).status_code == 302
        assert group.post(address, {"do": "send"}).status_code == 302
        with django_assert_max_num_queries(60):
            assert "赵丹" in group.get(address).content.decode()
        registry = browser(classes.stage.registry)
        assert registry.post(address, {"do": "file"}).status_code == 302
        assert "鄂知培师〔2022〕1号" in registry.get(address).content.decode()
        base = browser(classes.base())
        sessions = f"/training/{found.pk}/sessions/"
        lesson = found.lessons.filter(kind=Lesson.Kind.TEACHING).first()
        wrong = base.post(sessions, {f"kind-{lesson.pk}": "seminar", f"groups-{lesson.pk}": ""})
        assert wrong.status_code == 422
        right = base.post(
            sessions, {f"kind-{lesson.pk}": "seminar", f"groups-{lesson.pk}": "一组｜专利布局"}
        )
        assert right.status_code == 302
        assert "专利布局" in base.get(sessions).content.decode()
        assert group.post(sessions, {}).status_code == 404
        assert base.get(f"/training/{found.pk}/").status_code == 200
        for client in (base, registry, group):
            assert client.get("/training/assessment/").status_code == 200
