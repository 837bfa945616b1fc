"""Which listed enterprises have trained people, by the rule in force; letters to the others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from zhicai.admission.models import Registration
from zhicai.admission.tests.scenes import member_of
from zhicai.foundation.errors import NotYourPage, OutOfScope
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.places.models import Organisation
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.registers.models import Letter
from zhicai.registers.tests import scenes as lists
from zhicai.results.actions.coverage import write_letters
from zhicai.results.queries.coverage import (
    coverage_law,
    covered_on,
    enterprises_seen,
    lately_written,
    shares_by_place,
    summed,
)
from zhicai.results.rules.coverage import rule_of
from zhicai.results.tests import scenes

pytestmark = pytest.mark.django_db
ON = date(2022, 6, 1)
AT = scenes.at("06-01")
HIGH_TECH, SME, BACKBONE = lists.HIGH_TECH, lists.SME, lists.BACKBONE


@pytest.fixture
def listed(scene):
    """Four high-tech enterprises of Yiling and one of Xiling."""
    rows = [lists.line(n) for n in (1, 2, 3, 4)]
    rows.append(lists.line(5, **{"所在县（市、区）": "西陵区"}))
    lists.bring_in(rows, by=scene.province())
    return {n: Organisation.objects.get(code=lists.code(n)) for n in (1, 2, 3, 4, 5)}


def works_for(row, organisation):
    """Let a registration say where the person works."""
    Registration.objects.filter(pk=row.pk).update(organisation=organisation)
    return row


def the_law(scene, *, on=ON, **settings):
    law = coverage_law(scene.year, on=on)
    changed = {**law.settings, **{key.replace("_", "-"): v for key, v in settings.items()}}
    return replace(law, settings=changed, rule=rule_of(changed))


def covered(scene, law, kind=HIGH_TECH, by=None):
    rows = enterprises_seen(by or scene.province(), law, law.kind(kind))
    rows = rows.filter(covered_on__lte=law.on)
    return set(rows.values_list("organisation__code", flat=True))


def codes(*numbers):
    return {lists.code(n) for n in numbers}


def test_an_enterprise_is_covered_once_one_of_its_people_was_there(scene, listed):
    found = scene.class_()
    works_for(scene.trainee(found, lessons=1), listed[1])
    works_for(scene.trainee(found, lessons=0), listed[2])
    assert covered(scene, the_law(scene)) == codes(1)
    assert covered_on(the_law(scene), listed[1]) == date(2022, 5, 10)
    assert covered_on(the_law(scene), listed[2]) is None
    assert covered(scene, the_law(scene, on=date(2022, 5, 9))) == set()


def test_the_basis_decides_between_being_there_completing_and_a_certificate(scene, listed):
    found = scene.class_()
    there = works_for(scene.trainee(found, lessons=1), listed[1])
    works_for(scene.trainee(found, lessons=4), listed[2])
    done = works_for(scene.trainee(found, lessons=4), listed[3])
    scene.end(found)
    scene.certify(done.person, since=date(2022, 5, 20))
    law = the_law(scene)
    assert covered(scene, law) == codes(1, 2, 3)
    assert covered(scene, the_law(scene, coverage_basis="completed")) == codes(2, 3)
    assert covered(scene, the_law(scene, coverage_basis="certified")) == codes(3)
    assert there.state == "accepted"


def test_two_people_are_two_people_and_not_one_in_two_classes(scene, listed):
    first, second = scene.class_(), scene.class_(day=date(2022, 5, 20))
    works_for(scene.trainee(first, n=1), listed[1])
    works_for(scene.trainee(second, n=1), listed[1])
    works_for(scene.trainee(first, n=2), listed[2])
    works_for(scene.trainee(second, n=3), listed[2])
    law = the_law(scene, coverage_people=2)
    assert covered(scene, law) == codes(2)
    assert covered_on(law, listed[2]) == date(2022, 5, 20)


def test_only_the_tracks_that_count(scene, listed):
    works_for(scene.trainee(scene.class_()), listed[1])
    assert covered(scene, the_law(scene, coverage_tracks=("assessment",))) == set()
    assert covered(scene, the_law(scene, coverage_tracks=("preparatory",))) == codes(1)


def test_cumulative_or_this_year_alone(scene, listed):
    works_for(scene.trainee(scene.class_()), listed[1])
    later = ProgrammeYear.objects.create(
        programme=scene.year.programme, year=2023, province=scene.year.province,
        opened_on=date(2023, 1, 5),
    )  # fmt: skip
    law = replace(the_law(scene, on=date(2023, 6, 1)), year=later)
    assert covered(scene, law) == codes(1)
    alone = {**law.settings, "coverage-period": "year"}
    assert covered(scene, replace(law, settings=alone, rule=rule_of(alone))) == set()


def test_whoever_withdrew_or_whose_class_was_cancelled_covers_nobody(scene, listed):
    found, dropped = scene.class_(), scene.class_()
    gone = works_for(scene.trainee(found), listed[1])
    works_for(scene.trainee(dropped), listed[2])
    Registration.objects.filter(pk=gone.pk).update(state="withdrawn")
    dropped.state, dropped.cancelled_on, dropped.cancelled_for = "cancelled", ON, "并入下一期"
    dropped.save()
    assert covered(scene, the_law(scene)) == set()


def test_who_was_trained_before_the_list_came_is_found_by_code_or_name(scene):
    found = scene.class_()
    by_code, by_name = scene.trainee(found), scene.trainee(found)
    rows = Registration.objects
    rows.filter(pk=by_code.pk).update(employer_code=lists.code(1), employer_name="别名")
    rows.filter(pk=by_name.pk).update(employer_name=lists.line(2)["企业名称"])
    lists.bring_in([lists.line(n) for n in (1, 2, 3)], by=scene.province())
    assert covered(scene, the_law(scene)) == codes(1, 2)
    by_code.refresh_from_db()
    assert by_code.employer_name == "别名"


def test_the_numbers_by_county_and_city_are_those_of_the_enterprises(scene, listed):
    found = scene.class_()
    works_for(scene.trainee(found), listed[1])
    works_for(scene.trainee(found), listed[5])
    law = the_law(scene)
    by_place = shares_by_place(scene.province(), law)[HIGH_TECH]
    yiling = by_place[scene.hubei.places[scenes.YILING].pk]
    assert (yiling.total, yiling.covered, yiling.missing) == (4, 1, 3)
    whole = summed(by_place.values())
    assert (whole.total, whole.covered) == (5, 2)
    assert len(covered(scene, law)) == whole.covered
    assert covered(scene, law, by=scene.county()) == codes(1)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        pytest.param(HIGH_TECH, "province-covers-high-tech-enterprises",
                     marks=pytest.mark.clause("HB-1.j")),
        pytest.param(SME, "province-covers-tech-sme", marks=pytest.mark.clause("HB-1.k")),
        pytest.param(BACKBONE, "province-covers-backbone-enterprises",
                     marks=pytest.mark.clause("HB-1.l")),
    ],
)  # fmt: skip
def test_a_list_is_imported_its_share_counted_and_the_uncovered_named(scene, kind, rule):
    """The whole of the clause: a dated list, the share against 100 %, the uncovered by county."""
    name = next(k.metric for k in coverage_law(scene.year, on=ON).kinds if k.id == kind)
    before = ledger_of(scene.year, on=ON).find(rule, "420000", Level.PROVINCE)
    assert before.verdict.state.value == "not_measured"
    lists.bring_in([lists.line(n) for n in (1, 2, 3)], by=scene.province(), kind=kind)
    firm = Organisation.objects.get(code=lists.code(1))
    works_for(scene.trainee(scene.class_()), firm)
    law = the_law(scene)
    counting = Counting(scene.year.pk, 2022, law.settings)
    places = {p.pk: scene.year.province_id for p in scene.hubei.places.values()}
    counts = measure(metric(name), counting, [ON], into=places)
    assert counts[scene.year.province_id][ON] == Decimal("33.3")
    standing = ledger_of(scene.year, on=ON).find(rule, "420000", Level.PROVINCE)
    assert standing.verdict.facts.value == Decimal("33.3")
    rows = enterprises_seen(scene.county(), law, law.kind(kind)).filter(covered_on=None)
    assert set(rows.values_list("organisation__code", "organisation__home__code")) == {
        (lists.code(2), scenes.YILING), (lists.code(3), scenes.YILING),
    }  # fmt: skip
    for n in (2, 3):
        works_for(scene.trainee(scene.class_()), Organisation.objects.get(code=lists.code(n)))
    counts = measure(metric(name), counting, [ON], into=places)
    assert counts[scene.year.province_id][ON] == 100


def test_letters_go_to_those_not_covered_and_not_twice(scene, listed):
    works_for(scene.trainee(scene.class_()), listed[1])
    member_of(scene.hubei, listed[2])
    law, county = the_law(scene), scene.county()
    kind = law.kind(HIGH_TECH)
    wanted = [listed[n].pk for n in (1, 2, 3)]
    done = write_letters(law, kind, wanted, by=county, at=AT)
    assert (len(done.letters), done.covered, done.lately) == (2, 1, 0)
    assert (done.by_account, done.on_paper) == (1, 1)
    told = Message.objects.get(organisation=listed[2])
    assert "高新技术企业" in told.body_zh
    letter = Letter.objects.get(organisation=listed[3])
    assert (letter.written_by, letter.office) == (county.name, county.office)
    again = write_letters(law, kind, wanted, by=county, at=AT)
    assert (len(again.letters), again.lately) == (0, 2)
    assert Letter.objects.count() == 2
    meant = write_letters(law, kind, wanted, again=True, by=county, at=scenes.at("06-02"))
    assert len(meant.letters) == 2


def test_after_the_days_of_the_setting_a_letter_may_go_again(scene, listed):
    law = the_law(scene)
    write_letters(law, law.kind(HIGH_TECH), [listed[2].pk], by=scene.county(), at=AT)
    keys = [listed[2].pk]
    assert lately_written(the_law(scene, on=date(2022, 6, 30)), keys) == set(keys)
    assert lately_written(the_law(scene, on=date(2022, 7, 1)), keys) == set()
    ten = the_law(scene, on=date(2022, 6, 11), coverage_letter_days=10)
    assert lately_written(ten, keys) == set()


def test_nobody_writes_beyond_the_own_area(scene, listed):
    law = the_law(scene)
    kind = law.kind(HIGH_TECH)
    with pytest.raises(OutOfScope):
        write_letters(law, kind, [listed[2].pk, listed[5].pk], by=scene.county(), at=AT)
    with pytest.raises(NotYourPage):
        write_letters(law, kind, [listed[2].pk], by=scene.hubei.registry(), at=AT)
    assert not Letter.objects.exists()


# --- pages ---------------------------------------------------------------------------------------


def test_the_page_leads_from_a_number_to_its_enterprises(
    scene, listed, visit, django_assert_max_num_queries
):
    works_for(scene.trainee(scene.class_()), listed[1])
    client = visit(scene.province())
    with django_assert_max_num_queries(40):
        page = client.get(reverse("results:coverage"))
    assert "1 / 5 家" in page.content.decode()
    city = client.get(reverse("results:coverage"), {"place": scenes.YICHANG}).content.decode()
    assert "夷陵区" in city
    assert client.get(reverse("results:coverage"), {"place": "999999"}).status_code == 404
    where = reverse("results:coverage_list", args=[HIGH_TECH])
    with django_assert_max_num_queries(40):
        shown = client.get(where, {"place": scenes.YILING, "state": "uncovered"}).content.decode()
    assert "宜昌第2精密制造有限公司" in shown
    assert "宜昌第1精密制造有限公司" not in shown
    assert client.get(reverse("results:coverage_list", args=["nothing"])).status_code == 404
    out = client.get(where, {"export": "xlsx"})
    assert out.content.startswith(b"PK")


def test_one_click_writes_to_all_uncovered_and_hands_out_the_paper(scene, listed, visit):
    works_for(scene.trainee(scene.class_()), listed[1])
    client = visit(scene.county())
    write = reverse("results:coverage_write", args=[HIGH_TECH])
    answer = client.post(f"{write}?state=uncovered", {"everything": "1"}, follow=True)
    text = answer.content.decode()
    assert "已发函 3 家" in text
    assert Letter.objects.count() == 3
    paper = client.get(answer.context["paper"])
    assert paper.content.startswith(b"PK")
    assert "docx" in paper["Content-Disposition"]
    one = Letter.objects.first()
    assert client.get(reverse("results:coverage_paper", args=[one.pk])).status_code == 200
    again = client.post(f"{write}?state=uncovered", {"everything": "1"}, follow=True)
    assert "3 家 30 天内已发过函" in again.content.decode()
    nothing = client.post(write, {}, follow=True)
    assert "没有选中企业" in nothing.content.decode()
    bad = client.get(reverse("results:coverage_letters"), {"at": "nonsense"})
    assert bad.status_code == 200


def test_one_enterprise_with_its_lists_people_and_letters(scene, listed, visit):
    works_for(scene.trainee(scene.class_(), name="王小明"), listed[1])
    client = visit(scene.county())
    page = client.get(reverse("results:coverage_enterprise", args=[listed[1].pk])).content.decode()
    assert "已覆盖" in page
    assert "王*明" in page
    far = client.get(reverse("results:coverage_enterprise", args=[listed[5].pk]))
    assert far.status_code == 404
