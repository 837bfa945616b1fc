"""Grades that follow from rules with their history (HB-2.4.1.h); categories (HB-2.4.1.i); sets."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.waiting import sources
from zhicai.certificates.announcements import CertificateEnded, CertificateIssued
from zhicai.certificates.models import Certificate
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.merits.actions import give_grade
from zhicai.merits.actions.grades import apply_run, drop_run, make_run
from zhicai.merits.actions.sets import drop_draft, enact, end_set, put_item
from zhicai.merits.actions.sorting import sort_by_rule, sort_into, take_out
from zhicai.merits.chores import reckon_all
from zhicai.merits.following import on_ended, on_issued
from zhicai.merits.models import GradeRun, GradeSpell, Membership, Night, RuleSet
from zhicai.merits.queries import categories_of, grade_of, grade_words, grades_open
from zhicai.merits.queries.law import contents_by_year, set_of_year, sets_of
from zhicai.merits.tests.scenes import AT, ON, client_of, noon
from zhicai.messages.models import Message
from zhicai.people.models import Employment

LATER = date(2023, 5, 1)


def graded(scene, grade, **more):
    known = {"cause": "review", "says": "评定通过", "on": ON, "by": scene.province, "at": AT}
    return give_grade(scene.guo, grade, **(known | more))


def test_no_grade_is_given_while_grades_are_not_in_use_and_the_clause_is_named(scene):
    scene.open("grades", to=False)
    assert not grades_open(scene.hubei.year, ON)
    with pytest.raises(Refused) as refused:
        graded(scene, 1)
    assert refused.value.reasons[0].clause == "HB-2.4.1.h"
    on_issued(CertificateIssued(tuple(one.pk for one in scene.certificates), AT))
    assert not GradeSpell.objects.exists()


@pytest.mark.clause("HB-2.4.1.h")
def test_the_grade_comes_with_the_certificate_follows_the_rules_and_keeps_its_history(scene):
    scene.enacted()
    on_issued(CertificateIssued(tuple(one.pk for one in scene.certificates), AT))
    assert grade_of(scene.guo.pk, on=ON) == 1
    scene.claimed(kind="senior", name="正高级知识产权师")
    scene.book()
    assert make_run(scene.rules(), by=SYSTEM, at=AT) is None  # a year at the first grade is asked
    law = scene.rules(LATER)
    run = make_run(law, by=SYSTEM, at=noon(LATER))
    assert make_run(law, by=SYSTEM, at=noon(LATER)).pk == run.pk
    assert [(one.person, one.before, one.after) for one in run.changes.all()] == [(scene.guo, 1, 2)]
    assert grade_of(scene.guo.pk, on=LATER) == 1  # shown, not yet applied
    with pytest.raises(NotYourPage):
        apply_run(run, law, by=scene.county, at=noon(LATER))
    assert apply_run(run, law, by=scene.province, at=noon(LATER)) == 1
    assert (grade_of(scene.guo.pk, on=LATER), grade_of(scene.guo.pk, on=ON)) == (2, 1)
    with pytest.raises(Refused):
        apply_run(run, law, by=scene.province, at=noon(LATER))
    text = client_of(scene.province).get(f"/archive/{scene.guo.pk}/").content.decode()
    for words in ("级别变动", "中级专员（2 级）", "初级专员（1 级）", "取得证书", "按规则核定"):
        assert words in text, words


def test_who_gets_a_grade_is_told_once_and_the_word_leads_to_the_own_page(scene):
    scene.enacted()
    made = graded(scene, 2)
    assert graded(scene, 2).pk == made.pk
    told = Message.objects.get(user=scene.guo.user_id, key=f"merits.grade:{made.pk}")
    assert (told.title.zh, told.link) == ("您的专员级别：中级专员", "/merits/me/")
    assert "评定通过" in told.body.zh
    assert "中级专员" in client_of(scene.own).get(told.link).content.decode()


def test_a_grade_is_given_once_known_to_the_rules_with_its_reason_and_within_reach(scene):
    scene.enacted()
    first = graded(scene, 2)
    assert graded(scene, 2).pk == first.pk
    with pytest.raises(BadInput) as bad:
        graded(scene, 9, says=" ", on=date(2022, 3, 5), cause="whim")
    assert {one.field for one in bad.value.faults} == {"grade", "says", "on", "cause"}
    for by in (scene.county, scene.own):
        with pytest.raises(NotYourPage):
            graded(scene, 3, by=by)
    assert graded(scene, 3, by=scene.group).grade == 3
    assert list(grade_words(scene.hubei.year, ON)) == [1, 2, 3]
    with pytest.raises(IntegrityError), transaction.atomic():
        GradeSpell.objects.create(person=scene.guo, grade=1, since=ON, cause="rule", at=AT, by="x")


def test_a_revoked_certificate_ends_the_grade_and_a_replaced_one_does_not(scene):
    scene.enacted()
    on_issued(CertificateIssued(tuple(one.pk for one in scene.certificates), AT))
    found = scene.certificates[0]
    on_ended(CertificateEnded(found.pk, "replaced", AT))
    assert grade_of(scene.guo.pk, on=ON) == 1
    Certificate.objects.filter(pk=found.pk).update(
        state="revoked", ended_at=AT, ended_on=ON, ended_reason="x", ended_by="x"
    )
    on_ended(CertificateEnded(found.pk, "revoked", AT))
    assert grade_of(scene.guo.pk, on=ON) is None
    assert "已撤销" in GradeSpell.objects.get(person=scene.guo).ended_says


def test_who_has_moved_on_since_a_run_is_left_and_a_run_put_aside_changes_nobody(scene):
    scene.enacted()
    scene.book()
    law = scene.rules()
    run = make_run(law, by=scene.province, at=AT)
    assert run.changes.count() == 2
    graded(scene, 2)
    assert apply_run(run, law, by=scene.province, at=AT) == 1
    assert grade_of(scene.guo.pk, on=ON) == 2
    assert run.changes.get(person=scene.guo).skipped
    GradeSpell.objects.filter(person=scene.yang).delete()
    again = make_run(law, by=scene.province, at=AT)
    drop_run(again, law, by=scene.province, at=AT)
    assert grade_of(scene.yang.pk, on=ON) is None


def test_by_night_all_is_reckoned_once_and_grades_wait_in_the_inbox_of_the_province(scene):
    scene.enacted()
    scene.claimed(kind="senior", name="正高级知识产权师")
    assert reckon_all(noon(ON)) == 1
    assert reckon_all(noon(ON)) == 0
    told = Night.objects.get().result
    assert (told["credited"], told["first_grades"], told["grades"]) == (3, 2, 0)
    assert reckon_all(noon(LATER)) == 1
    assert GradeRun.objects.get(state="proposed").changes.count() == 1
    source = next(one for one in sources() if one.key == "merits.grades")
    assert source.count(scene.province, LATER) == len(source.items(scene.province, LATER, 5)) == 1
    for by in (scene.county, scene.group, scene.own):
        assert source.count(by, LATER) == 0


# --- categories ----------------------------------------------------------------------------------


@pytest.mark.clause("HB-2.4.1.i")
def test_specialists_are_sorted_by_hand_and_by_rule_and_lists_are_filtered_by_category(scene):
    scene.enacted()
    law = scene.rules()
    assert sort_into(law, "think-tank", [scene.guo.pk], by=scene.province, at=AT) == 1
    assert sort_into(law, "think-tank", [scene.guo.pk], by=scene.group, at=AT) == 0
    Employment.objects.filter(person__in=[scene.guo, scene.yang]).update(
        employer_type="technology-sme"
    )
    assert sort_by_rule(law, at=AT) == 2
    assert sort_by_rule(law, at=AT) == 0
    assert {one.key for one in categories_of(scene.guo.pk, on=ON)} == {
        "think-tank", "technology-enterprise",
    }  # fmt: skip
    province = client_of(scene.province)
    for address in ("/archive/", "/merits/"):
        text = province.get(address, {"category": "think-tank"}).content.decode()
        assert "郭建军" in text
        assert "杨岚" not in text
        assert (
            "杨岚" in province.get(address, {"category": "technology-enterprise"}).content.decode()
        )
    sheet = province.get("/archive/", {"category": "none", "export": "xlsx"})
    assert sheet.status_code == 200
    Employment.objects.filter(person=scene.yang).update(employer_type="university")
    assert sort_by_rule(law, at=AT) == 1
    assert take_out(law, "think-tank", [scene.guo.pk], by=scene.province) == 1
    assert Membership.objects.filter(until=None).count() == 1


def test_nobody_is_sorted_while_closed_out_of_reach_or_into_what_goes_by_rule(scene):
    scene.enacted()
    law = scene.rules()
    with pytest.raises(BadInput):
        sort_into(law, "technology-enterprise", [scene.guo.pk], by=scene.province, at=AT)
    with pytest.raises(BadInput):
        sort_into(law, "nothing", [scene.guo.pk], by=scene.province, at=AT)
    with pytest.raises(OutOfScope):
        sort_into(law, "think-tank", [10**9], by=scene.province, at=AT)
    with pytest.raises(NotYourPage):
        sort_into(law, "think-tank", [scene.guo.pk], by=scene.county, at=AT)
    scene.open("categories", to=False)
    with pytest.raises(Refused) as refused:
        sort_into(scene.rules(), "think-tank", [scene.guo.pk], by=scene.province, at=AT)
    assert refused.value.reasons[0].clause == "HB-2.4.1.i"
    assert sort_by_rule(scene.rules(), at=AT) == 0


# --- rule sets -----------------------------------------------------------------------------------


def test_the_example_is_in_force_nowhere_until_the_province_adopts_and_enacts_it(scene):
    assert set_of_year("hubei-2022", 2022) is None
    draft = scene.draft()
    assert (draft.is_example, draft.state, set_of_year("hubei-2022", 2022)) == (True, "draft", None)
    law = scene.rules()
    with pytest.raises(NotYourPage):
        enact(draft, law, year=2022, basis="文件", by=scene.county, at=AT)
    with pytest.raises(BadInput):
        enact(draft, law, year=2022, basis=" ", by=scene.province, at=AT)
    with pytest.raises(Refused):
        enact(draft, law, year=1999, basis="文件", by=scene.province, at=AT)
    item = {**draft.content["points"][0], "points": "30"}
    changed = put_item(draft, law, "points", "certificate", item, by=scene.province, revision=1)
    assert (changed.is_example, changed.revision) == (False, 2)
    with pytest.raises(Stale):
        put_item(draft, law, "points", "certificate", None, by=scene.province, revision=1)
    done = enact(draft, law, year=2022, basis="文件", by=scene.province, at=AT)
    assert set_of_year("hubei-2022", 2022) == done
    with pytest.raises(Refused):
        put_item(done, law, "points", "certificate", None, by=scene.province)
    with pytest.raises(Refused):
        drop_draft(done, law, by=scene.province)


def test_with_all_three_parts_closed_nothing_is_put_in_force(scene):
    draft = scene.draft()
    scene.open(to=False)
    with pytest.raises(Refused) as refused:
        enact(draft, scene.rules(), year=2022, basis="文件", by=scene.province, at=AT)
    assert {one.clause for one in refused.value.reasons} == {
        "HB-2.4.1.h", "HB-2.4.1.i", "HB-2.4.1.j",
    }  # fmt: skip


def test_a_later_version_follows_in_an_open_year_and_each_year_keeps_its_rules(scene):
    first = scene.enacted()
    scene.book()
    draft, law = scene.draft(), scene.rules()
    with pytest.raises(Refused):
        enact(draft, law, year=2022, basis="文件", by=scene.province, at=AT)
    second = enact(draft, law, year=2023, basis="文件", by=scene.province, at=AT)
    first.refresh_from_db()
    assert (first.state, first.in_force_to, second.in_force_from) == ("ended", 2022, 2023)
    ruling = contents_by_year(sets_of("hubei-2022"), until=2024)
    assert {year: one.number for year, (one, _content) in ruling.items()} == {
        2022: first.number, 2023: second.number, 2024: second.number,
    }  # fmt: skip
    end_set(second, scene.rules(LATER), reason="暂停", by=scene.province)
    assert set_of_year("hubei-2022", 2024) is None
    assert RuleSet.objects.filter(state="in-force").count() == 0
