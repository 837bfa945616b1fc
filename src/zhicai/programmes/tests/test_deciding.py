"""What the province decides: years, settings, deadlines, texts, curriculum, holidays, bodies."""

from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhicai.audit.models import Entry
from zhicai.foundation import announcements
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.law.schema import Level
from zhicai.programmes import actions
from zhicai.programmes.announcements import DeadlineChanged, YearOpened
from zhicai.programmes.models import (
    CurriculumDecision,
    DeadlineDecision,
    ProgrammeYear,
    SettingDecision,
    Wording,
)
from zhicai.programmes.queries import (
    addresses_of,
    curriculum_of,
    deadline_decisions_in_force,
    due_for,
    history_of_setting,
    history_of_text,
    holidays,
    organisation_in,
    organisations_in,
    rights_of,
    settings_of,
    texts_of,
)
from zhicai.programmes.tests import scenes

GRACE = "due-dates-grace-days"
PLAN = "county-files-class-plan"


@pytest.fixture
def heard(monkeypatch):
    """Collect what is announced, beside whoever else listens."""
    events = []
    monkeypatch.setattr(
        announcements,
        "_subscribers",
        {DeadlineChanged: [events.append], YearOpened: [events.append]},
    )
    return events


def faults_of(call):
    with pytest.raises(BadInput) as refused:
        call()
    return {fault.field for fault in refused.value.faults}


# --- years ---------------------------------------------------------------------------------------


@pytest.mark.clause("HB-1.f")
def test_the_province_opens_the_year_once(hubei, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = scenes.opened()
        again = scenes.opened()
    assert (first.pk, ProgrammeYear.objects.count()) == (again.pk, 1)
    assert heard == [YearOpened(first.pk)]
    assert Entry.objects.filter(verb="programmes.year_opened").count() == 1


def test_an_officer_who_keeps_no_rules_opens_no_year(hubei):
    province = scenes.place(scenes.HUBEI)
    for officer in (scenes.province_officer(), scenes.city_officer(), scenes.county_officer()):
        with pytest.raises(NotYourPage):
            actions.open_year(
                "hubei-2022", year=2022, province=province, by=officer, on=scenes.TODAY
            )


def test_a_year_outside_the_notice_is_refused_with_its_clause(hubei):
    with pytest.raises(Refused) as refused:
        scenes.opened(2021)
    assert refused.value.reasons[0].clause


def test_a_programme_of_another_province_or_none_is_bad_input(hubei):
    province, keeper = scenes.place(scenes.HUBEI), scenes.keeper()
    for programme in ("zhejiang-2024", "hunan-2023"):
        fields = faults_of(
            lambda name=programme: actions.open_year(
                name, year=2024, province=province, by=keeper, on=scenes.TODAY
            )
        )
        assert fields == {"programme"}


def test_decisions_are_carried_into_the_next_year_but_dates_are_not(year):
    for setting, value in ((GRACE, "3"), ("first-year-plan-due", "2022-04-15")):
        decide(year, setting, value)
    later = date(2023, 1, 4)
    following = scenes.opened(2023, on=later)
    settings = settings_of(following, on=later)
    assert (settings[GRACE], settings["first-year-plan-due"]) == (3, None)
    assert settings.origin(GRACE).reason == "清明假期"


# --- settings ------------------------------------------------------------------------------------


def decide(year, setting, value, *, by=None, since=date(2022, 3, 1), reason="清明假期"):
    return actions.decide_setting(
        year,
        setting,
        value,
        reason=reason,
        in_force_from=since,
        by=by or scenes.keeper(),
        at=scenes.NOON,
    )


def test_a_setting_holds_from_its_day_on_and_keeps_its_history(year):
    decide(year, GRACE, "3")
    decide(year, GRACE, "5", since=date(2022, 6, 1), reason="疫情")
    held = [
        settings_of(year, on=day)[GRACE]
        for day in (date(2022, 2, 28), date(2022, 3, 1), date(2022, 6, 1))
    ]
    assert held == [0, 3, 5]
    assert [row.value for row in history_of_setting(year, GRACE)] == ["5", "3"]
    entry = Entry.objects.filter(verb="programmes.setting_decided").latest("pk")
    assert (entry.reason, entry.values["before"], entry.values["value"]) == ("疫情", "3", "5")


def test_a_double_click_decides_once(year):
    assert decide(year, GRACE, "3").pk == decide(year, GRACE, "3").pk


def test_a_wrong_value_is_refused_with_every_fault_and_nothing_changes(year):
    fields = faults_of(lambda: decide(year, GRACE, "三天", since=date(2021, 12, 31), reason=" "))
    assert fields == {"value", "reason", "in_force_from"}
    assert not SettingDecision.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        [{"clause": "HB-9.9", "owner": "province"}],
        [{"clause": "HB-2.1.c", "owner": "nobody"}],
        [{"clause": "HB-2.1.c"}],
        [{"clause": "HB-2.1.c", "owner": "province"}, {"clause": "HB-2.1.c", "owner": "city"}],
    ],
    ids=["unknown clause", "unknown body", "missing column", "clause twice"],
)
def test_a_table_setting_names_the_row_that_is_wrong(year, rows):
    with pytest.raises(BadInput) as refused:
        decide(year, "task-owner", rows)
    assert refused.value.faults[0].row in (1, 2)


def test_a_path_of_milestones_is_read_on_entry(db):
    year = scenes.opened_zhejiang()
    with pytest.raises(BadInput):
        actions.decide_setting(
            year,
            "milestone-path",
            [{"rule": "talent-total-2027", "on": "年底", "value": "十万"}],
            reason="路径",
            in_force_from=date(2024, 10, 8),
            by=scenes.zhejiang_keeper(),
            at=scenes.NOON,
        )


@pytest.mark.clause("HB-1.c")
def test_only_the_province_changes_the_rules_and_only_its_own(year):
    for officer in (scenes.province_officer(), scenes.city_officer(), scenes.county_officer()):
        with pytest.raises(NotYourPage):
            decide(year, GRACE, "3", by=officer)
    scenes.load_zhejiang()
    with pytest.raises(OutOfScope):
        decide(year, GRACE, "3", by=scenes.zhejiang_keeper())


def test_an_unknown_setting_does_not_exist(year):
    with pytest.raises(OutOfScope):
        decide(year, "no-such-setting", "1")


def test_a_decision_that_the_rules_no_longer_allow_gives_way_to_the_suggested_start(year):
    SettingDecision.objects.create(
        programme_year=year,
        parameter=GRACE,
        value="很多",
        in_force_from=date(2022, 1, 1),
        reason="旧",
        decided_at=scenes.NOON,
        decided_by="某",
        office="省局",
    )
    settings = settings_of(year, on=scenes.TODAY)
    assert settings[GRACE] == 0
    assert settings.unreadable == {GRACE}


@pytest.mark.parametrize("change", ["update", "delete"])
def test_decisions_are_never_changed(year, change):
    decide(year, GRACE, "3")
    yiling = [scenes.place(scenes.YILING)]
    actions.waive(year, PLAN, places=yiling, reason="撤并", by=scenes.keeper(), at=scenes.NOON)
    for model in (SettingDecision, DeadlineDecision):
        rows = model.objects.all()
        tamper = partial(rows.update, reason="改") if change == "update" else rows.delete
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            tamper()


# --- deadlines -----------------------------------------------------------------------------------


def extend(year, *codes, due=date(2022, 4, 20), obligation=PLAN, reason="机构改革", by=None):
    return actions.extend_deadline(
        year,
        obligation,
        places=[scenes.place(code) for code in codes],
        due=due,
        reason=reason,
        by=by or scenes.keeper(),
        at=scenes.NOON,
    )


def due_of(year, code):
    return due_for(year, PLAN, place_id=scenes.place(code).pk, level=Level.COUNTY, on=scenes.TODAY)


def test_a_later_day_holds_for_the_seats_chosen_and_is_announced(
    year, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        extend(year, scenes.YILING, "420502")
    assert [due_of(year, code) for code in (scenes.YILING, "420502", "420503")] == [
        date(2022, 4, 20),
        date(2022, 4, 20),
        date(2022, 3, 31),
    ]
    assert [(e.level, e.kind, e.due) for e in heard] == [
        (Level.COUNTY, "extended", date(2022, 4, 20))
    ] * 2


def test_a_day_that_is_not_later_is_refused_with_the_clause(year):
    for due in (date(2022, 3, 31), date(2022, 3, 1)):
        with pytest.raises(Refused) as refused:
            extend(year, scenes.YILING, due=due)
        assert refused.value.reasons[0].clause == "HB-3.1.7.2.a"
    assert not DeadlineDecision.objects.exists()


def test_one_wrong_seat_stops_all(year):
    fields = faults_of(lambda: extend(year, scenes.YILING, scenes.WUHAN))
    assert fields == {"places"}
    assert not DeadlineDecision.objects.exists()


def test_a_duty_of_each_class_cannot_be_moved_as_a_whole_but_waived(year):
    rule = "working-group-files-lecturer-list"
    with pytest.raises(Refused):
        extend(year, scenes.HUBEI, obligation=rule)
    hubei = [scenes.place(scenes.HUBEI)]
    waived = actions.waive(
        year, rule, places=hubei, reason="本年不办班", by=scenes.keeper(), at=scenes.NOON
    )
    assert len(waived) == 1


def test_restoring_ends_the_decision_and_the_history_stays(year):
    extend(year, scenes.YILING)
    yiling = [scenes.place(scenes.YILING)]
    common = {"places": yiling, "reason": "已定岗", "by": scenes.keeper(), "at": scenes.NOON}
    actions.restore(year, PLAN, **common)
    assert due_of(year, scenes.YILING) == date(2022, 3, 31)
    assert deadline_decisions_in_force(year) == []
    assert DeadlineDecision.objects.count() == 2
    with pytest.raises(Refused):
        actions.restore(year, PLAN, **common)


def test_a_deadline_needs_a_reason_a_seat_and_a_rule_keeper(year):
    assert faults_of(lambda: extend(year, scenes.YILING, reason="")) == {"reason"}
    assert faults_of(lambda: extend(year)) == {"places"}
    with pytest.raises(NotYourPage):
        extend(year, scenes.YILING, by=scenes.county_officer())
    with pytest.raises(OutOfScope):
        extend(year, scenes.YILING, obligation="no-such-duty")


# --- texts ---------------------------------------------------------------------------------------


def reword(year, key, zh, *, en="", version=None, by=None):
    return actions.reword(
        year,
        key,
        zh=zh,
        en=en,
        reason="校订",
        version=version,
        by=by or scenes.keeper(),
        at=scenes.NOON,
    )


@pytest.mark.clause("HB-1.a")
def test_an_editor_keeps_the_guiding_principles_in_versions(year):
    before = texts_of(year)["guiding-principles"].says.zh
    reword(year, "guiding-principles", "第一版\r\n两段")
    reword(year, "guiding-principles", "第二版")
    text = texts_of(year)["guiding-principles"]
    assert before
    assert (text.says.zh, text.version) == ("第二版", 2)
    versions = [one.zh for one in history_of_text(year, "guiding-principles")]
    assert versions == ["第二版", "第一版\n两段"]


@pytest.mark.clause("HB-P.b")
def test_titles_of_policy_documents_are_corrected_without_code(year):
    assert len([key for key in texts_of(year) if key.startswith("policy-")]) == 5
    reword(year, "policy-outline", "知识产权强国建设纲要（2021—2035年）")
    assert texts_of(year)["policy-outline"].says.zh == "知识产权强国建设纲要（2021—2035年）"
    assert faults_of(lambda: reword(year, "policy-outline", "长" * 201)) == {"zh"}


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(year):
    reword(year, "guiding-principles", "甲", version=0)
    reword(year, "guiding-principles", "乙", version=1)
    with pytest.raises(Stale):
        reword(year, "guiding-principles", "丙", version=1)
    assert Wording.objects.count() == 2


def test_the_address_of_an_outside_system_is_an_address(year):
    assert addresses_of(year)["zhihuiqiao"] == ""
    for wrong in ("javascript:alert(1)", "zhihuiqiao", "http://["):
        fields = faults_of(lambda words=wrong: reword(year, "address-zhihuiqiao", words))
        assert fields == {"zh"}
    reword(year, "address-zhihuiqiao", "https://zhq.hubei.example")
    assert addresses_of(year)["zhihuiqiao"] == "https://zhq.hubei.example"


# --- curriculum ----------------------------------------------------------------------------------


def add(year, zh="数据知识产权", group="knows", by=None):
    return actions.add_curriculum_item(
        year,
        group=group,
        zh=zh,
        en="Data IP",
        reason="试点",
        by=by or scenes.keeper(),
        at=scenes.NOON,
    )


@pytest.mark.clause("HB-2.3.ZHI.5", "HB-2.3.HUI.6")
@pytest.mark.parametrize("group", ["knows", "skills"])
def test_an_item_is_added_from_a_year_on_and_past_years_keep_their_list(year, group):
    names = [item.name.zh for item in curriculum_of(year)]
    following = scenes.opened(2023, on=date(2023, 1, 4))
    added = add(following, group=group)
    assert [item.name.zh for item in curriculum_of(year)] == names
    assert added.item in [item.id for item in curriculum_of(following)]
    actions.withdraw_curriculum_item(
        following, added.item, reason="撤回", by=scenes.keeper(), at=scenes.NOON
    )
    assert [item.name.zh for item in curriculum_of(following)] == names
    assert CurriculumDecision.objects.count() == 2


def test_a_closed_group_takes_nothing_and_the_notices_own_items_stay(year):
    with pytest.raises(Refused) as refused:
        add(year, group="practical")
    assert refused.value.reasons[0].clause.startswith("HB-")
    with pytest.raises(Refused):
        actions.withdraw_curriculum_item(
            year, "know-1", reason="过时", by=scenes.keeper(), at=scenes.NOON
        )


def test_the_same_item_twice_an_empty_name_and_an_unknown_group_are_bad_input(year):
    add(year)
    assert faults_of(lambda: add(year)) == {"zh"}
    assert faults_of(lambda: add(year, zh=" ", group="none")) == {"zh", "group"}


# --- holidays ------------------------------------------------------------------------------------

TABLE = """
- year: 2031
  off:
  - {from: 2031-01-01, to: 2031-01-01, zh: 元旦, en: "New Year's Day"}
  worked: [2031-01-04]
"""


def upload(year, content):
    return actions.upload_holidays(
        year, content, reason="国办通知", by=scenes.keeper(), at=scenes.NOON
    )


def test_an_uploaded_calendar_makes_its_year_known(year):
    assert holidays().knows(2022)
    assert not holidays().knows(2031)
    upload(year, TABLE.encode("gb18030"))
    assert holidays().knows(2031)
    assert not holidays().is_working_day(date(2031, 1, 1))
    assert holidays().is_working_day(date(2031, 1, 4))


def test_the_latest_calendar_of_a_year_rules(year):
    upload(year, TABLE)
    upload(year, TABLE.replace("worked: [2031-01-04]", "worked: []"))
    assert not holidays().is_working_day(date(2031, 1, 4))


@pytest.mark.parametrize(
    "content",
    [
        "- year: 二零",
        "off: [",
        "",
        b"\xff\xfe\x00\x81",
        "x" * 300_000,
        "- year: 2031\n  off:\n  - 1",
    ],
)
def test_a_calendar_that_cannot_be_read_changes_nothing(year, content):
    with pytest.raises(BadInput):
        upload(year, content)
    assert not holidays().knows(2031)


# --- organisations -------------------------------------------------------------------------------


def name(year, kind, name, home=scenes.HUBEI, serves=()):
    return actions.name_body(
        year,
        kind=kind,
        name=name,
        home=scenes.place(home),
        serves=[scenes.place(code) for code in serves],
        by=scenes.keeper(),
        on=scenes.TODAY,
    )


def join(year, group, username, name="高远", password="Gongzuozu-2022"):
    return actions.add_member(
        year,
        group,
        username=username,
        name=name,
        password=password,
        by=scenes.keeper(),
        at=scenes.NOON,
    )


@pytest.mark.clause("HB-2.2.a")
def test_the_province_names_the_working_group_and_gives_its_members_accounts(year):
    group = name(year, "working-group", "全省专员培训工作组")
    membership = join(year, group, "gaoyuan")
    member = scenes.acting(membership.user)
    assert (member.organisation_id, member.office) == (group.pk, "全省专员培训工作组")
    assert {right.track for right in rights_of(year, member, on=scenes.TODAY)} == {
        "preparatory",
        "assessment",
    }
    assert name(year, "working-group", "全省专员培训工作组").pk == group.pk
    assert join(year, group, "gaoyuan").pk == membership.pk


def test_a_second_working_group_needs_the_setting(year):
    name(year, "working-group", "全省专员培训工作组")
    with pytest.raises(Refused) as refused:
        name(year, "working-group", "考核实施工作组")
    assert refused.value.reasons[0].clause == "HB-2.2.a"
    decide(year, "working-group-scope", "three", since=date(2022, 1, 1))
    name(year, "working-group", "考核实施工作组")
    assert organisations_in(year, on=scenes.TODAY).count() == 2


def test_a_base_serves_the_cities_that_the_province_says(year):
    base = name(year, "base", "三峡大学", home=scenes.YICHANG, serves=[scenes.YICHANG])
    enshi = [scenes.place(scenes.YICHANG), scenes.place("422800")]
    actions.change_service(year, base, places=enshi, by=scenes.keeper(), on=date(2022, 3, 1))
    found = organisation_in(year, base.pk, on=date(2022, 3, 1))
    assert [s.place.code for s in found.present_services] == [scenes.YICHANG, "422800"]


def test_a_member_whose_name_differs_from_the_account_is_not_taken(year):
    group = name(year, "working-group", "工作组")
    join(year, group, "gaoyuan")
    assert faults_of(lambda: join(year, group, "gaoyuan", name="别人")) == {"username"}
    assert faults_of(lambda: join(year, group, "xin", password="123")) == {"password"}


def test_a_member_is_ended_with_a_reason(year):
    group = name(year, "working-group", "工作组")
    membership = join(year, group, "gaoyuan")
    assert faults_of(
        lambda: actions.remove_member(
            year, membership, by=scenes.keeper(), on=scenes.TODAY, reason=""
        )
    ) == {"reason"}
    actions.remove_member(year, membership, by=scenes.keeper(), on=scenes.TODAY, reason="调离")
    membership.refresh_from_db()
    assert membership.valid_to == scenes.TODAY


def test_an_unknown_kind_and_a_foreign_place_are_bad_input(year):
    scenes.load_zhejiang()
    fields = faults_of(lambda: name(year, "university", "某大学", home=scenes.HANGZHOU))
    assert fields == {"kind", "home"}
