"""The evaluation (HB-2.4.2.a): an indicator set, a sheet for each person and year."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.people.actions import end_specialist
from zhicai.reviews.actions import evaluating as actions
from zhicai.reviews.models import Evaluation, Score, Sheet
from zhicai.reviews.queries.evaluating import sheets_of
from zhicai.reviews.tests.scenes import AT, ON, client_of

HAND = {"ethics": Decimal(80), "contribution": Decimal(60)}


@pytest.fixture
def found(scene):
    """An open evaluation, Guo with an achievement of the year."""
    scene.achieve(scene.guo, "发明专利申请")
    return scene.evaluation()


def sheet_of(person, evaluation):
    return Sheet.objects.get(person=person, evaluation=evaluation)


def scored(scene, evaluation):
    given = [actions.Given(one.pk, HAND) for one in evaluation.sheets.all()]
    return actions.score_by_hand(evaluation, given, by=scene.group, at=AT)


@pytest.mark.clause("HB-2.4.2.a")
def test_the_province_sets_indicators_and_everybody_evaluated_has_a_sheet_of_the_year(scene):
    with pytest.raises(Refused) as no:
        actions.open_evaluation(scene.law, by=scene.group, at=AT)
    assert no.value.reasons[0].clause == "HB-2.4.2.a"
    scene.achieve(scene.guo, "发明专利申请")
    scene.enact("evaluation")
    group = client_of(scene.group)
    assert group.post("/reviews/evaluations/").status_code == 302
    made = Evaluation.objects.get()
    url = f"/reviews/evaluations/{made.pk}/"
    assert group.post(url, {"do": "add", "in_year": "2022"}).status_code == 302
    guo = sheet_of(scene.guo, made)
    achieved = guo.scores.get(indicator="achieved")
    assert (achieved.value, achieved.score) == (Decimal(1), Decimal("33.33"))
    page = f"/reviews/sheets/{guo.pk}/"
    assert "发明专利申请" in group.get(page).content.decode()
    assert group.post(page, {"score-ethics": "101"}).status_code == 422
    typed = {"score-ethics": "80", "score-contribution": "60"}
    assert group.post(page, typed).status_code == 302
    guo.refresh_from_db()
    # 20 hours of 40 (15 %), one of three achievements (30 %), 80 and 60 by hand (15 % each).
    assert guo.total == Decimal("38.50")
    assert group.post(url, {"do": "close"}).status_code == 422
    scored(scene, made)
    assert group.post(url, {"do": "close"}).status_code == 302
    own = client_of(scene.own)
    assert f"/reviews/me/sheets/{guo.pk}/" in own.get("/reviews/me/").content.decode()
    assert "38.50" in own.get(f"/reviews/me/sheets/{guo.pk}/").content.decode()
    assert "38.50" in group.get(f"{page}print/").content.decode()
    assert "38.50" in client_of(scene.province).get(f"/archive/{scene.guo.pk}/").content.decode()
    assert [one.pk for one in sheets_of(scene.guo, 2022)] == [guo.pk]
    assert not sheets_of(scene.guo, 2021)


def test_hours_titles_and_achievements_are_counted_as_the_records_stand(scene, found):
    scene.achieve(scene.yang, "甲", "乙", "丙", "丁")
    actions.count_facts(found, by=scene.group, at=AT)
    yang = {one.indicator: one for one in sheet_of(scene.yang, found).scores.all()}
    assert (yang["achieved"].value, yang["achieved"].score) == (Decimal(4), Decimal(100))
    assert [line["zh"] for line in yang["achieved"].lines] == ["甲", "乙", "丙", "丁"]
    assert (yang["learning"].value, yang["learning"].score) == (Decimal(20), Decimal(50))
    assert yang["ethics"].score is None


def test_a_closed_evaluation_never_changes_and_a_new_version_stands_beside_it(scene, found):
    scored(scene, found)
    actions.close_evaluation(found, by=scene.group, at=AT)
    actions.close_evaluation(found, by=scene.group, at=AT)
    sheet = sheet_of(scene.guo, found)
    with pytest.raises(Refused):
        scored(scene, found)
    for change in (
        lambda: Score.objects.filter(sheet=sheet).update(score=1),
        lambda: Sheet.objects.filter(pk=sheet.pk).update(total=99),
        lambda: Score.objects.filter(sheet=sheet).delete(),
        lambda: Score.objects.create(sheet=sheet, indicator="more"),
        lambda: Evaluation.objects.filter(pk=found.pk).update(state="open", closed_at=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(BadInput):
        actions.open_evaluation(scene.law, by=scene.group, at=AT)
    again = actions.open_evaluation(scene.law, why="更正业绩", by=scene.group, at=AT)
    assert (again.number, again.sheets.count()) == (2, 2)
    assert actions.open_evaluation(scene.law, by=scene.group, at=AT).pk == again.pk
    assert sheet_of(scene.guo, found).total == sheet.total


def test_scores_by_hand_come_from_excel_with_every_fault_at_its_cell(scene, found):
    group, url = client_of(scene.group), f"/reviews/evaluations/{found.pk}/marks/"
    book = load_workbook(BytesIO(group.get(url, {"template": "1"}).content))
    page = book.active
    head = next(row for row in page.iter_rows() if any(c.value == "姓名" for c in row))
    column = {str(cell.value).strip("*＊ "): cell.column for cell in head if cell.value}
    first = next(row[0].row for row in page.iter_rows() if any(c.value == "郭建军" for c in row))

    def sent(value):
        page.cell(first, column["职业操守"], value)
        out = BytesIO()
        book.save(out)
        return group.post(url, {"file": SimpleUploadedFile("marks.xlsx", out.getvalue())})

    assert sent(120).status_code == 422
    assert group.post(url).status_code == 422
    assert group.post(url, {"file": SimpleUploadedFile("a.xlsx", b"x")}).status_code == 422
    assert sent(85).status_code == 302
    score = Score.objects.get(sheet=sheet_of(scene.guo, found), indicator="ethics")
    assert (score.score, score.by) == (Decimal(85), scene.group.name)
    out = group.get(f"/reviews/evaluations/{found.pk}/", {"export": "xlsx"})
    assert "85" in str(list(load_workbook(BytesIO(out.content)).active.values))


def test_who_evaluates_whom(scene, found):
    with pytest.raises(NotYourPage):
        actions.count_facts(found, by=scene.county, at=AT)
    strange = [actions.Given(0, HAND)]
    with pytest.raises(OutOfScope):
        actions.score_by_hand(found, strange, by=scene.group, at=AT)
    sheet = sheet_of(scene.guo, found)
    assert client_of(scene.county).get(f"/reviews/sheets/{sheet.pk}/").status_code == 404
    scored(scene, found)
    actions.close_evaluation(found, by=scene.group, at=AT)
    assert client_of(scene.county).get(f"/reviews/sheets/{sheet.pk}/").status_code == 200
    assert client_of(scene.other).get(f"/reviews/sheets/{sheet.pk}/").status_code == 404
    other = sheet_of(scene.yang, found)
    assert client_of(scene.own).get(f"/reviews/me/sheets/{other.pk}/").status_code == 404


def test_only_present_specialists_are_put_on_it_by_place_and_year(scene):
    end_specialist(scene.yang, on=ON.replace(day=1), reason="x", by=scene.province)
    scene.enact("evaluation")
    made = actions.open_evaluation(scene.law, by=scene.group, at=AT)
    with pytest.raises(Refused):
        actions.close_evaluation(made, by=scene.group, at=AT)
    add = lambda **where: actions.add_people(made, by=scene.group, at=AT, **where)  # noqa: E731
    assert add(year=2021) == 0
    assert add(place="420600") == 0
    assert add(place="420500", year=2022) == 1
    assert add() == 0


def test_the_list_stays_within_its_queries(scene, found, django_assert_max_num_queries):
    client, url = client_of(scene.group), f"/reviews/evaluations/{found.pk}/"
    client.get(url)
    with django_assert_max_num_queries(40):
        assert "郭建军" in client.get(url, {"missing": "1", "band": "low"}).content.decode()
