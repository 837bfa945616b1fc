"""The closing dossier of a class: four items sent as one within two months, archived for good."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.accounts.waiting import sources
from zhicai.dossiers import actions
from zhicai.dossiers.announcements import DossierArchived
from zhicai.dossiers.closing import dues, terms_of
from zhicai.dossiers.models import ClosingDossier, DossierFile, Roster
from zhicai.dossiers.queries.closing import class_seen, dossier_rows, row_of
from zhicai.dossiers.queries.closing_files import files_of
from zhicai.dossiers.rules.closing import ITEMS, Ended, anchors, decide_sending
from zhicai.dossiers.tests import closing_scenes
from zhicai.dossiers.tests.closing_scenes import DUE, JULY, LATE, WUHAN, YICHANG, at
from zhicai.filing.actions import Note
from zhicai.filing.rules import State
from zhicai.foundation import announcements
from zhicai.foundation.errors import NotYourPage, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.law.engine import State as Duty
from zhicai.law.schema import Level
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.results.models import Outcome

ANY = Text("缺", "missing")


@pytest.fixture
def world(db):
    return closing_scenes.world()


def due_of(world, found, on=JULY):
    return dues(world.year, settings_of(world.year, on=on)).get(found.pk)


# --- the due date ---------------------------------------------------------------------------------


def test_the_two_months_run_from_the_end_of_the_class(world):
    found = world.class_(decided=False, settled=False)
    assert due_of(world, found) == DUE


def test_with_the_batch_as_anchor_they_run_from_the_end_of_its_last_class(world):
    first = world.class_(decided=False, settled=False, first=date(2022, 6, 6), batch=1)
    last = world.class_(
        decided=False, settled=False, first=date(2022, 6, 26), batch=1, number="2022-02"
    )
    assert due_of(world, first) == date(2022, 8, 10)
    world.hubei.decide("dossier-anchor", "batch")
    assert due_of(world, first) == due_of(world, last) == date(2022, 8, 30)
    autumn = world.class_(
        decided=False, settled=False, first=date(2022, 10, 24), batch=2, number="2022-03"
    )
    assert (due_of(world, first), due_of(world, autumn)) == (date(2022, 8, 30), date(2022, 12, 28))
    world.hubei.decide("dossier-anchor", "year", since=date(2022, 1, 2))
    assert due_of(world, first) == date(2022, 12, 28)


@given(
    st.lists(st.tuples(st.dates(date(2022, 1, 1), date(2022, 12, 31)), st.integers(1, 3)),
             min_size=1, max_size=8)
)  # fmt: skip
def test_no_anchor_ever_lies_before_the_end_of_a_class_itself(rows):
    classes = [Ended(n, day, batch) for n, (day, batch) in enumerate(rows)]
    own = {one.pk: one.ends_on for one in classes}
    by_class, by_batch, by_year = (anchors(classes, key) for key in ("class", "batch", "year"))
    assert by_class == own
    assert all(own[pk] <= by_batch[pk] <= by_year[pk] for pk in own)


# --- what is bound --------------------------------------------------------------------------------


def test_nothing_is_sent_while_a_bound_item_is_missing_and_each_is_named_with_its_clause(world):
    found = world.class_(decided=False, settled=False)
    dossier = world.opened(found)
    with pytest.raises(Refused) as refusal:
        actions.send_dossier(dossier, by=world.group(), at=at("07-20"))
    named = {one.field: one.clause for one in refusal.value.reasons}
    assert named == {
        "evaluation": "HB-3.2.6.6.a", "settlement": "HB-3.2.6.6.b", "roster": "HB-3.2.6.6.c",
        "report": "HB-3.2.6.6.d",
    }  # fmt: skip
    assert world.fresh(dossier).filing.state == State.DRAFT


def test_an_item_taken_out_of_the_setting_may_be_missing(world):
    found = world.class_(settled=False)
    dossier = world.complete(found)
    with pytest.raises(Refused):
        actions.send_dossier(dossier, by=world.group(), at=at("07-20"))
    world.hubei.decide("dossier-items", ["evaluation", "roster", "report"])
    sent = actions.send_dossier(dossier, by=world.group(), at=at("07-20"))
    assert sent.filing.state == State.SENT
    assert sent.filing.versions.get().content["without"] == ["settlement"]


def test_somebody_without_a_result_keeps_the_roster_and_the_dossier_back(world):
    found = world.class_()
    row = world.scene.failed(found)
    world.scene.offer(found)
    assert "1 人没有定论" in row_of(found, on=JULY).lacks["roster"].zh
    world.scene.mark(row, 30, turn="makeup", when=at("06-22"))
    assert "roster" not in row_of(found, on=JULY).lacks


@given(st.sets(st.sampled_from(ITEMS)), st.sets(st.sampled_from(ITEMS)))
def test_a_dossier_may_be_sent_exactly_where_no_bound_item_lacks_anything(bound, lacks):
    terms = closing_scenes.terms(items=tuple(item for item in ITEMS if item in bound))
    decision = decide_sending(terms, dict.fromkeys(lacks, ANY))
    assert decision.allowed == (not bound & lacks)
    assert {one.field for one in decision.reasons} == lacks


def test_figures_that_the_records_no_longer_bear_out_are_not_sent(world):
    dossier = world.complete()
    world.scene.mark(world.scene.trainee(dossier.training_class), 95, 95, when=at("07-18"))
    with pytest.raises(Refused) as refusal:
        actions.send_dossier(dossier, by=world.group(), at=at("07-20"))
    (reason,) = refusal.value.reasons
    assert (reason.clause, reason.field) == ("HB-3.2.6.6.d", "figures")
    assert "合格" in reason.says.zh
    actions.take_figures(dossier, by=world.group(), at=at("07-20"))
    assert actions.send_dossier(dossier, by=world.group(), at=at("07-20")).filing.state == "sent"


# --- sent, late, returned, archived ---------------------------------------------------------------


@pytest.mark.clause("HB-3.2.6.6.e")
def test_the_four_are_sent_as_one_dossier_its_due_date_is_computed_and_lateness_marked(world):
    found = world.class_()
    dossier = world.complete(found)
    before = row_of(found, on=JULY)
    assert (before.due, before.late, before.left) == (DUE, False, 14)
    assert row_of(found, on=LATE).late
    sent = actions.send_dossier(dossier, by=world.group(), at=at("08-10"))
    assert sent.filing.steps.get(what="sent").late
    after = row_of(found, on=LATE)
    assert (after.late, after.sent_on) == (True, LATE)
    items = {one.item for one in files_of(sent)}
    assert items == set(ITEMS)
    in_time = world.sent(world.class_(number="2022-02"))
    assert not row_of(in_time.training_class, on=LATE).late


def test_late_ones_are_refused_where_the_province_takes_nothing_late(world):
    world.hubei.decide("supplement-after-due", False)
    dossier = world.complete()
    with pytest.raises(Refused):
        actions.send_dossier(dossier, by=world.group(), at=at("08-04"))
    assert not DossierFile.objects.exists()
    assert actions.send_dossier(dossier, by=world.group(), at=at("08-03")).filing.state == "sent"


@pytest.mark.clause("HB-3.2.6.6.f")
def test_the_office_returns_or_accepts_and_what_it_accepts_is_archived_with_number_and_date(world):
    dossier = world.sent()
    registry, group = world.registry(), world.group()
    actions.return_dossier(
        dossier, by=registry, opinion="补充原因分析", at=at("07-22"), until=date(2022, 8, 1),
        notes=[Note("report", "写明未合格人数")],
    )  # fmt: skip
    assert world.fresh(dossier).filing.state == State.RETURNED
    remark = dossier.filing.remarks.get()
    assert remark.field == "report"
    world.worded(dossier, "07-23", problems="未合格 1 人，失分在检索式。")
    actions.answer_dossier_opinion(
        dossier, remark_id=remark.pk, by=group, answer="已补充", at=at("07-23")
    )
    actions.send_dossier(dossier, by=group, at=at("07-24"))
    told = []
    announcements.subscribe(DossierArchived, told.append, within=True)
    done = actions.archive_dossier(dossier, by=registry, at=at("07-27"))
    fresh = world.fresh(done)
    assert fresh.number == fresh.filing.number == "鄂知培档〔2022〕1号"
    assert fresh.filing.settled_on == date(2022, 7, 27)
    assert fresh.filing.state == State.ARCHIVED
    assert [one.class_ids for one in told][-1:] == [(dossier.training_class_id,)]
    assert set(files_of(fresh).values_list("version", flat=True)) == {2}
    with pytest.raises(Refused):
        actions.send_dossier(fresh, by=group, at=at("07-28"))
    second = world.archived(world.class_(number="2022-02"))
    assert second.number == "鄂知培档〔2022〕2号"


def test_a_dossier_that_is_only_submitted_cannot_be_returned(world):
    world.hubei.decide("handling-closing-dossier", "submission")
    dossier = world.sent()
    with pytest.raises(Refused):
        actions.return_dossier(dossier, by=world.registry(), opinion="改", at=at("07-21"))
    done = actions.archive_dossier(dossier, by=world.registry(), at=at("07-22"))
    assert (done.filing.state, bool(done.number)) == (State.RECORDED, True)


def test_archiving_locks_the_results_of_the_class(world):
    dossier = world.archived()
    held = Outcome.objects.filter(registration__training_class=dossier.training_class)
    assert held.count() == held.filter(locked_at__isnull=False).count() == 4


def test_only_the_working_group_writes_and_only_the_provincial_office_archives(world):
    found = world.class_()
    for other in (world.scene.unit(), world.hubei.city(), world.registry()):
        with pytest.raises((NotYourPage, OutOfScope)):
            actions.open_dossier(found, by=other, at=at("07-10"))
    dossier = world.sent(found)
    for other in (world.group(), world.hubei.city(), world.hubei.province()):
        with pytest.raises((NotYourPage, OutOfScope)):
            actions.archive_dossier(dossier, by=other, at=at("07-27"))
    with pytest.raises(OutOfScope):
        class_seen(world.hubei.city(WUHAN), found.pk, on=JULY)


def test_a_class_that_goes_on_has_no_dossier_yet(world):
    found = world.class_(decided=False, settled=False, state="running", first=date(2022, 7, 8))
    with pytest.raises(Refused) as refusal:
        world.opened(found)
    assert refusal.value.reasons[0].clause == "HB-3.2.6.6.a"


def test_beginning_twice_is_beginning_once(world):
    found = world.class_()
    assert world.opened(found).pk == world.opened(found).pk
    assert ClosingDossier.objects.count() == 1


# --- counted, waiting -----------------------------------------------------------------------------


def test_the_obligation_counts_what_was_sent_and_not_what_came_back(world):
    dossier = world.sent()
    counted = metric("dossiers.closing_dossiers_submitted")
    counting = Counting.of(world.year, settings_of(world.year, on=JULY))
    province = {place.id: place for place in world.hubei.places.values()}
    assert sum(row[JULY] for row in measure(counted, counting, [JULY]).values()) == 1
    assert dossier.training_class.place_id in province
    actions.return_dossier(dossier, by=world.registry(), opinion="改", at=at("07-21"))
    assert not list(counted.rows(counting))


def test_the_obligation_is_judged_class_by_class_by_its_own_due_date(world):
    found = world.class_()
    rule = "working-group-files-closing-dossier"

    def standing(on):
        ledger = ledger_of(world.year, on=on, rules=[rule])
        return ledger.find(rule, "420000", Level.PROVINCE).verdict

    assert standing(date(2022, 7, 10)).state is Duty.ON_TRACK
    assert standing(date(2022, 8, 4)).state is Duty.OVERDUE
    assert standing(JULY).span.due == DUE
    actions.send_dossier(world.complete(found), by=world.group(), at=at("08-10"))
    late = standing(date(2022, 8, 11))
    assert (late.state, late.facts.value, late.goal) == (Duty.MET_LATE, 1, 1)


def waiting(acting, on):
    source = next(one for one in sources() if one.key == "dossiers.closing")
    found = source.items(acting, on, 10)
    assert len(found) == source.count(acting, on)
    return [(one.title.zh, one.due, one.clause) for one in found]


def test_the_inbox_has_the_class_to_close_then_the_dossier_to_review_then_what_came_back(world):
    found = world.class_()
    group, registry = world.group(), world.registry()
    assert waiting(group, JULY) == [("编制并报送宜昌考核班结班材料", DUE, "HB-3.2.6.6.e")]
    assert waiting(registry, JULY) == []
    dossier = world.sent(found)
    assert waiting(group, JULY) == []
    assert waiting(registry, JULY)[0][0] == "审核《宜昌考核班结班材料》"
    until = date(2022, 8, 1)
    actions.return_dossier(dossier, by=registry, opinion="改", at=at("07-21"), until=until)
    assert waiting(group, JULY) == [("修改后重报《宜昌考核班结班材料》", until, "HB-3.2.6.6.e")]
    assert waiting(world.hubei.county(), JULY) == []


def test_the_list_shows_a_city_its_own_classes_and_asks_few_questions(
    world, django_assert_max_num_queries
):
    own = world.class_()
    world.class_(
        decided=False, settled=False, number="2022-09", run_by_id=None,
        place=world.hubei.places[WUHAN], venue_place=world.hubei.places[WUHAN],
    )  # fmt: skip
    settings = settings_of(world.year, on=JULY)
    assert len(dossier_rows(world.group(), world.year, settings, on=JULY)) == 2
    with django_assert_max_num_queries(24):
        rows = dossier_rows(world.hubei.city(YICHANG), world.year, settings, on=JULY)
    assert [row.pk for row in rows] == [own.pk]
    assert [row.pk for row in dossier_rows(world.scene.unit(), world.year, settings, on=JULY)] == [
        own.pk
    ]


def test_the_terms_of_the_year_are_those_of_its_settings(world):
    terms = terms_of(world.year, settings_of(world.year, on=JULY))
    assert (terms.anchor, terms.items, terms.frozen) == ("class", ITEMS, "year")
    assert terms.clause == "HB-3.2.6.6.e"
    assert not Roster.objects.exists()
