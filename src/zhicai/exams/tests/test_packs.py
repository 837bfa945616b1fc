"""A county without network: thirty candidates write a pack, their answers come back once."""

import pytest
from django.db import IntegrityError, transaction

from zhicai.audit.models import Entry
from zhicai.exams.actions import packs, packs_merging, running
from zhicai.exams.actions.regrading import void_item
from zhicai.exams.actions.room import check_candidates, let_sit_online
from zhicai.exams.models import (
    Answer,
    AnswersBrought,
    ExamPack,
    Incident,
    JournalEntry,
    Paper,
    PaperItem,
    Regrade,
    Score,
    Sitting,
)
from zhicai.exams.packs import keys
from zhicai.exams.packs.answers import Voided
from zhicai.exams.packs.pack import open_pack
from zhicai.exams.queries.papers import opened
from zhicai.exams.queries.sittings import entry_of
from zhicai.exams.rules.entering import why_no_start
from zhicai.exams.tests.pack_scenes import PackScene
from zhicai.exams.tests.room_scenes import SET_UP, browser, text
from zhicai.exams.tests.scenes import MINUTES, START, after
from zhicai.foundation.errors import BadInput, OutOfScope, Refused

BACK = after(300)


@pytest.fixture(scope="module")
def scene_built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield PackScene()
        transaction.set_rollback(True)


@pytest.fixture
def scene(scene_built, db):
    for row in (scene_built.exam, scene_built.paper):
        row.refresh_from_db()
    return scene_built


def bring(scene, data, *, at=BACK):
    return packs_merging.check_answers(scene.exam, data, name="a.zcanswers", by=scene.base, at=at)


def merge(scene, data, *, at=BACK):
    return packs_merging.merge_answers(bring(scene, data), by=scene.base, at=at)


def stands(scene):
    """All that stands of the exam's sittings."""
    return (
        list(scene.exam.sittings.order_by("pk").values_list(
            "code", "state", "started_at", "deadline", "submitted_at", "submitted_by")),
        list(Answer.objects.order_by("sitting", "number").values_list(
            "sitting", "number", "value", "revision", "saved_at")),
        JournalEntry.objects.count(), Incident.objects.count(),
        list(Score.objects.order_by("sitting").values_list("sitting", "marks")),
    )  # fmt: skip


def said(call):
    with pytest.raises((BadInput, Refused)) as refusal:
        call()
    found = refusal.value
    return [one.says.en for one in getattr(found, "faults", getattr(found, "reasons", ()))]


class TestTheWholeWay:
    def test_thirty_candidates_write_a_pack_and_are_marked_as_if_online(self, scene, kept, written):
        scene.again(kept)
        row = merge(scene, written[1])
        assert row.added == {"sittings": 28, "handed_in": 28, "answers": 28 * 11,
                             "entries": row.added["entries"],
                             "voids": 0, "left_out": 0}  # fmt: skip
        order = [
            one.code for one in open_pack(kept.fields["data"], kept.fields["key"])[1].candidates
        ]
        sittings = sorted(scene.exam.sittings.all(), key=lambda one: order.index(one.code))
        assert [one.state for one in sittings] == ["submitted"] * 28 + ["expected"] * 2
        assert {one.submitted_by for one in sittings[:28]} == {"pack"}
        by_machine = {
            str(one.number) for one in opened(scene.paper.pk)
            if one.kind not in ("short", "case")
        }  # fmt: skip
        for n, one in enumerate(sittings[:28]):
            marks = Score.objects.get(sitting=one).by_item
            full = {
                str(q.number): str(q.marks) for q in opened(scene.paper.pk)
                if str(q.number) in by_machine
            }  # fmt: skip
            right = {key: marks[key] for key in by_machine} == full
            assert right == (n % 2 == 0), n
        told = Incident.objects.filter(exam=scene.exam).order_by("at").values_list("kind", "says")
        assert list(told) == [
            ("incident", "停电 23"),
            ("incident", "停电 24"),
            ("resume", "误交卷"),
        ]
        assert sittings[1].submitted_at == after(30)
        scene.exam.refresh_from_db()
        assert scene.exam.state == "running"
        running.end_exam(scene.exam, by=scene.base, at=BACK)
        assert scene.exam.sittings.filter(state="absent").count() == 2

    def test_imported_three_times_and_in_any_order_it_stands_once(self, scene, kept, written):
        early, late = written
        scene.again(kept)
        merge(scene, early)
        merge(scene, late)
        once = stands(scene)
        for data in (late, early, late, early):
            merge(scene, data)
        assert stands(scene) == once
        assert AnswersBrought.objects.count() == 2
        assert Entry.objects.filter(verb="exams.answers_merged").count() == 2

    def test_the_early_export_first_or_last_gives_the_same(self, scene, kept, written):
        early, late = written
        scene.again(kept)
        found = []
        for order in ((early, late), (late, early)):
            with transaction.atomic():
                for data in order:
                    merge(scene, data)
                found.append(stands(scene))
                transaction.set_rollback(True)
        assert found[0] == found[1]

    def test_killed_between_nothing_of_a_file_stands(self, scene, kept, written, monkeypatch):
        scene.again(kept)
        row = bring(scene, written[1])
        before = stands(scene)

        def dies(*_args):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(packs_merging, "_take_journal", dies)
            with pytest.raises(KeyboardInterrupt), transaction.atomic():
                packs_merging.merge_answers(row, by=scene.base, at=BACK)
        assert stands(scene) == before
        assert AnswersBrought.objects.get().state == "checked"
        merge(scene, written[1])
        assert Answer.objects.count() == 28 * 11

    def test_the_database_itself_takes_a_file_once(self, scene, kept, written):
        scene.again(kept)
        row = bring(scene, written[1])
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


class TestWhatIsRefused:
    def test_every_fault_of_a_file_is_told_at_once_and_nothing_kept(self, scene):
        pack = scene.made()
        data = scene.export(
            pack, people=2, answers=((1, 5, 0), (99, 1, 0)), saved_at=after(MINUTES + 1),
            started_at=after(-3), minutes=MINUTES + 9,
        )  # fmt: skip
        told = said(lambda: bring(scene, data))
        assert len(told) == 6
        for words in ("start or the time", "came after the end", "does not have"):
            assert sum(words in one for one in told) == 2
        assert not AnswersBrought.objects.exists()

    def test_unknown_candidates_and_those_who_sat_online_are_told(self, scene):
        data = scene.export(scene.made(), people=2)
        first, second = scene.exam.sittings.order_by("room", "seat", "pk")[:2]
        scene.write(first)
        Sitting.objects.filter(pk=second.pk).update(code="OTHER")
        told = said(lambda: bring(scene, data))
        assert any("sat the exam online" in one for one in told)
        assert any("no candidate with this code" in one for one in told)

    def test_a_void_pack_another_exam_and_a_published_one_take_nothing(self, scene):
        old = scene.made()
        data = scene.export(old)
        new = scene.made(reason="丢失 U 盘")
        assert (new.number, new.exam.packs.filter(voided_at=None).count()) == (2, 1)
        assert "is void" in said(lambda: bring(scene, data))[0]
        other = running.set_up_exam(
            None, scene.facts(part="exam", round="mock", rooms=(), paper=_mock(scene)),
            by=scene.group, at=SET_UP,
        )  # fmt: skip
        with pytest.raises(OutOfScope):
            packs_merging.check_answers(other, data, name="a", by=scene.base, at=BACK)
        sound = scene.export(new)
        scene.exam.__class__.objects.filter(pk=scene.exam.pk).update(state="published")
        scene.exam.refresh_from_db()
        assert "published" in said(lambda: bring(scene, sound))[0]

    def test_who_does_not_run_the_exam_makes_takes_sees_and_merges_nothing(self, scene):
        pack, stranger = scene.made(), scene.outsider()
        calls = (
            lambda by: packs.make_pack(scene.exam, reason="x", by=by, at=SET_UP),
            lambda by: packs.fetch_pack(pack, by=by, at=SET_UP),
            lambda by: packs.show_key(pack, by=by, at=after(-5)),
            lambda by: packs.key_for_letter(pack, by=by, at=SET_UP),
            lambda by: packs_merging.check_answers(scene.exam, b"x", name="", by=by, at=BACK),
        )
        for call in calls:
            with pytest.raises(OutOfScope):
                call(stranger)

    def test_a_paper_with_files_cannot_be_packed(self, scene):
        scene.unpackable()
        assert "cannot go into a pack" in said(scene.made)[0]
        assert not ExamPack.objects.exists()

    def test_what_cannot_be_packed_is_named_by_its_number(self, scene):
        scene.unpackable()
        (told,) = said(scene.made)
        assert "1 (file)" in told

    def test_an_exam_under_way_is_not_packed(self, scene):
        scene.begin()
        assert "has begun" in said(scene.made)[0]


def _mock(scene):
    scene.paper.pk, scene.paper.label, scene.paper.use = None, "M", "mock"
    scene.paper.save(force_insert=True)
    pk = scene.paper.pk
    scene.paper = Paper.objects.get(label="A")
    return pk


class TestTheKey:
    def test_making_a_pack_lays_out_nothing_and_the_paper_stays_sealed(self, scene):
        pack = scene.made()
        scene.paper.refresh_from_db()
        assert scene.paper.state == "sealed"
        assert not PaperItem.objects.exists()
        for secret in ("发明专利权", "学员"):
            assert secret.encode() not in bytes(pack.data)
            assert secret.encode("unicode_escape") not in bytes(pack.data)

    def test_the_key_is_shown_from_the_setting_on_and_each_time_recorded(self, scene):
        pack = scene.made()
        assert "has not come" in said(lambda: packs.show_key(pack, by=scene.base, at=after(-16)))[0]
        shown = packs.show_key(pack, by=scene.base, at=after(-15))
        assert open_pack(bytes(pack.data), keys.read_key(shown))
        assert "reason" in said(lambda: packs.show_key(pack, by=scene.base, at=after(-14)))[0]
        packs.show_key(pack, reason="电话断线", by=scene.base, at=after(-14))
        rows = Entry.objects.filter(verb="exams.pack_key")
        assert [one.reason for one in rows.order_by("pk")] == ["", "电话断线"]

    def test_nobody_has_pack_and_key_before_the_hour(self, scene):
        pack, other = scene.made(), scene.staff("周老师")
        packs.fetch_pack(pack, by=scene.base, at=SET_UP)
        for call in (packs.show_key, packs.key_for_letter):
            told = said(lambda call=call: call(pack, by=scene.base, at=after(-10)))
            assert "nobody has both" in told[0]
        packs.key_for_letter(pack, by=other, at=SET_UP)
        assert "nobody has both" in said(lambda: packs.fetch_pack(pack, by=other, at=SET_UP))[0]
        assert packs.show_key(pack, by=scene.base, at=START)

    def test_a_void_pack_is_handed_out_no_more(self, scene):
        old = scene.made()
        assert "reason" in said(scene.made)[0]
        scene.made(reason="考生变动")
        assert "is void" in said(lambda: packs.fetch_pack(old, by=scene.base, at=SET_UP))[0]


class TestWhileThePackIsOut:
    def out(self, scene):
        """The pack is taken by one, its key printed by another."""
        pack = scene.made()
        packs.fetch_pack(pack, by=scene.base, at=SET_UP)
        packs.key_for_letter(pack, by=scene.staff("周老师"), at=SET_UP)
        return pack

    def why_not(self, scene, row):
        row = Sitting.objects.select_related("exam").get(pk=row.pk)
        says = why_no_start(entry_of(row, at=after(1)), after(1))
        return says.en if says else ""

    def test_a_pack_in_reserve_whose_key_nobody_has_bars_nobody(self, scene):
        packs.fetch_pack(scene.made(), by=scene.base, at=SET_UP)
        assert not Sitting.objects.filter(pack__isnull=False).exists()

    def test_its_candidates_are_not_let_in_online_and_are_told_why(self, scene):
        first = scene.exam.sittings.order_by("pk")[0]
        assert "sealed pack" not in self.why_not(scene, first)
        pack = self.out(scene)
        assert scene.exam.sittings.filter(pack=pack).count() == 30
        assert "sealed pack" in self.why_not(scene, first)
        told = said(lambda: check_candidates(scene.exam, [first.pk], by=scene.base, at=after(-5)))
        assert "out of the pack" in told[0]

    def test_a_decision_with_its_reason_brings_a_seat_back_online(self, scene):
        pack = self.out(scene)
        first, second = scene.exam.sittings.order_by("pk")[:2]
        for by, reason, error in (
            (scene.base, " ", BadInput),
            (scene.outsider(), "网络恢复", OutOfScope),
        ):
            with pytest.raises(error):
                let_sit_online(scene.exam, [first.pk], reason=reason, by=by, at=after(-5))
        how = {"reason": "网络恢复", "by": scene.base, "at": after(-5)}
        assert let_sit_online(scene.exam, [first.pk], **how) == 1
        page = f"/exams/room/{scene.exam.pk}/"
        assert 'value="online"' in text(browser(scene.base).get(page))
        told = said(lambda: let_sit_online(scene.exam, [first.pk], **how))
        assert "None who is ticked is in a pack" in told[0]
        assert "sealed pack" not in self.why_not(scene, first)
        assert "sealed pack" in self.why_not(scene, second)
        leave = scene.exam.leaves.get()
        assert (leave.what, leave.reason, leave.sitting) == ("online", "网络恢复", first)
        packs.fetch_pack(pack, by=scene.base, at=START)
        assert "sealed pack" not in self.why_not(scene, first)

    def test_who_then_sat_online_is_left_out_of_what_comes_back(self, scene):
        pack = self.out(scene)
        first = scene.exam.sittings.get(code=open_pack(bytes(pack.data), pack.key)[1]
                                        .candidates[0].code)  # fmt: skip
        let_sit_online(scene.exam, [first.pk], reason="网络恢复", by=scene.base, at=after(-5))
        scene.write(first)
        row = merge(scene, scene.export(pack, people=3))
        assert (row.added["sittings"], row.added["left_out"]) == (2, 1)
        assert not Answer.objects.filter(sitting=first).exists()

    def test_a_pack_made_anew_lets_everyone_in_until_it_is_out(self, scene):
        self.out(scene)
        scene.made(reason="考生变动")
        assert not Sitting.objects.filter(pack__isnull=False).exists()


class TestAnItemVoidedInTheRoom:
    VOID = Voided(1, "印刷不清", after(20), "考场监考")

    def test_it_is_void_for_everyone_once_however_often_it_comes(self, scene):
        data = scene.export(scene.made(), people=2, voids=(self.VOID,))
        row = merge(scene, data)
        merge(scene, data)
        assert row.added["voids"] == 1
        made = Regrade.objects.get()
        assert (made.paper_item.number, made.paper_item.voided_for) == (1, "印刷不清")
        assert (made.by, made.at, made.reason) == ("考场监考", after(20), "印刷不清")
        worth = str(made.paper_item.marks)
        assert {one.by_item["1"] for one in Score.objects.all()} == {worth}

    def test_what_the_province_voided_before_stays_its_decision(self, scene):
        pack = scene.made()
        data = scene.export(pack, people=2, voids=(self.VOID,))
        merge(scene, scene.export(pack, people=1, number=2))
        void_item(PaperItem.objects.get(number=1), reason="答案有争议", by=scene.group, at=BACK)
        assert merge(scene, data).added["voids"] == 0
        assert Regrade.objects.get().reason == "答案有争议"

    def test_an_item_that_the_paper_has_not_is_refused_with_the_file(self, scene):
        wrong = Voided(99, "印刷不清", after(20), "考场监考")
        data = scene.export(scene.made(), people=2, voids=(wrong,))
        assert "not in the paper" in said(lambda: bring(scene, data))[0]
