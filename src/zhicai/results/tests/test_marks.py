"""Marks: entered all at once, written once by the app of examinations, put right with a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhicai.attendance.announcements import HoursEntered
from zhicai.attendance.models import Entry
from zhicai.audit.models import Entry as Audit
from zhicai.foundation.announcements import announce, subscribe
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.messages.models import Message
from zhicai.people.models import Person, Specialist
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.results import actions
from zhicai.results.actions import Given
from zhicai.results.announcements import Decided
from zhicai.results.checks import completion_missing, failed_before, recommendation_missing
from zhicai.results.costs import people_of_classes
from zhicai.results.models import Mark, Recommendation
from zhicai.results.path import step
from zhicai.results.queries.assessing import CERTIFIED, TRAINED
from zhicai.results.queries.outcomes import counts_of, outcomes, qualified
from zhicai.results.rules.decision import Score
from zhicai.results.rules.marks import MarkRow
from zhicai.results.steps import QUALIFIED
from zhicai.results.tests.outcome_scenes import AFTER, YICHANG, YILING, assessment, at

pytestmark = pytest.mark.django_db
LATER = at("06-21")


@pytest.fixture
def scene(db):
    return assessment()


def counted(scene, name, on=date(2022, 12, 31)):
    """A metric of the year over the province, as the cockpit counts it."""
    counting = Counting.of(scene.year, settings_of(scene.year, on=on))
    into = {place.pk: 0 for place in scene.hubei.places.values()}
    return int(measure(metric(name), counting, [on], into=into).get(0, {}).get(on, 0))


class TestEntering:
    @pytest.mark.clause("HB-3.2.6.5.b")
    def test_an_examination_mark_passes_or_fails_by_the_pass_mark_of_the_setting(self, scene):
        found = scene.class_()
        below, on_it = scene.trainee(found), scene.trainee(found)
        scene.mark(below, "59.5", 80)
        scene.mark(on_it, 60, 80)
        assert (scene.outcome(below).exam_passed, scene.outcome(on_it).exam_passed) == (0, 1)
        assert scene.outcome(below).reasons[0]["clause"] == "HB-3.2.6.5.b"
        scene.hubei.decide("exam-pass-mark", 70)
        other = scene.class_(number="2022-420500-02")
        row = scene.trainee(other)
        scene.mark(row, 65, 80)
        assert (scene.outcome(row).state, scene.outcome(row).exam) == ("makeup", Decimal(65))

    @pytest.mark.clause("HB-3.2.6.5.c")
    def test_a_practical_mark_qualifies_or_not_by_the_pass_mark_of_the_setting(self, scene):
        found = scene.class_()
        below, on_it = scene.trainee(found), scene.trainee(found)
        scene.mark(below, 80, "59.9")
        scene.mark(on_it, 80, 60)
        states = [scene.outcome(row).practical_passed for row in (below, on_it)]
        assert states == [False, True]
        assert scene.outcome(below).reasons[0]["clause"] == "HB-3.2.6.5.c"
        scene.hubei.decide("practical-pass-mark", 70)
        row = scene.trainee(scene.class_(number="2022-420500-02"))
        scene.mark(row, 80, 65)
        assert scene.outcome(row).state == "makeup"

    @pytest.mark.clause("HB-3.2.6.5.a")
    def test_hours_are_added_up_and_held_against_the_number_of_the_class(self, scene):
        found = scene.class_()
        whole, short = scene.trainee(found), scene.trainee(found, lessons=4)
        for row in (whole, short):
            scene.mark(row, 80, 80)
        assert scene.outcome(whole).hours == scene.outcome(whole).hours_needed == 24
        row = scene.outcome(short)
        assert (row.state, row.hours, row.hours_needed) == ("not_qualified", 20, 24)
        assert "差 4 学时" in row.reasons[0]["zh"]
        assert row.reasons[0]["clause"] == "HB-3.2.6.5.a"
        scene.hubei.decide("assessment-hours", 20)
        other = scene.class_(number="2022-420500-02")
        row = scene.trainee(other, lessons=4)
        scene.mark(row, 80, 80)
        assert scene.outcome(row).state == "qualified"

    def test_a_result_without_a_practical_mark_is_no_pass_whatever_else_stands(self, scene):
        row = scene.trainee(scene.class_())
        scene.mark(row, 100)
        stands = scene.outcome(row)
        assert (stands.state, stands.reasons[0]["clause"]) == ("pending", "HB-3.2.5.e")

    def test_every_fault_of_a_table_is_told_at_once_and_nothing_is_written(self, scene):
        found = scene.class_()
        one, two = scene.trainee(found), scene.trainee(found)
        scene.mark(one, 80, 80)
        stranger = scene.trainee(scene.class_(number="2022-420500-02"))
        rows = [
            Given(one.pk, {"exam": Score(Decimal(90))}),
            Given(two.pk, {"exam": Score(Decimal(70))}),
            Given(stranger.pk, {"practical": Score(Decimal(70))}),
        ]
        with pytest.raises(BadInput) as told:
            actions.enter_marks(found, rows, by=scene.unit(), at=AFTER)
        assert {fault.field for fault in told.value.faults} == {
            f"exam-{one.pk}", f"practical-{stranger.pk}",
        }  # fmt: skip
        assert Mark.objects.filter(registration=two).count() == 0

    def test_the_same_mark_again_changes_nothing(self, scene):
        row = scene.trainee(scene.class_())
        assert (scene.mark(row, 80, 70), scene.mark(row, 80, 70)) == (2, 0)
        assert Mark.objects.count() == 2

    def test_marks_wait_for_the_class_and_for_the_test(self, scene):
        planned = scene.trainee(scene.class_(state="open"))
        with pytest.raises(BadInput, match="没有开班"):
            scene.mark(planned, 80)
        running = scene.trainee(scene.class_(state="running", number="2022-420500-02"))
        with pytest.raises(BadInput, match="没有举行"):
            scene.mark(running, 80, when=at("06-01"))

    def test_who_neither_runs_the_class_nor_guides_it_enters_nothing(self, scene):
        found = scene.class_()
        row = scene.trainee(found)
        other = scene.hubei.body("development-centre")
        with pytest.raises(OutOfScope):
            scene.mark(row, 80, by=other)
        with pytest.raises(Exception, match="登记考核成绩"):
            scene.mark(row, 80, by=scene.hubei.city(YICHANG))
        assert scene.mark(row, 80, by=scene.group()) == 1

    def test_a_class_that_ends_is_decided_at_once_and_again_when_hours_change(self, scene):
        found = scene.class_()
        row = scene.trainee(found, lessons=5)
        scene.mark(row, 80, 80)
        assert scene.outcome(row).state == "not_qualified"
        scene.attend(row)
        announce(HoursEntered(found.pk, (row.pk,), LATER))
        stands = scene.outcome(row)
        assert (stands.state, stands.decided_on) == ("qualified", date(2022, 6, 21))
        assert Entry.objects.filter(registration=row).count() == 6


class TestCorrecting:
    def test_a_correction_is_a_new_row_with_its_reason_and_decides_anew(self, scene):
        row = scene.failed(scene.class_(), exam=57)
        mark = Mark.objects.get(registration=row, part="exam")
        known = {"by": scene.unit(), "at": LATER}
        with pytest.raises(BadInput, match="原因"):
            actions.correct_mark(mark, Score(Decimal(61)), reason=" ", **known)
        with pytest.raises(BadInput, match="相同"):
            actions.correct_mark(mark, Score(Decimal(57)), reason="复核", **known)
        again = actions.correct_mark(mark, Score(Decimal(61)), reason="漏加 4 分", **known)
        assert (again.supersedes, again.reason) == (mark, "漏加 4 分")
        assert scene.outcome(row).state == "qualified"
        entry = Audit.objects.get(verb="results.mark_corrected")
        assert entry.values["corrected"][0]["was"] == "57.00"
        with pytest.raises(BadInput):
            actions.correct_mark(mark, Score(Decimal(70)), reason="再改", **known)

    def test_a_corrected_result_is_published_anew(self, scene):
        found = scene.class_()
        row = scene.trainee(found)
        scene.mark(row, 80, 80)
        acting = scene.account(row)
        assert actions.publish(found, by=scene.unit(), at=AFTER) == 1
        assert Message.objects.filter(user_id=acting.user_id).count() == 1
        mark = Mark.objects.get(registration=row, part="exam")
        actions.correct_mark(mark, Score(Decimal(40)), reason="登错人", by=scene.unit(), at=LATER)
        assert scene.outcome(row).published_at is None
        actions.publish(found, by=scene.unit(), at=LATER)
        assert Message.objects.filter(user_id=acting.user_id).count() == 2
        with pytest.raises(Refused):
            actions.publish(found, by=scene.unit(), at=LATER)


class TestWriting:
    def test_marks_sent_twice_are_written_once(self, scene):
        found = scene.class_()
        row = scene.trainee(found)
        day = date(2022, 6, 3)
        rows = [
            MarkRow(row.pk, "exam", Decimal(71), day, key="sitting-1"),
            MarkRow(row.pk, "practical", Decimal(82), day, key="task-1"),
        ]
        assert [actions.write_marks(rows, by=scene.group(), at=AFTER) for _ in "ab"] == [2, 0]
        assert scene.outcome(row).state == "qualified"
        assert {mark.source for mark in Mark.objects.all()} == {"exam"}
        other = [MarkRow(row.pk, "exam", Decimal(50), day, key="sitting-2")]
        with pytest.raises(BadInput, match="更正"):
            actions.write_marks(other, by=scene.group(), at=AFTER)
        put_right = [MarkRow(row.pk, "exam", Decimal(50), day, key="sitting-2", reason="复评")]
        assert actions.write_marks(put_right, by=scene.group(), at=AFTER) == 1
        assert scene.outcome(row).state == "makeup"


class TestNumbers:
    def test_trained_and_certified_are_counted_apart_by_the_settings(self, scene):
        found = scene.class_()
        passes, fails = scene.trainee(found), scene.failed(found)
        scene.mark(passes, 80, 80)
        scene.trainee(found, lessons=0)
        assert (counted(scene, TRAINED), counted(scene, CERTIFIED)) == (2, 0)
        scene.hubei.decide("certified-target-basis", "decisions")
        assert counted(scene, CERTIFIED) == 1
        scene.offer(found)
        scene.mark(fails, 70, turn="makeup", when=LATER)
        assert counted(scene, CERTIFIED) == 2
        assert counted(scene, CERTIFIED, date(2022, 6, 20)) == 1
        assert counted(scene, "results.makeups_per_failed_trainee") == 1
        assert counted(scene, "results.lowest_hours_share_of_certified") == 100
        scene.hubei.decide("assessment-count-basis", "enrolled")
        assert counted(scene, TRAINED) == 3

    def test_a_make_up_in_the_next_year_counts_by_the_setting(self, scene):
        scene.hubei.decide("certified-target-basis", "decisions")
        scene.hubei.decide("make-up-window-days", 60)
        found = scene.class_(first=date(2022, 12, 5))
        row = scene.trainee(found)
        scene.mark(row, 50, 80, when=at("12-12"))
        day = date(2023, 1, 10)
        scene.offer(found, day, when=at("12-13"))
        scene.mark(row, 70, turn="makeup", when=at("12-13") + timedelta(days=30))
        assert scene.outcome(row).decided_on.year == 2023
        assert counted(scene, CERTIFIED) == 1
        scene.hubei.decide("certified-target-year", "issue-year")
        assert counted(scene, CERTIFIED) == 0

    def test_certificates_count_where_the_setting_says_so(self, scene):
        person = scene.trainee(scene.class_()).person
        Specialist.objects.create(
            person=person, valid_from=date(2022, 7, 1), basis="考核合格", named_by="省局"
        )
        assert counted(scene, CERTIFIED) == 1

    def test_counts_of_a_class_and_people_of_its_cost(self, scene):
        found = scene.class_()
        row = scene.trainee(found)
        scene.mark(row, 80, 80)
        scene.failed(found)
        scene.failed(found, lessons=3)
        count = counts_of(found.pk)
        assert (count.people, count.qualified, count.makeup, count.not_qualified) == (3, 1, 1, 1)
        assert {one.registration_id for one in qualified([scene.year.pk])} == {row.pk}
        assert outcomes([found.pk]).count() == 3
        people = people_of_classes([f"training.class:{found.pk}", "other:1"])
        assert list(people) == [f"training.class:{found.pk}"]
        assert [(one.trained, one.certified) for one in people.values()] == [(3, 0)]
        assert set(step(QUALIFIED).of([row.person_id])) == {row.person_id}

    def test_who_hears_of_it_is_told_whose_outcome_changed(self, scene):
        heard = []
        subscribe(Decided, heard.append, within=True)
        found = scene.class_()
        row = scene.trainee(found)
        scene.mark(row, 80, 80)
        assert heard[-1].registrations == (row.pk,)


class TestCandidacies:
    """Checks held against candidates of a year (HB-3.1.BZ.c, d)."""

    def test_the_year_asks_for_a_recommendation_and_a_completion_or_not(self, scene):
        person = Person.objects.create(
            name="郭建军", home=scene.hubei.places[YILING], entered_at=AFTER, entered_by="x"
        )
        day = date(2022, 5, 1)
        assert not recommendation_missing(scene.year, [person.pk], day)
        assert not completion_missing(scene.year, [person.pk], day)
        scene.hubei.decide("admission-way", "recommendation")
        scene.hubei.decide("preparatory-completion-required", True)
        found = recommendation_missing(scene.year, [person.pk], day)[person.pk]
        assert [reason.clause for reason in found] == ["HB-3.1.BZ.c"]
        found = completion_missing(scene.year, [person.pk], day)[person.pk]
        assert [reason.clause for reason in found] == ["HB-3.1.BZ.d"]
        Recommendation.objects.create(
            person=person, programme_year=scene.year, for_year=2022, state="confirmed",
            place=scene.hubei.places[YILING], sent_at=AFTER, sent_by="x", office="夷陵区",
        )  # fmt: skip
        assert not recommendation_missing(scene.year, [person.pk], day)

    def test_a_failed_make_up_of_an_earlier_year_bars_only_where_re_enrolment_is_off(self, scene):
        found = scene.class_()
        row = scene.failed(found)
        scene.offer(found)
        scene.mark(row, 40, turn="makeup", when=LATER)
        year = ProgrammeYear.objects.select_related("province").get(pk=scene.year.pk)
        year.pk, year.year = None, 2023
        year.save()
        people, day = [row.person_id], date(2023, 4, 1)
        assert not failed_before(year, people, day)
        SettingDecision.objects.create(
            programme_year=year, parameter="re-enrolment", value=False, reason="测试",
            in_force_from=date(2023, 1, 1), decided_at=at("12-30"), decided_by="x",
        )  # fmt: skip
        assert failed_before(year, people, day)[row.person_id][0].clause == "HB-3.2.6.5.f"
        assert not failed_before(scene.year, people, day)
