"""The pages of calls: who sees which, what is decided there, the public page, budgets."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.accounts.models import User
from zhicai.admission.models import Call, Candidate, CandidateUpload
from zhicai.admission.tests import call_scenes, scenes
from zhicai.admission.tests.call_scenes import WUHAN, XILING, YICHANG, YILING, at, picks
from zhicai.admission.tests.test_pages import PERSON, WORK
from zhicai.foundation import clock


@pytest.fixture
def stage(db):
    return call_scenes.stage()


@pytest.fixture
def visit(client):
    def sign_in(acting):
        user = User.objects.get(pk=acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def url(name, *args):
    return reverse(f"admission:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_the_province_opens_for_all_and_a_team_drafts_changes_and_opens_its_own(stage, visit):
    team = stage.teams[YICHANG]
    facts = {"opens_on": "2022-04-01", "closes_on": "2022-04-30", "seats": "230",
             "conditions": "从业满一年\n\n能全程参加"}  # fmt: skip
    with clock.standing_at(at("04-01").date()):
        client = visit(team)
        assert "筹备招考" in text(client.get(url("calls")))
        page = url("new_call", stage.key(YICHANG))
        wrong = client.post(page, facts | {"closes_on": "2022-05-09"})
        assert (wrong.status_code, "2022-04-30" in text(wrong)) == (422, True)
        assert client.post(page, facts).status_code == 302
        row = Call.objects.get()
        assert row.conditions == ["从业满一年", "能全程参加"]
        assert client.get(url("new_call", stage.key(WUHAN))).status_code == 404
        edit = url("edit_call", row.pk)
        assert client.get(edit).status_code == 200
        stale = client.post(edit, facts | {"revision": "99"})
        assert stale.status_code == 409
        assert client.post(edit, facts | {"revision": "1", "seats": "200"}).status_code == 302
        client = visit(stage.hubei.province())
        days = {"opens_on": "2022-04-01", "closes_on": "2022-04-30"}
        assert client.post(url("open_calls"), days).status_code == 302
        shown = text(client.get(url("calls")))
        assert shown.count("报名中") == 3
        assert "HB-2.2.2.f" in shown
    assert {(one.state, one.seats) for one in Call.objects.all()} == {("open", 0), ("open", 200)}


def test_the_hub_and_the_lists_stay_within_their_budgets(
    stage, visit, django_assert_max_num_queries
):
    stage.opened()
    stage.entered(70, YILING)
    stage.entered(10, XILING)
    for acting in (stage.hubei.province(), stage.teams[YICHANG], stage.hubei.county()):
        client = visit(acting)
        call = Call.objects.get(region_key="2")
        with clock.standing_at(at("04-10").date()):
            client.get(url("calls"))
            for page in (url("calls"), url("call", call.pk), url("candidates")):
                with django_assert_max_num_queries(60):
                    assert client.get(page).status_code == 200
            sheet = client.get(url("candidates") + "?export=xlsx&page=2")
            assert sheet.content[:2] == b"PK"


def test_a_county_enters_by_hand_and_by_list_and_confirms_those_who_registered(stage, visit):
    stage.opened()
    client = visit(stage.hubei.county())
    with clock.standing_at(at("04-06").date()):
        add = url("candidate_add")
        given = PERSON | WORK | {"id_number": scenes.number(900),
                                 "employer_place": str(stage.places[YILING].pk)}  # fmt: skip
        assert client.get(add).status_code == 200
        assert client.post(add, given | {"phone": "12"}).status_code == 422
        assert client.post(add, given).status_code == 302
        assert client.post(add, given).status_code == 409
        rows = [scenes.line(910), scenes.line(911, 手机号="12")]
        file = SimpleUploadedFile("人选.xlsx", scenes.roster_file(rows, above=("填表说明",)))
        assert client.get(url("candidate_template")).status_code == 200
        answer = client.post(url("candidate_import"), {"file": file})
        kept = CandidateUpload.objects.get()
        assert answer.url == url("candidate_upload", kept.pk)
        assert "只导入无误的 1 行" in text(client.get(answer.url))
        assert client.get(url("candidate_marked", kept.pk)).status_code == 200
        assert client.post(answer.url, {"do": "sound"}).status_code == 302
        assert "已导入 1 人" in text(client.get(answer.url))
        apply(client, stage, n=920)
        waiting = Candidate.objects.get(state="applied")
        listed = url("candidates") + "?mine=on"
        assert "等待本单位确认" in text(client.get(listed))
        assert client.post(listed, {"selected": [waiting.pk]}).status_code == 302
        waiting.refresh_from_db()
        assert waiting.state == "confirmed"
        page = url("candidate", waiting.pk)
        assert client.post(page, {"do": "withdraw", "reason": ""}).status_code == 422
        assert client.post(page, {"do": "withdraw", "reason": "单位撤回"}).status_code == 302
    assert Candidate.objects.filter(state="confirmed").count() == 2


def apply(client, stage, *, n=1, code=YILING, **changes):
    """Walk through the public page; return the code."""
    page = url("apply", stage.year.pk)
    person = PERSON | {"id_number": scenes.number(n)} | changes
    assert client.post(page, person).status_code == 302
    work = WORK | {"employer_place": str(stage.places[code].pk)}
    assert client.post(page, work).status_code == 302
    assert "核心团队" in text(client.get(page + "?step=3"))
    assert client.post(page, {"step": "3"}).status_code == 302
    shown = text(client.get(url("apply_receipt")))
    return re.search(r'zc-strong">(\w{8})<', shown)[1]


def test_anyone_checks_first_whether_one_may_register_and_why_not(stage, client):
    page = url("apply", stage.year.pk)
    assert client.get(page).status_code == 404
    stage.opened()
    with clock.standing_at(at("04-06").date()):
        assert "先查一查" in text(client.get(page))
        query = f"?employer_type=technology-enterprise&employer_place={stage.places[YILING].pk}"
        assert "可以报名" in text(client.get(page + query))
        stage.hubei.decide("employer-types-assessment", ["growing-technology-enterprise"])
        flagged = text(client.get(page + query))
        assert "可以报名" in flagged
        assert "HB-1.e" in flagged
        stage.hubei.decide("employer-type-strictness", "refuse")
        refused = text(client.get(page + query))
        assert "现在不能报名" in refused
        assert "HB-1.e" in refused
        assert client.get(page + "?employer_place=x").status_code == 200
        assert client.get(page + "?employer_type=x&employer_place=9").status_code == 200
    with clock.standing_at(at("05-02").date()):
        assert "现在不在报名时间" in text(client.get(page))
        assert client.post(page, PERSON).status_code == 200
    stage.hubei.decide("admission-way", "recommendation")
    with clock.standing_at(at("04-06").date()):
        assert "不开放报名" in text(client.get(page))


def test_one_looks_up_ones_candidacy_answers_withdraws_and_reads_the_decision_at_the_end(
    stage, client, visit
):
    stage.opened()
    with clock.standing_at(at("04-06").date()):
        code = apply(client, stage, n=930)
    look = {"code": code, "phone": PERSON["phone"]}
    page = url("apply_receipt")
    with clock.standing_at(at("04-07").date()):
        assert "待确认" in text(client.post(page, look))
        assert "没有找到" in text(client.post(page, look | {"phone": "13911111111"}))
    row = Candidate.objects.get()
    Candidate.objects.filter(pk=row.pk).update(
        state="confirmed", confirmed_at=at("04-08"), decision="refuse", reason="专业不符",
        decided_at=at("05-03"),
    )  # fmt: skip
    with clock.standing_at(at("05-04").date()):
        assert "专业不符" not in text(client.post(page, look))
        Call.objects.filter(pk=row.call_id).update(state="screened", screened_at=at("05-05"))
        assert "专业不符" in text(client.post(page, look))
        county = visit(stage.hubei.county())
        assert "专业不符" in text(county.get(url("candidate", row.pk)))
        county.logout()
        assert "已退出" in text(client.post(page, look | {"do": "withdraw"}))


def test_the_core_team_screens_in_batches_and_is_told_when_a_colleague_was_first(
    stage, visit, django_assert_max_num_queries
):
    stage.hubei.decide("questionnaire-required", False)
    stage.hubei.decide("entrance-test", True)
    call = stage.screening(seats=10, conditions=("从业满一年",))
    page = url("screening", call.pk)
    rows = list(Candidate.objects.filter(call=call).order_by("pk"))
    client = visit(stage.teams[YICHANG])

    def seen():
        return ",".join(f"{one.pk}:{one.revision}" for one in picks(rows))

    with clock.standing_at(at("05-03").date()):
        with django_assert_max_num_queries(70):
            shown = text(client.get(page))
        assert shown.count('name="selected"') == 5
        marks = {f"test-{row.pk}": "81.5" for row in rows} | {"do": "tests"}
        assert client.post(page, marks | {f"test-{rows[0].pk}": "x"}).status_code == 422
        assert client.post(page, marks).status_code == 302
        old = seen()
        everyone = {"everything": "1", "do": "met-0", "seen": old}
        assert client.post(page, everyone).status_code == 302
        stale = client.post(page, everyone)
        assert (stale.status_code, "刚被同事遴选过" in text(stale)) == (409, True)
        some = {"selected": [rows[0].pk, rows[1].pk], "seen": seen()}
        assert client.post(page, some | {"do": "refuse"}).status_code == 422
        assert client.post(page, some | {"do": "refuse", "reason": "材料不全"}).status_code == 302
        whole = {"everything": "1", "do": "accept", "seen": seen()}
        assert client.post(page, whole).status_code == 302
        assert client.post(page, {"do": "nonsense"}).status_code == 404
        filtered = text(client.get(page + "?decision=accept&q=人选&fits=yes&city=420500"))
        assert filtered.count('name="selected"') == 5
        sheet = client.get(page + "?export=xlsx")
        assert sheet.content[:2] == b"PK"
        assert client.post(page, {"do": "finish"}).status_code == 302
        assert Call.objects.get(pk=call.pk).state == "screened"
        assert client.post(page, {"do": "reopen", "reason": "补充核查"}).status_code == 302


def test_the_exported_table_masks_documents(stage, visit):
    call = stage.screening(seats=10)
    client = visit(stage.teams[YICHANG])
    with clock.standing_at(at("05-03").date()):
        answer = client.get(url("screening", call.pk) + "?export=xlsx")
    cells = [str(c.value) for row in load_workbook(BytesIO(answer.content)).active for c in row]
    number = Candidate.objects.first().person.id_number
    assert number not in cells
    assert any(cell.startswith("4205***") for cell in cells)


def test_the_questionnaire_is_written_sent_and_its_rate_shown(stage, visit):
    call = stage.call()
    stage.entered(2)
    client = visit(stage.teams[YICHANG])
    page = url("questions", call.pk)
    with clock.standing_at(at("04-20").date()):
        assert client.get(page).status_code == 200
        bad = client.post(page, {"do": "save", "title": "问卷", "written": "没有编号的一行"})
        assert bad.status_code == 422
        good = {"do": "save", "title": "问卷", "written": "1. 几年经验？【数字】【必答】"}
        assert client.post(page, good).status_code == 302
        assert "预览" in text(client.get(page))
        assert client.post(page, {"do": "send", "closes_on": "2022-05-03"}).status_code == 302
        shown = text(client.get(page))
        assert "已答 0 / 2 人" in shown
        assert client.post(page, good).status_code == 409
    with clock.standing_at(at("04-21").date()):
        assert visit(stage.hubei.county()).get(page).status_code == 404
        assert visit(stage.hubei.province()).get(page).status_code == 200


def test_what_is_not_ones_own_is_not_there(stage, visit):
    call = stage.screening(seats=10)
    row = Candidate.objects.first()
    with clock.standing_at(at("05-03").date()):
        for acting in (stage.teams[WUHAN], stage.hubei.county("420104")):
            client = visit(acting)
            for page in (url("call", call.pk), url("screening", call.pk), url("candidate", row.pk),
                         url("questions", call.pk)):  # fmt: skip
                assert client.get(page).status_code == 404
        client = visit(stage.hubei.county())
        assert client.get(url("candidate", row.pk)).status_code == 200
        assert client.get(url("screening", call.pk)).status_code == 404
        assert client.post(url("act_on_call", call.pk), {"do": "begin"}).status_code == 404
        assert visit(stage.hubei.province()).get(url("screening", call.pk)).status_code == 200


def test_what_waits_stands_in_the_inbox_of_county_and_team(stage, visit):
    stage.opened()
    client = visit(stage.hubei.county())
    with clock.standing_at(at("04-06").date()):
        apply(client, stage, n=940)
        client = visit(stage.hubei.county())
        assert "1 人待确认" in text(client.get("/desk/"))
    with clock.standing_at(at("05-02").date()):
        shown = text(visit(stage.teams[YICHANG]).get("/desk/"))
        assert "遴选考核人选" in shown


def test_the_public_site_leads_to_registration_while_it_is_open(stage, client):
    stage.opened()
    door = f'href="{url("apply", stage.year.pk)}"'
    with clock.standing_at(at("04-06").date()):
        assert door in text(client.get("/"))
    with clock.standing_at(at("05-02").date()):
        assert door not in text(client.get("/"))
