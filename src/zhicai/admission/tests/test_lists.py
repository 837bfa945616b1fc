"""Lists of trainees: drafted, placed, sealed, published; what comes later stands beside them."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from zhicai.admission.actions import (
    ObjectionFacts,
    answer_objection,
    draft_list,
    move_trainees,
    place_list,
    publish_list,
    raise_objection,
    reopen_screening,
    seal_list,
    set_bounds,
    settle_classes,
    swap_trainees,
    take_off,
    withdraw,
    withdraw_candidate,
)
from zhicai.admission.announcements import Sealed
from zhicai.admission.models import (
    Addendum,
    AdmissionList,
    Candidate,
    ListEntry,
    Objection,
    Placement,
    Registration,
)
from zhicai.admission.queries.lists import reserves_of, seals_of
from zhicai.admission.queries.placing import Term
from zhicai.admission.rules.placement import CITY, Quota
from zhicai.admission.tests import list_scenes
from zhicai.admission.tests.list_scenes import JINGZHOU, SHIYAN, WUHAN, YICHANG, at
from zhicai.audit.models import Entry
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale
from zhicai.law.engine import State
from zhicai.messages.models import Message
from zhicai.programmes import registry
from zhicai.programmes.ledger import ledger_of
from zhicai.training.models import TrainingClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(db):
    return list_scenes.lists()


def live(call):
    """Positions and classes of live registrations of a list's people."""
    people = {one.candidate.person_id: one.position for one in ListEntry.objects.filter(
        admission_list__call=call).select_related("candidate")}  # fmt: skip
    rows = Registration.objects.filter(person__in=people, state="accepted")
    return sorted((people[one.person_id], one.training_class.number) for one in rows)


# --- drafting ------------------------------------------------------------------------------------


def test_a_list_holds_whom_the_screening_accepted_in_order_of_rank(lists):
    call = lists.drafted(accepted=4, reserved=2)
    rows = lists.entries(call)
    assert [one.candidate.rank for one in rows] == [1, 2, 3, 4]
    assert [one.position for one in rows] == [1, 2, 3, 4]


def test_no_list_before_the_screening_is_finished_and_none_by_another_team(lists):
    call = lists.stage.call()
    with pytest.raises(Refused) as error:
        draft_list(call, by=lists.team, at=at("05-10"))
    assert error.value.reasons[0].clause == "HB-2.2.2.l"
    with pytest.raises(OutOfScope):
        draft_list(call, by=lists.stage.teams[WUHAN], at=at("05-10"))
    with pytest.raises(OutOfScope):
        draft_list(call, by=lists.stage.hubei.province(), at=at("05-10"))


def test_a_draft_drawn_up_anew_follows_the_decisions_and_keeps_the_classes(lists):
    call = lists.placed(accepted=3, reserved=1)
    gone = Candidate.objects.get(call=call, rank=2)
    Candidate.objects.filter(pk=gone.pk).update(decision="refuse")
    with pytest.raises(Refused) as error:
        seal_list(call, by=lists.team, at=at("05-10"))
    assert "重新生成名单" in error.value.says.zh
    draft_list(call, by=lists.team, at=at("05-10"))
    assert [one.candidate.rank for one in lists.entries(call)] == [1, 3]
    assert lists.where(call) == {1: "YC-1", 2: "YC-1"}


def test_a_team_without_a_region_draws_up_any_list(lists):
    """A-HB-05: the development centre admits for the whole province."""
    call = lists.screened()
    assert draft_list(call, by=lists.stage.centre, at=at("05-10")).entries.count() == 4


# --- placing -------------------------------------------------------------------------------------


def test_the_solver_places_everyone_and_keeps_why(lists):
    call = lists.placed()
    assert set(lists.where(call).values()) == {"YC-1"}
    assert lists.row(call).outcome["placed"] == 4
    assert lists.row(call).outcome["proven"]
    why = Placement.objects.filter(entry__admission_list__call=call).first().why
    assert "办班地" in why[0]["zh"]
    assert why[0]["en"]


def test_a_region_places_into_its_own_classes_unless_others_are_chosen(lists):
    there = lists.class_("WH-1", WUHAN)
    call = lists.placed(accepted=2)
    assert set(lists.where(call).values()) == {"YC-1"}
    set_bounds(call, classes=[there.pk], terms=[], by=lists.team, at=at("05-10"))
    place_list(call, by=lists.team, at=at("05-10"))
    assert set(lists.where(call).values()) == {"WH-1"}


def test_clashing_quotas_are_refused_with_their_names_and_what_mends_them(lists):
    call = lists.drafted(accepted=4, reserved=0)
    found = lists.classes["YC-1"]
    terms = [Term(found.pk, Quota(CITY, YICHANG, least=3))]
    set_bounds(call, classes=[], terms=terms, by=lists.team, at=at("05-10"))
    with pytest.raises(Refused) as error:
        place_list(call, by=lists.team, at=at("05-10"))
    says = [one.says.zh for one in error.value.reasons]
    assert says[0] == "YC-1 考核班：宜昌市不少于 3 人。"
    assert says[-1].endswith("宜昌市下限从 3 人减到 2 人。")
    assert {one.clause for one in error.value.reasons} == {"HB-2.2.2.m"}
    assert Placement.objects.count() == 0


def test_bounds_are_checked_and_a_later_officer_is_told(lists):
    call = lists.drafted()
    found = lists.classes["YC-1"]
    good = Term(found.pk, Quota(CITY, YICHANG, 0, 5))
    bad = (("sex", "x"), (CITY, "420500x"), (CITY, JINGZHOU, 5, 2))
    wrong = [good, good, Term(0, Quota(CITY, YICHANG))]
    wrong += [Term(found.pk, Quota(*one)) for one in bad]
    with pytest.raises(BadInput) as error:
        set_bounds(call, classes=[99], terms=wrong, by=lists.team, at=at("05-10"))
    assert len(error.value.faults) == 6
    seen = lists.row(call).revision
    set_bounds(call, classes=[], terms=[good], revision=seen, by=lists.team, at=at("05-10"))
    with pytest.raises(Stale):
        set_bounds(call, classes=[], terms=[], revision=seen, by=lists.team, at=at("05-10"))


def test_whom_a_hand_placed_stays_when_the_solver_places_again(lists):
    lists.class_("YC-2", capacity=5)
    call = lists.placed(accepted=4)
    first = lists.entries(call)[0]
    other = {"YC-1": "YC-2", "YC-2": "YC-1"}[lists.where(call)[1]]
    move_trainees(
        call, [first.pk], lists.classes[other].pk, reason="本人五月底出差", by=lists.team,
        at=at("05-10"),
    )  # fmt: skip
    place_list(call, by=lists.team, at=at("05-10"))
    assert lists.where(call)[1] == other
    now = Placement.objects.get(entry=first, until=None)
    assert now.by_hand
    assert now.reason == "本人五月底出差"
    place_list(call, keep=False, by=lists.team, at=at("05-10"))
    assert not Placement.objects.filter(entry__admission_list__call=call, by_hand=True).exists()


def test_nobody_is_placed_by_hand_beyond_the_seats_or_without_a_reason(lists):
    small = lists.class_("YC-2", capacity=1)
    call = lists.placed(accepted=4)
    set_bounds(call, classes=[lists.classes["YC-1"].pk, small.pk], terms=[], by=lists.team,
               at=at("05-10"))  # fmt: skip
    here = [one for one in lists.entries(call) if lists.where(call)[one.position] == "YC-1"]
    with pytest.raises(Refused) as error:
        move_trainees(call, [one.pk for one in here], small.pk, reason="人太多，分一部分",
                      by=lists.team, at=at("05-10"))  # fmt: skip
    assert "名额已满" in error.value.says.zh
    with pytest.raises(BadInput):
        move_trainees(call, [here[0].pk], small.pk, reason="", by=lists.team, at=at("05-10"))


def test_seats_of_others_are_not_given_away(lists):
    """Two lists place into the same class: what the first holds the second has not."""
    call = lists.placed(accepted=4)
    there = lists.screened(SHIYAN, accepted=8, reserved=0, codes=("420302",))
    found = lists.classes["YC-1"]
    team = lists.stage.teams[SHIYAN]
    draft_list(there, by=team, at=at("05-10"))
    set_bounds(there, classes=[found.pk], terms=[], by=team, at=at("05-10"))
    decision = place_list(there, by=team, at=at("05-10"))
    assert decision.reached.placed == 6
    assert Placement.objects.filter(until=None, training_class=found).count() == found.capacity
    assert len(lists.row(there).outcome["unplaced"]) == 2
    with pytest.raises(Refused) as error:
        seal_list(there, by=team, at=at("05-10"))
    assert "还有 2 人没有编班" in error.value.says.zh
    assert set(lists.where(call).values()) == {"YC-1"}


# --- sealing -------------------------------------------------------------------------------------


@pytest.mark.clause("HB-2.2.2.l")
@pytest.mark.clause("HB-2.2.2.m")
def test_the_team_seals_its_list_with_the_classes_and_everyone_is_admitted_and_told(
    lists, django_capture_on_commit_callbacks
):
    told = []
    subscribe(Sealed, told.append)
    call = lists.placed(accepted=4)
    with django_capture_on_commit_callbacks(execute=True):
        row = seal_list(call, by=lists.team, at=at("05-10"))
    assert row.state == "sealed"
    assert len(row.sha256) == len(row.placed_sha256) == 64
    assert (row.sealed_by, row.office) == (lists.team.name, lists.team.office)
    assert live(call) == [(n, "YC-1") for n in (1, 2, 3, 4)]
    found = lists.classes["YC-1"]
    assert [(one.list_id, one.class_ids) for one in told][-1] == (row.pk, (found.pk,))
    letters = Message.objects.filter(about=f"admission.list:{row.pk}")
    assert letters.count() == 2
    assert all("录取 2 人" in one.title_zh for one in letters)
    entry = Entry.objects.get(verb="admission.list_sealed")
    assert entry.clause == "HB-2.2.2.l"
    assert entry.values["sha256"] == row.sha256
    seals = seals_of(row)
    assert seals.people
    assert seals.classes
    assert seals.hold


def test_who_signs_in_reads_in_a_message_where_to_come(lists):
    call = lists.placed(accepted=1, reserved=0)
    person = lists.entries(call)[0].candidate.person
    person.user_id = lists.stage.hubei.county().user_id
    person.save()
    seal_list(call, by=lists.team, at=at("05-10"))
    letter = Message.objects.get(user=person.user_id, title_zh__contains="你已被录取")
    assert "YC-1 考核班" in letter.title_zh
    assert "2022-05-30" in letter.title_zh


def test_sealing_again_changes_nothing_and_nobody_is_admitted_twice(lists):
    call = lists.sealed()
    row, messages = lists.row(call), Message.objects.count()
    again = seal_list(call, by=lists.team, at=at("05-11"))
    assert (again.sha256, again.sealed_at) == (row.sha256, row.sealed_at)
    assert len(live(call)) == 4
    assert Message.objects.count() == messages


def test_who_applied_to_the_class_already_keeps_the_one_registration(lists):
    call = lists.placed(accepted=2, reserved=0)
    one = lists.entries(call)[0].candidate
    Registration.objects.create(
        training_class=lists.classes["YC-1"], person=one.person, state="applied",
        employer_place=one.employer_place, source="county", registered_at=at("05-01"),
    )  # fmt: skip
    seal_list(call, by=lists.team, at=at("05-10"))
    assert live(call) == [(1, "YC-1"), (2, "YC-1")]


def test_an_older_sight_of_the_list_seals_nothing(lists):
    call = lists.placed()
    seen = lists.row(call).revision
    place_list(call, by=lists.team, at=at("05-10"))
    with pytest.raises(Stale):
        seal_list(call, revision=seen, by=lists.team, at=at("05-10"))
    assert lists.row(call).state == "draft"


def test_a_class_that_has_begun_takes_no_list(lists):
    call = lists.placed()
    TrainingClass.objects.update(state="running")
    with pytest.raises(Refused) as error:
        seal_list(call, by=lists.team, at=at("05-10"))
    assert "已开班" in error.value.says.zh


CHANGES = {
    "an entry's position": "UPDATE admission_listentry SET position = position + 100",
    "an entry": "DELETE FROM admission_listentry",
    "the seal": "UPDATE admission_admissionlist SET sha256 = 'x'",
    "the state": "UPDATE admission_admissionlist SET state = 'draft'",
    "the moment": "UPDATE admission_admissionlist SET sealed_by = 'x'",
    "the quotas": "UPDATE admission_admissionlist SET quotas = '[1]'",
    "the list": "DELETE FROM admission_admissionlist",
    "where a placement was": "UPDATE admission_placement SET reason = 'x'",
    "a placement": "DELETE FROM admission_placement",
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_database_itself_keeps_a_sealed_list(lists, what):
    call = lists.sealed()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHANGES[what])
    assert seals_of(lists.row(call)).hold


def test_the_database_adds_nobody_to_a_sealed_list_but_by_an_addendum(lists):
    call = lists.sealed()
    reserve = reserves_of(call).first()
    row = lists.row(call)
    with pytest.raises(DatabaseError), transaction.atomic():
        ListEntry.objects.create(admission_list=row, candidate=reserve, position=99)
    take_off(call, lists.entries(call)[0].pk, reason="本人出国", by=lists.team, at=at("05-11"))
    second = reserves_of(call).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        ListEntry.objects.create(admission_list=row, candidate=second, position=99, addendum=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.update(reason="另一个理由")


def test_a_seal_that_does_not_hold_is_seen(lists):
    call = lists.sealed()
    one = Candidate.objects.get(call=call, rank=1)
    Candidate.objects.filter(pk=one.pk).update(rank=77)
    seals = seals_of(lists.row(call))
    assert seals.people is False
    assert not seals.hold


def test_the_screening_of_a_sealed_list_stays_finished(lists):
    call = lists.sealed()
    with pytest.raises(Refused):
        reopen_screening(call, reason="想再看一看", by=lists.team, at=at("05-11"))


# --- who places (A-HB-32) ------------------------------------------------------------------------


def test_where_the_working_group_places_the_team_locks_and_has_no_hand_in_the_classes(lists):
    lists.stage.hubei.decide("trainees-placed-by", "working-group")
    call = lists.drafted()
    with pytest.raises(Refused) as error:
        place_list(call, by=lists.team, at=at("05-10"))
    assert error.value.reasons[0].clause == "HB-2.2.2.m"
    with pytest.raises(Refused):
        place_list(call, by=lists.group, at=at("05-10"))
    row = seal_list(call, by=lists.team, at=at("05-10"))
    assert row.sha256
    assert not row.placed_sha256
    assert live(call) == []
    place_list(call, by=lists.group, at=at("05-11"))
    with pytest.raises(OutOfScope):
        settle_classes(call, by=lists.team, at=at("05-11"))
    row = settle_classes(call, by=lists.group, at=at("05-11"))
    assert row.placed_sha256
    assert len(live(call)) == 4
    assert seals_of(row).hold
    again = settle_classes(call, by=lists.group, at=at("05-12"))
    assert again.placed_at == row.placed_at
    assert len(live(call)) == 4


def test_where_the_core_team_places_the_working_group_only_reads(lists):
    call = lists.drafted()
    with pytest.raises(Refused):
        place_list(call, by=lists.group, at=at("05-10"))
    with pytest.raises(OutOfScope):
        seal_list(call, by=lists.group, at=at("05-10"))


# --- beside the seal -----------------------------------------------------------------------------


def test_a_swap_ends_two_placements_begins_two_and_moves_the_registrations(lists):
    lists.class_("YC-2", capacity=10)
    call = lists.sealed(accepted=4)
    before = lists.where(call)
    one = next(e for e in lists.entries(call) if before[e.position] == "YC-1")
    other = next(e for e in lists.entries(call) if before[e.position] == "YC-2")
    swap_trainees(call, one.pk, other.pk, reason="两人单位轮流派员", by=lists.team, at=at("05-12"))
    after = lists.where(call)
    assert (after[one.position], after[other.position]) == ("YC-2", "YC-1")
    assert live(call) == sorted(after.items())
    ended = Placement.objects.filter(entry__in=[one, other], until__isnull=False)
    assert ended.count() == 2
    assert {row.ended_for for row in ended} == {"两人单位轮流派员"}
    assert seals_of(lists.row(call)).hold


def test_nobody_is_swapped_within_a_class_or_once_it_has_begun(lists):
    lists.class_("YC-2", capacity=10)
    call = lists.sealed(accepted=4)
    where = lists.where(call)
    rows = {number: [e for e in lists.entries(call) if where[e.position] == number]
            for number in ("YC-1", "YC-2")}  # fmt: skip
    with pytest.raises(Refused):
        swap_trainees(call, rows["YC-1"][0].pk, rows["YC-1"][1].pk, reason="没有必要的对调",
                      by=lists.team, at=at("05-12"))  # fmt: skip
    TrainingClass.objects.filter(number="YC-2").update(state="running")
    with pytest.raises(Refused):
        swap_trainees(call, rows["YC-1"][0].pk, rows["YC-2"][0].pk, reason="开班后不能对调",
                      by=lists.team, at=at("05-30"))  # fmt: skip


def test_who_leaves_a_sealed_list_makes_room_for_the_first_reserve_under_a_seal_of_its_own(lists):
    call = lists.sealed(accepted=3, reserved=2)
    sha = lists.row(call).sha256
    gone = lists.entries(call)[1]
    addendum = take_off(call, gone.pk, reason="调离单位", by=lists.team, at=at("05-11"))
    assert (addendum.number, addendum.left.position, addendum.entered.position) == (1, 2, 4)
    assert addendum.entered.candidate.rank == 4
    assert live(call) == [(1, "YC-1"), (3, "YC-1"), (4, "YC-1")]
    row = lists.row(call)
    assert row.sha256 == sha
    assert seals_of(row).hold
    assert len(seals_of(row).addenda) == 1
    reserve = Candidate.objects.get(call=call, rank=4)
    assert (reserve.decision, reserve.reason) == ("accept", "有人退出，按名次递补录取。")
    with pytest.raises(Refused):
        take_off(call, gone.pk, reason="再次退出", by=lists.team, at=at("05-11"))


def test_without_a_reserve_the_place_stays_empty(lists):
    call = lists.sealed(accepted=2, reserved=0)
    addendum = take_off(call, lists.entries(call)[0].pk, reason="调离单位", by=lists.team,
                        at=at("05-11"))  # fmt: skip
    assert addendum.entered is None
    assert live(call) == [(2, "YC-1")]
    assert seals_of(lists.row(call)).hold


def test_whoever_withdraws_elsewhere_leaves_the_list_as_well(lists):
    call = lists.sealed(accepted=3, reserved=2)
    rows = lists.entries(call)
    registration = Registration.objects.get(person=rows[0].candidate.person, state="accepted")
    withdraw(registration, by=lists.team, at=at("05-12"), reason="本人请假")
    candidate = rows[1].candidate
    withdraw_candidate(candidate, reason="单位不再派出", by=lists.stage.hubei.county(
        candidate.employer_place.code), at=at("05-13"))  # fmt: skip
    assert [one.left.position for one in Addendum.objects.order_by("number")] == [1, 2]
    assert live(call) == [(3, "YC-1"), (4, "YC-1"), (5, "YC-1")]
    assert seals_of(lists.row(call)).hold


def test_once_the_class_has_begun_the_list_stays(lists):
    call = lists.sealed(accepted=3, reserved=1)
    TrainingClass.objects.update(state="running")
    with pytest.raises(Refused):
        take_off(call, lists.entries(call)[0].pk, reason="开班后退出", by=lists.team,
                 at=at("05-30"))  # fmt: skip
    registration = Registration.objects.filter(state="accepted").first()
    withdraw(registration, by=lists.team, at=at("05-31"), reason="途中退出")
    assert not Addendum.objects.exists()
    staying = Candidate.objects.exclude(person=registration.person).filter(state="confirmed")[0]
    with pytest.raises(Refused):
        withdraw_candidate(staying, reason="途中不想参加", by=lists.team, at=at("05-31"))


# --- publication and objections ------------------------------------------------------------------


def test_a_list_is_published_once_sealed_and_the_days_to_object_are_the_year_s(lists):
    call = lists.placed()
    with pytest.raises(Refused):
        publish_list(call, by=lists.team, at=at("05-10"))
    seal_list(call, by=lists.team, at=at("05-10"))
    row = publish_list(call, by=lists.team, at=at("05-10"))
    assert (row.published_on, row.objections_until) == (date(2022, 5, 10), date(2022, 5, 14))
    assert publish_list(call, by=lists.team, at=at("05-20")).published_on == date(2022, 5, 10)


def test_with_another_setting_the_days_to_object_are_fewer(lists):
    lists.stage.hubei.decide("objection-days", 3)
    row = lists.row(lists.published())
    assert row.objections_until == date(2022, 5, 12)
    facts = ObjectionFacts("第二名不在本省工作，不符合条件", "k1", position=2)
    raise_objection(row, facts, at=at("05-12"))
    late = ObjectionFacts("第三名不在本省工作，不符合条件", "k2", position=3)
    with pytest.raises(Refused) as error:
        raise_objection(row, late, at=at("05-13"))
    assert error.value.reasons[0].clause == "HB-2.2.2.l"


def test_an_objection_sent_twice_is_one_and_is_answered_once_by_the_team(lists):
    row = lists.row(lists.published())
    facts = ObjectionFacts("第二名不在本省工作，不符合条件", "k1", position=2, name="某某")
    one = raise_objection(row, facts, at=at("05-11"))
    assert raise_objection(row, facts, at=at("05-11")).code == one.code
    for by in (lists.stage.teams[WUHAN], lists.stage.hubei.county()):
        with pytest.raises(OutOfScope):
            answer_objection(one, upheld=False, answer="经核实符合条件，维持名单。", by=by,
                             at=at("05-12"))  # fmt: skip
    with pytest.raises(BadInput):
        answer_objection(one, upheld=True, answer="", by=lists.team, at=at("05-12"))
    answer_objection(one, upheld=False, answer="经核实符合条件，维持名单。", by=lists.team,
                     at=at("05-12"))  # fmt: skip
    with pytest.raises(Refused):
        answer_objection(one, upheld=True, answer="经核实不符合条件，予以取消。", by=lists.team,
                         at=at("05-13"))  # fmt: skip
    assert Objection.objects.get().state == "dismissed"


def test_an_objection_says_something_about_someone_on_the_list(lists):
    row = lists.row(lists.published())
    with pytest.raises(BadInput) as error:
        raise_objection(row, ObjectionFacts("不行", "k", position=70), at=at("05-11"))
    assert {one.field for one in error.value.faults} == {"says", "position"}


# --- what is owed --------------------------------------------------------------------------------


def test_lists_are_locked_once_every_region_has_sealed_its_own(lists):
    metric = registry.metric("admission.lists_locked")
    counting = registry.Counting.of(lists.year, {"city-regions": [1, 2, 3]})
    lists.sealed(accepted=2)
    assert metric.rows(counting).count() == 0
    for venue, code in ((WUHAN, "420106"), (SHIYAN, "420302")):
        lists.class_(venue, venue)
        team = lists.stage.teams[venue]
        call = lists.screened(venue, accepted=1, reserved=0, codes=(code,))
        draft_list(call, by=team, at=at("05-10"))
        place_list(call, by=team, at=at("05-10"))
        seal_list(call, by=team, at=at("05-12" if venue == WUHAN else "05-11"))
    (last,) = metric.rows(counting)
    assert last.admission_list.sealed_on == date(2022, 5, 12)


def test_a_region_that_has_not_locked_its_list_by_the_day_is_overdue(lists):
    lists.stage.hubei.decide("admission-list-due", "05-12")
    lists.sealed(accepted=2)
    found = [
        one
        for one in ledger_of(lists.year, on=date(2022, 5, 13)).standings
        if one.verdict.rule.metric == "admission.lists_locked"
    ]
    assert [one.state for one in found] == [State.OVERDUE]


# --- two at once ---------------------------------------------------------------------------------


@pytest.mark.postgresql  # SQLite has one writer; tests/reliability seals twice at once there
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_seal_at_once_seal_one_list():
    lists = list_scenes.lists()
    call = lists.placed(accepted=4)
    ready, seals, errors = threading.Barrier(2), [], []

    def seal(team):
        try:
            ready.wait(timeout=10)
            seals.append(seal_list(call, by=team, at=at("05-10")).sha256)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=seal, args=(one,)) for one in (lists.team, lists.stage.centre)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert errors == []
    assert len(set(seals)) == 1
    assert len(live(call)) == 4
    assert Entry.objects.filter(verb="admission.list_sealed").count() == 1
    assert AdmissionList.objects.get(call=call).sha256 == seals[0]
