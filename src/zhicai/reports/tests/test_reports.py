"""The yearly report (HB-2.4.2.d): generated from the data, edited, frozen, approved, published."""

import hashlib
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from zhicai.accounts.waiting import sources
from zhicai.archive.tests.scenes import AT, ON, client_of
from zhicai.documents.pdf import write_pdf
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.law.schema import Level
from zhicai.people.actions.erasing import erase
from zhicai.people.models import Employment
from zhicai.programmes.ledger import ledger_of
from zhicai.reports import actions
from zhicai.reports.figures import figure_named, figures
from zhicai.reports.models import FrozenFigure, FrozenRow, Report, Restatement
from zhicai.reports.papers import docx_of, pdf_of, report_paper, xlsx_of
from zhicai.reports.queries.body import body_of_report
from zhicai.reports.queries.seen import kind_of

KIND, RULE = "excellence-report", "working-group-publishes-excellence-report"
LATER = AT + timedelta(days=1)
SCAN = b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF"


def begun(scene, *, by=None):
    return actions.open_report(scene.hubei.year, KIND, by=by or scene.group, at=AT)


def worded(report, scene, **words):
    kept = {"outlook": "明年扩大培训规模。"} | words
    return actions.save_report(report, kept, revision=report.revision, by=scene.group, at=AT)


def frozen(scene):
    report = worded(begun(scene), scene)
    return actions.freeze_report(report, revision=report.revision, by=scene.group, at=AT)


def published(scene):
    report = frozen(scene)
    report = actions.approve_report(report, revision=report.revision, by=scene.province, at=AT)
    return actions.publish_report(report, by=scene.province, at=AT)


def page(acting, url, **more):
    return client_of(acting).get(url, more)


def text_of(acting, url, **more):
    return page(acting, url, **more).content.decode()


def state_of(scene):
    year = scene.hubei.year
    ledger = ledger_of(year, on=ON, rules=[RULE])
    return ledger.find(RULE, year.province.code, Level.PROVINCE).verdict.facts.value


@pytest.mark.clause("HB-2.4.2.d")
def test_the_working_group_generates_edits_and_publishes_the_report_as_a_document(scene):
    group, year = client_of(scene.group), scene.hubei.year
    assert state_of(scene) == 0
    assert group.post("/reports/new/", {"year": year.pk, "kind": KIND}).status_code == 302
    report = Report.objects.get()
    editor = group.get(f"/reports/{report.pk}/edit/").content.decode()
    assert "持证知识产权专员2人" in editor
    sent = {f"words-{one.id}": "" for one in kind_of(report).chapters}
    sent |= {
        "revision": 1,
        "words-overview": "全省专员2人，成效明显。",
        "words-outlook": "扩大规模。",
    }
    saved = group.post(f"/reports/{report.pk}/autosave/", sent)
    assert saved.json()["revision"] == 2
    step = f"/reports/{report.pk}/step/"
    assert group.post(step, {"do": "freeze", "revision": 2}).status_code == 302
    assert group.post(step, {"do": "publish"}).status_code == 409
    assert group.post(step, {"do": "approve", "revision": 1}).status_code == 409
    assert group.post(step, {"do": "approve", "revision": 2}).status_code == 302
    assert group.post(step, {"do": "publish"}).status_code == 302
    assert state_of(scene) == 1
    paper = b"".join(group.get(f"/reports/{report.pk}/download/docx/").streaming_content)
    said = "\n".join(one.text for one in docx.Document(BytesIO(paper)).paragraphs)
    assert "全省专员2人，成效明显。" in said
    assert "依据 HB-2.4.2.d" in said
    assert "专员培优年度报告（2022年）" in client_of(scene.county).get("/reports/").content.decode()


def test_every_figure_of_every_programme_is_counted_by_divisions_that_it_knows(scene):
    law = kind_of(begun(scene))
    for chapter in law.chapters:
        for table in chapter.tables:
            for key in table.figures:
                figure = figure_named(key)
                assert figure is not None, key
                whole = [figure, *([figure_named(figure.of)] if figure.of else [])]
                assert all(not table.by or one.division(table.by) for one in whole), table.id
    assert all(figure.query.zh and figure.query.en for figure in figures())


def test_every_figure_opens_to_as_many_rows_as_it_counts(scene):
    report, law = begun(scene), kind_of(begun(scene))
    for key in law.figures:
        shown = text_of(scene.group, f"/reports/{report.pk}/figures/{key}/")
        assert figure_named(key).query.zh in shown
        rows = report.figures[key]["rows"]
        assert f"共 {rows} 行" in shown if rows else "没有明细" in shown, key
    for key, by in (("specialists", "city"), ("specialists", "industry"), ("graded", "grade")):
        for at, _label, value, _before, _rows in report.figures[key]["parts"][by]:
            shown = text_of(scene.group, f"/reports/{report.pk}/figures/{key}/", by=by, at=at)
            assert f"共 {value} 行" in shown, (key, by, at)


def test_words_that_were_not_changed_follow_the_figures_and_the_others_stay(scene):
    report = worded(begun(scene), scene, overview="我写的话，2人。")
    scene.hubei.decide("growing-enterprise-types", ["high-tech-enterprise"])
    Employment.objects.filter(person=scene.guo).update(employer_type="high-tech-enterprise")
    taken = actions.take_figures(report, by=scene.group, at=AT)
    words = {one.chapter.id: one for one in body_of_report(taken).chapters}
    assert "任职的持证专员1人，占50%" in words["growing"].words
    assert words["overview"].words == "我写的话，2人。"
    assert words["overview"].missing


def test_who_saved_meanwhile_is_not_overwritten(scene):
    report = begun(scene)
    worded(report, scene)
    with pytest.raises(Stale):
        actions.save_report(report, {}, revision=1, by=scene.province, at=AT)


def test_frozen_figures_do_not_change_and_their_rows_stay_readable(scene):
    report = frozen(scene)
    figure = FrozenFigure.objects.get(report=report, key="specialists")
    keys = sorted(str(one.pk) for one in (scene.guo, scene.yang))
    assert (figure.count, figure.at) == (2, AT)
    assert figure.sha256 == hashlib.sha256("\n".join(keys).encode()).hexdigest()
    row = FrozenRow.objects.filter(figure=figure).first()
    for broken in (
        lambda: Report.objects.filter(pk=report.pk).update(figures={}),
        lambda: Report.objects.filter(pk=report.pk).update(layout={}),
        lambda: FrozenFigure.objects.filter(pk=figure.pk).update(count=9),
        lambda: FrozenRow.objects.filter(pk=row.pk).update(place="别处"),
        lambda: FrozenRow.objects.filter(pk=row.pk).delete(),
        lambda: FrozenRow.objects.create(figure=figure, position=3, key="9", path="42"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            broken()
    with pytest.raises(Refused):
        actions.take_figures(report, by=scene.group, at=AT)
    scene.guo.name = "改名"
    scene.guo.save()
    assert "郭建军" in text_of(scene.group, f"/reports/{report.pk}/figures/specialists/")


def test_an_erased_persons_name_goes_from_frozen_rows_and_the_counts_stay(scene):
    report = frozen(scene)
    erase(scene.guo, by=scene.province, at=AT)
    rows = FrozenRow.objects.filter(figure__report=report, person=scene.guo)
    assert rows.exists()
    assert not rows.exclude(name="").exists()
    shown = text_of(scene.group, f"/reports/{report.pk}/figures/specialists/")
    assert "郭建军" not in shown
    assert "共 2 行" in shown


def test_the_documents_are_made_again_to_the_same_bytes_from_what_is_frozen(scene):
    report = frozen(scene)
    first = body_of_report(report)
    made = docx_of(first), pdf_of(first), xlsx_of(first)
    Employment.objects.filter(person=scene.guo).update(employer_type="high-tech-enterprise")
    scene.yang.specialist_spells.update(valid_to=ON - timedelta(days=1))
    again = body_of_report(Report.objects.get(pk=report.pk))
    assert (docx_of(again), pdf_of(again), xlsx_of(again)) == made
    kept = report.versions.get(step="frozen")
    assert kept.docx_sha256 == hashlib.sha256(made[0]).hexdigest()
    assert kept.pdf_sha256 == hashlib.sha256(made[1]).hexdigest()
    assert write_pdf(report_paper(again)).startswith(b"%PDF-1.7")
    names = load_workbook(BytesIO(made[2])).sheetnames
    assert {"各市州持证专员", "主要数据", "各行业持证专员"} <= set(names)


def test_restated_figures_stand_beside_the_frozen_ones_with_reason(scene):
    report = published(scene)
    scene.yang.specialist_spells.update(valid_to=ON - timedelta(days=1))
    url = f"/reports/{report.pk}/restate/"
    shown = text_of(scene.group, url)
    assert "-1" in shown
    group = client_of(scene.group)
    assert group.post(url, {"reason-specialists": " "}).status_code == 422
    sent = {"reason-specialists": "补登撤销", "reason-certificates-issued": "没有变化的不登记"}
    assert group.post(url, sent).status_code == 302
    made = Restatement.objects.get()
    assert (made.key, made.value, made.reason) == ("specialists", 1, "补登撤销")
    text = text_of(scene.group, f"/reports/{report.pk}/")
    assert "重述 1" in text
    assert "补登撤销" in text
    assert Report.objects.get(pk=report.pk).figures["specialists"]["value"] == "2"
    with pytest.raises(DatabaseError), transaction.atomic():
        Restatement.objects.update(value=5)
    with pytest.raises(BadInput):
        actions.restate(report, {}, by=scene.group, at=LATER)


def test_cities_and_counties_read_published_reports_and_rows_of_their_own_area(scene):
    report = frozen(scene)
    for acting in (scene.county, scene.other):
        assert page(acting, f"/reports/{report.pk}/").status_code == 404
        assert page(acting, f"/reports/{report.pk}/figures/specialists/").status_code == 404
    actions.approve_report(report, revision=report.revision, by=scene.province, at=AT)
    actions.publish_report(report, by=scene.province, at=AT)
    rows = f"/reports/{report.pk}/figures/specialists/"
    assert "郭建军" in text_of(scene.county, rows)
    elsewhere = text_of(scene.other, rows)
    assert "郭建军" not in elsewhere
    assert "没有明细" in elsewhere
    assert "本地区" in text_of(scene.other, f"/reports/{report.pk}/")
    for url in (f"/reports/{report.pk}/edit/", f"/reports/{report.pk}/restate/"):
        assert page(scene.county, url).status_code in (403, 404)
    assert page(scene.own, f"/reports/{report.pk}/").status_code in (403, 404)
    for wrong in (lambda: begun(scene, by=scene.base), lambda: begun(scene, by=scene.county)):
        with pytest.raises((NotYourPage, OutOfScope)):
            wrong()
    exported = page(scene.county, rows, export="xlsx")
    assert "郭建军" in str(list(load_workbook(BytesIO(exported.content)).active.values))


def test_anybody_reads_published_reports_without_small_counts_and_names(scene, client):
    report = frozen(scene)
    assert client.get(f"/reports/open/{report.pk}/").status_code == 404
    assert "还没有发布" in client.get("/reports/open/").content.decode()
    actions.approve_report(report, revision=report.revision, by=scene.province, at=AT)
    actions.publish_report(report, by=scene.province, at=AT)
    assert report.title in client.get("/reports/open/").content.decode()
    text = client.get(f"/reports/open/{report.pk}/").content.decode()
    assert "＊" in text
    assert "郭建军" not in text
    assert "专员不足3人" in text
    assert "/figures/" not in text
    assert client.get(f"/reports/open/{report.pk}/download/").status_code == 200


def test_a_report_waits_when_it_is_due_then_to_be_approved_then_to_be_published(scene):
    source = next(one for one in sources() if one.key == "reports.yearly")
    due = date(2022, 12, 31)
    assert source.count(scene.group, date(2022, 6, 1)) == 0
    assert source.items(scene.group, due, 5)[0].due == due
    assert source.count(scene.province, due) == 0
    report = frozen(scene)
    assert "审定" in source.items(scene.province, due, 5)[0].title.zh
    assert source.count(scene.county, due) == 0
    actions.approve_report(report, revision=report.revision, by=scene.province, at=AT)
    assert "发布" in source.items(scene.group, due, 5)[0].title.zh
    actions.publish_report(report, by=scene.group, at=AT)
    assert source.count(scene.group, due) == 0


def test_steps_are_taken_in_order_and_what_is_done_again_stays(scene):
    report = begun(scene)
    assert begun(scene, by=scene.province).pk == report.pk
    by = {"by": scene.province, "at": AT}
    report = actions.freeze_report(report, revision=1, **by)
    with pytest.raises(Refused) as open_chapter:
        actions.approve_report(report, revision=1, **by)
    assert open_chapter.value.reasons[0].clause == "HB-2.4.2.d"
    report = worded(report, scene)
    report = actions.approve_report(report, revision=report.revision, **by)
    with pytest.raises(Refused):
        actions.save_report(report, {}, revision=report.revision, **by)
    with pytest.raises(BadInput):
        actions.reopen_words(report, reason=" ", **by)
    report = actions.reopen_words(report, reason="漏写一段", **by)
    with pytest.raises(BadInput):
        actions.set_aside(report, reason="", **by)
    actions.set_aside(report, reason="冻结过早", **by)
    second = begun(scene)
    assert (second.pk != report.pk, second.edition) == (True, 2)
    done = published(scene)
    assert actions.publish_report(done, **by).docx_id == done.docx_id
    with pytest.raises(Refused):
        actions.set_aside(done, reason="x", **by)


def test_the_scan_of_the_signed_copy_is_attached(scene):
    report = frozen(scene)
    scan = SimpleUploadedFile("签字件.pdf", SCAN, "application/pdf")
    with pytest.raises(Refused):
        actions.attach_signed(report, scan, by=scene.province, at=AT)
    report = actions.approve_report(report, revision=report.revision, by=scene.province, at=AT)
    step = f"/reports/{report.pk}/step/"
    province = client_of(scene.province)
    assert province.post(step, {"do": "attach"}).status_code == 422
    scan = SimpleUploadedFile("签字件.pdf", SCAN, "application/pdf")
    assert province.post(step, {"do": "attach", "file": scan}).status_code == 302
    taken = province.get(f"/reports/{report.pk}/download/signed/")
    assert b"".join(taken.streaming_content) == SCAN


def test_a_page_of_a_report_asks_few_questions_however_long_it_is(
    scene, django_assert_max_num_queries
):
    report = published(scene)
    county = client_of(scene.county)
    county.get("/reports/")
    with django_assert_max_num_queries(40):
        county.get(f"/reports/{report.pk}/")
    with django_assert_max_num_queries(40):
        county.get(f"/reports/{report.pk}/figures/specialists/")


def test_no_report_of_a_year_to_come_and_no_report_that_nobody_asks_for(scene):
    with pytest.raises(OutOfScope):
        actions.open_report(scene.hubei.year, "no-such-report", by=scene.group, at=AT)
    early = AT.replace(year=2021)
    with pytest.raises(Refused):
        actions.open_report(scene.hubei.year, KIND, by=scene.group, at=early)
    group = client_of(scene.group)
    for url in ("/reports/999999999999999999999999/", "/reports/1/figures/no-such/"):
        assert group.get(url).status_code == 404
