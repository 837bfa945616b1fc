"""Points, grades and categories when two records become one, and apart again."""

from datetime import date
from decimal import Decimal

import pytest

from zhicai.merits.actions.grades import give_grade
from zhicai.merits.actions.ledger import settle
from zhicai.merits.models import GradeSpell, SettledTotal
from zhicai.merits.queries.standing import balance_of, grade_of
from zhicai.merits.tests.scenes import AT, ON, balanced, noon
from zhicai.people.actions import enter_person, name_specialist, record_incentive
from zhicai.people.actions.merging import merge, undo_merge
from zhicai.people.rules import PersonFacts
from zhicai.people.rules.incentives import IncentiveFacts

WHY, NEXT = "同一人登记了两次", date(2023, 1, 10)


@pytest.fixture
def twin(scene):
    """Guo entered again, an honour to each of both; the second was given a higher grade."""
    scene.enacted()
    facts = PersonFacts("郭建军", scene.guo.home_id, id_kind="passport", id_number="E12345678",
                        phone="13800001234")  # fmt: skip
    other = enter_person(facts, by=scene.county, at=AT)
    name_specialist(other, since=date(2022, 3, 1), basis="考核合格", by=scene.county)
    for one, name in ((scene.guo, "优秀专员"), (other, "先进个人")):
        given = IncentiveFacts("honour", date(2022, 3, 30), "区奖励办法", honour=name)
        record_incentive(one, given, by=scene.county, at=AT)
    scene.book()
    for one, grade in ((scene.guo, 1), (other, 2)):
        give_grade(one, grade, cause="review", says="评定通过", on=ON, by=scene.province, at=AT)
    return other


def standing(*people):
    """Points and grade of each, and how many grades are open in all."""
    told = [(balance_of(one.pk, on=ON), grade_of(one.pk, on=ON)) for one in people]
    return told, GradeSpell.objects.filter(until=None).count()


def test_points_add_up_the_higher_grade_stays_and_undoing_gives_both_back(scene, twin):
    before = standing(scene.guo, twin)
    (own, _), (others, _) = before[0]
    assert others == Decimal(10)
    done = merge(twin, scene.guo, reason=WHY, by=scene.county, at=AT)
    assert standing(scene.guo, twin)[0] == [(own + others, 2), (Decimal(0), None)]
    assert GradeSpell.objects.filter(until=None, person=scene.guo).count() == 1
    assert balanced()
    assert not scene.book()
    undo_merge(done, reason="其实是两个人", by=scene.county, at=AT)
    assert standing(scene.guo, twin) == before
    assert balanced()


def test_a_settled_year_stays_as_it_was_settled_for_both(scene, twin):
    settle(scene.hubei.year, scene.rules(NEXT), by=scene.province, at=noon(NEXT))
    rows = SettledTotal.objects.order_by("pk")
    frozen = list(rows.values_list("person", "tenths", "balance", "grade"))
    assert {scene.guo.pk, twin.pk} <= {who for who, *_ in frozen}
    merge(twin, scene.guo, reason=WHY, by=scene.county, at=noon(NEXT))
    assert list(rows.values_list("person", "tenths", "balance", "grade")) == frozen
