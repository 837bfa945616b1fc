"""The roster of qualified specialists: drafted from the results, frozen once, corrected beside."""

from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from zhicai.audit.models import Entry
from zhicai.dossiers import actions
from zhicai.dossiers.closing_sheets import roster_bytes
from zhicai.dossiers.models import Roster, RosterRow
from zhicai.dossiers.queries.rosters import (
    draft_lines,
    is_whole,
    roster_of_class,
    roster_of_year,
    roster_view,
)
from zhicai.dossiers.rules.rosters import digest_of, line_json, line_of
from zhicai.dossiers.tests import closing_scenes
from zhicai.dossiers.tests.closing_scenes import at
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.people.exports import exports
from zhicai.people.holds import holds_on
from zhicai.people.models import Person
from zhicai.training.models import TrainingClass


@pytest.fixture
def world(db):
    return closing_scenes.world()


def frozen(world, on="12-15"):
    return actions.freeze_year(world.year, by=world.group(), at=at(on))


def cells(content):
    sheet = load_workbook(BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.clause("HB-3.2.6.6.c")
def test_the_roster_comes_from_the_results_is_frozen_and_exported(world):
    first = world.class_()
    second = world.class_(number="2022-02", people=2, failed=0)
    lines = draft_lines(world.year)
    assert [line.class_id for line in lines] == [first.pk] * 3 + [second.pk] * 2
    assert len(draft_lines(world.year, class_id=second.pk)) == 2
    roster = frozen(world)
    assert (roster.people, roster.sha256) == (5, digest_of(lines))
    assert [one.line for one in roster_view(world.year).lines] == lines
    assert is_whole(roster)
    rows = cells(roster_bytes(enumerate(lines, 1), Text("名册", "roster")))
    names = {line.name for line in lines}
    assert sum(bool(names & set(row)) for row in rows) == 5


def test_it_is_frozen_once_a_year_and_no_second_time(world):
    world.class_()
    roster = frozen(world)
    with pytest.raises(Refused) as refusal:
        frozen(world, "12-16")
    assert refusal.value.reasons[0].clause == "HB-3.2.6.6.c"
    for act in (
        lambda: Roster.objects.filter(pk=roster.pk).update(people=9),
        lambda: RosterRow.objects.filter(roster=roster).update(facts={}),
        RosterRow.objects.filter(roster=roster).delete,
        lambda: RosterRow.objects.create(
            roster=roster, position=4, outcome_id=roster.rows.all()[0].outcome_id, facts={}
        ),
        lambda: Roster.objects.create(
            programme_year=world.year, people=0, sha256="0" * 64, frozen_on=date(2022, 12, 16),
            frozen_at=at("12-16"), frozen_by="x", office="x",
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert is_whole(roster)


def test_nobody_may_be_without_a_result_and_no_class_still_go_on(world):
    found = world.class_()
    row = world.scene.failed(found)
    world.scene.offer(found)
    with pytest.raises(Refused) as refusal:
        frozen(world)
    assert "宜昌考核班" in refusal.value.reasons[0].says.zh
    world.scene.mark(row, 20, turn="makeup", when=at("06-22"))
    going = world.class_(
        decided=False, settled=False, state="running", number="2022-03", first=date(2022, 12, 14)
    )
    with pytest.raises(Refused) as refusal:
        frozen(world)
    assert "没有结束" in refusal.value.reasons[0].says.zh
    cancelled = {"state": "cancelled", "cancelled_on": date(2022, 12, 1), "cancelled_for": "疫情"}
    TrainingClass.objects.filter(pk=going.pk).update(**cancelled)
    assert frozen(world).people == 3


def test_what_is_decided_later_stands_beside_and_not_in_the_frozen_roster(world):
    found = world.class_()
    roster = frozen(world)
    world.scene.mark(world.scene.trainee(found), 99, 99, when=at("12-20"))
    assert len(draft_lines(world.year)) == 4
    assert len(roster_view(world.year).lines) == 3
    actions.correct_roster(
        roster, kind="add", says="补入宜昌考核班 1 人", reason="缓考后合格", by=world.group(),
        at=at("12-21"),
    )  # fmt: skip
    view = roster_view(world.year)
    assert (len(view.lines), len(view.corrections)) == (3, 1)
    assert is_whole(roster)


def test_a_correction_names_its_row_says_what_and_why(world):
    world.class_()
    roster = frozen(world)
    row = roster.rows.all()[1]
    with pytest.raises(BadInput) as wrong:
        actions.correct_roster(
            roster, kind="change", says="", reason="", by=world.group(), at=at("12-20")
        )
    assert {one.field for one in wrong.value.faults} == {"row", "says", "reason"}
    actions.correct_roster(
        roster, kind="change", row_id=row.pk, says="单位更名", reason="来函", by=world.group(),
        at=at("12-20"),
    )  # fmt: skip
    line = roster_view(world.year).lines[1]
    assert [one.says for one in line.corrections] == ["单位更名"]
    assert line.line == line_of(row.facts)


def test_only_the_working_group_freezes_and_corrects(world):
    world.class_()
    for other in (world.scene.unit(), world.registry(), world.hubei.province()):
        with pytest.raises((NotYourPage, OutOfScope)):
            actions.freeze_year(world.year, by=other, at=at("12-15"))
    roster = frozen(world)
    with pytest.raises(NotYourPage):
        actions.correct_roster(
            roster, kind="add", says="x", reason="y", by=world.registry(), at=at("12-20")
        )


def test_where_rosters_are_frozen_with_dossiers_each_is_when_handed_in(world):
    world.hubei.decide("roster-frozen", "dossier")
    dossier = world.sent()
    roster = roster_of_class(dossier.training_class)
    assert (roster.people, roster.frozen_on) == (3, date(2022, 7, 20))
    assert roster_of_year(world.year) is None
    with pytest.raises(Refused) as refusal:
        frozen(world)
    assert refusal.value.reasons[0].clause == "HB-3.2.6.6.c"
    world.scene.mark(world.scene.trainee(dossier.training_class), 99, 99, when=at("07-21"))
    assert len(roster_view(world.year, found=dossier.training_class).lines) == 3


def test_once_a_year_a_dossier_freezes_no_roster(world):
    dossier = world.sent()
    assert roster_of_class(dossier.training_class) is None
    version = dossier.filing.versions.get()
    lines = draft_lines(world.year, class_id=dossier.training_class_id)
    assert version.content["roster"] == {"people": 3, "sha256": digest_of(lines)}


def test_whole_numbers_ask_a_reason_that_everyone_on_the_roster_can_read(world):
    found = world.class_()
    person = Person.objects.filter(registrations__training_class=found).first()
    Person.objects.filter(pk=person.pk).update(id_number="110101199003070089")
    lines = draft_lines(world.year)
    with pytest.raises(BadInput) as wrong:
        actions.unmask_roster(lines, world.year, reason="看", by=world.group())
    assert wrong.value.faults[0].field == "reason"
    with pytest.raises(NotYourPage):
        actions.unmask_roster(lines, world.year, reason="寄送证书", by=world.scene.unit())
    numbers = actions.unmask_roster(lines, world.year, reason="寄送证书", by=world.group())
    assert numbers[person.pk] == "110101199003070089"
    seen = Entry.objects.filter(verb="people.unmasked", reason="寄送证书")
    assert seen.count() == len({line.person for line in lines})
    rows = cells(roster_bytes(enumerate(lines, 1), Text("名册", "roster"), numbers=numbers))
    assert any("110101199003070089" in row for row in rows)
    masked = cells(roster_bytes(enumerate(lines, 1), Text("名册", "roster"), masked=True))
    names = {line.name for line in lines}
    assert not any(value in names for row in masked for value in row)


def test_a_line_survives_being_stored_and_any_change_changes_the_hash(world):
    world.class_()
    lines = draft_lines(world.year)
    assert [line_of(line_json(line)) for line in lines] == lines
    assert digest_of(lines) != digest_of(lines[::-1])
    assert digest_of(lines) != digest_of(lines[:2])


def test_hundreds_are_read_and_frozen_in_few_statements(world, django_assert_max_num_queries):
    found = world.class_(people=12, failed=0)
    with django_assert_max_num_queries(2):
        assert len(draft_lines(world.year, class_id=found.pk)) == 12
    group = world.group()
    with django_assert_max_num_queries(40):
        actions.freeze_year(world.year, by=group, at=at("12-15"))


def test_who_stands_on_a_frozen_roster_finds_it_in_the_own_export_and_is_kept(world):
    found = world.class_()
    person = draft_lines(world.year)[0].person
    person = Person.objects.get(pk=person)
    assert not [one for one in holds_on(person) if "名册" in one.says.zh and "定稿" in one.says.zh]
    frozen(world)
    assert [one for one in holds_on(person) if "定稿" in one.says.zh]
    table = next(one for one in exports() if one.app == "dossiers.roster")
    (row,) = table.rows_for(person)
    assert (row["class"], row["position"]) == (found.title, 1)
