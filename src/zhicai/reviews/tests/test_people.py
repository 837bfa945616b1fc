"""What reviews owe a person: the own export, words that go with an erasure, rows that move."""

from decimal import Decimal

from zhicai.people.actions.erasing import erase
from zhicai.people.merging import share_of
from zhicai.people.models import Person
from zhicai.reviews import own_tables
from zhicai.reviews.actions import applying, commending, evaluating, reviewing
from zhicai.reviews.models import Application, Evidence, Nomination, Review, Score, Sheet
from zhicai.reviews.tests.scenes import AT, client_of


def told(scene):
    """Guo has applied and was scored, is nominated, and has a closed sheet."""
    round_ = scene.upgrade()
    scene.achieve(scene.guo, "发明专利申请")
    row = applying.apply_for_upgrade(scene.guo, round_, says="三年实务", by=scene.own, at=AT)
    applying.check_application(row, accept=True, by=scene.group, at=AT)
    reviewing.assign_reviewers(
        [row.pk], [scene.centre.user_id, scene.group.user_id], by=scene.group, at=AT
    )
    scores = dict.fromkeys(("skill-2", "work-2", "service-2"), Decimal(80))
    reviewing.hand_in_scores(
        Review.objects.get(number=1), scores=scores, opinion="实绩突出", by=scene.centre, at=AT
    )
    commending.nominate(
        scene.commendation(), "excellent", [scene.guo.pk], reason="服务企业", by=scene.county, at=AT
    )
    found = scene.evaluation()
    hand = {"ethics": Decimal(80), "contribution": Decimal(60)}
    given = [evaluating.Given(one.pk, hand) for one in found.sheets.all()]
    evaluating.score_by_hand(found, given, by=scene.group, at=AT)
    evaluating.close_evaluation(found, by=scene.group, at=AT)


def test_an_erased_person_leaves_scores_and_no_words(scene):
    told(scene)
    erase(scene.guo, by=scene.province, at=AT)
    assert set(Review.objects.values_list("opinion", flat=True)) == {""}
    assert Review.objects.get(number=1).total == Decimal(80)
    assert Application.objects.get().says == ""
    assert not Evidence.objects.exists()
    assert "服务企业" not in str(list(Nomination.objects.values()))
    kept = Score.objects.filter(sheet__person=scene.guo, indicator="achieved").get()
    assert (kept.value, kept.lines) == (Decimal(1), [])
    text = client_of(scene.group).get("/reviews/evaluations/1/").content.decode()
    assert "发明专利申请" not in text


def test_the_own_export_says_what_one_may_read_and_no_result_before_its_day(scene):
    told(scene)
    Application.objects.update(state="passed", score=80, decided_at=AT)
    (row,) = list(own_tables._applications(scene.guo))
    assert (row["state"], row["score"]) == ("评审中", None)
    sheets = list(own_tables._sheets(scene.guo))
    assert {one["indicator"] for one in sheets} >= {"职业操守", "当年业绩成果"}
    assert list(own_tables._awards(scene.guo)) == []


def test_every_table_that_names_a_person_moves_when_records_are_merged(scene):
    models = {
        relation.related_model
        for relation in Person._meta.related_objects
        if relation.related_model._meta.app_label == "reviews"
    }
    assert models == {Application, Nomination, Sheet}
    shares = [share_of(f"reviews.{key}") for key in ("applications", "nominations", "sheets")]
    assert {one.model for one in shares} == models
    told(scene)
    assert "已提名" in shares[1].said(Nomination.objects.get()).zh
    assert "升级评定" in shares[0].once[0].refuses(Application.objects.get()).zh
