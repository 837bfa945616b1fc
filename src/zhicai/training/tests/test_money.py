"""The money of a class: no start without a budget, vouchers, nothing from trainees."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from zhicai.finance.actions import set_budget
from zhicai.finance.models import Budget, BudgetLine, Charge, Expense, SourceNote
from zhicai.finance.queries import budget_of, has_budget
from zhicai.finance.rules.lines import LineFacts
from zhicai.finance.sheets import expenses_of_budget
from zhicai.foundation import clock
from zhicai.foundation.errors import Refused
from zhicai.training import actions
from zhicai.training.models import TrainingClass
from zhicai.training.money import budget_missing, cost_of, count_lacking
from zhicai.training.tests.scenes import XILING, at


@pytest.fixture(autouse=True)
def april():
    with clock.standing_at(date(2022, 4, 1)):
        yield


@pytest.fixture
def visit(hubei, client):
    """Sign someone in and return the client."""

    def sign_in(acting):
        user = next(u for u in hubei.hubei.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def text(answer):
    return answer.content.decode()


def opened(hubei, code="420506"):
    found = hubei.bare_class(code)
    return actions.take_step(found, "open", by=hubei.county(code), at=at("03-28"))


def grid(*lines, revision=""):
    """The budget's grid as the page posts it."""
    fields = {"do": "budget", "revision": str(revision)}
    for number, (kind, fund, amount, note) in enumerate(lines, start=1):
        fields |= {
            f"kind_{number}": kind, f"fund_{number}": str(fund), f"amount_{number}": amount,
            f"note_{number}": note,
        }  # fmt: skip
    return fields


@pytest.mark.clause("HB-3.1.7.4.a")
def test_a_county_enters_budget_and_source_and_a_class_without_one_cannot_start(hubei, visit):
    found, county = opened(hubei), hubei.county()
    with pytest.raises(Refused) as refusal:
        actions.take_step(found, "running", by=county, at=at("04-18"))
    assert {one.clause for one in refusal.value.reasons} == {"HB-3.1.7.4.a"}
    assert "经费预算" in refusal.value.reasons[0].says.zh
    fund = hubei.fund()
    client = visit(county)
    page = client.get(url("money", found.pk))
    assert "没有预算" in text(page) or "还没有预算" in text(page)
    answer = client.post(
        url("money", found.pk),
        grid(("lecturers", fund.pk, "32,000.50", ""), ("venue", fund.pk, "0.8万元", "")),
    )
    assert answer.status_code == 302
    assert has_budget(f"training.class:{found.pk}")
    lines = BudgetLine.objects.order_by("pk").values_list("kind", "fund__payer", "amount")
    assert list(lines) == [("lecturers", "county", 3_200_050), ("venue", "county", 800_000)]
    assert "32,000.50" in text(client.get(url("money", found.pk)))
    done = actions.take_step(found, "running", by=county, at=at("04-18"))
    assert done.state == "running"


@pytest.mark.clause("HB-4.3.b")
def test_the_county_pays_by_default_and_another_source_needs_a_note(hubei, visit):
    found, county = opened(hubei), hubei.county()
    own, city = hubei.fund(), hubei.fund("420500", name="市培训资金", shared=True)
    client = visit(county)
    page = client.get(url("money", found.pk))
    assert page.context["usual"] == "县（市、区）资金"
    assert {row["fund"] for row in page.context["grid"]} == {own.pk}
    bare = client.post(url("money", found.pk), grid(("venue", city.pk, "5000", "")))
    assert bare.status_code == 409
    assert "HB-4.3.b" in text(bare)
    assert 'id="id_note_1"' in text(bare)
    noted = client.post(
        url("money", found.pk), grid(("venue", city.pk, "5000", "市里补贴一期场地费"))
    )
    assert noted.status_code == 302
    assert budget_of(f"training.class:{found.pk}").lines.get().note == "市里补贴一期场地费"


def test_a_source_that_the_notice_does_not_name_needs_the_provinces_note(hubei, visit):
    found, county = opened(hubei), hubei.county()
    gift = hubei.fund(name="协会赞助", kind="other")
    client = visit(county)
    refused = client.post(url("money", found.pk), grid(("venue", gift.pk, "5000", "协会赞助")))
    assert refused.status_code == 409
    assert "请省局说明" in text(refused)
    assert "HB-4.3.b" in text(refused)
    assert not has_budget(f"training.class:{found.pk}")
    empty = client.post(url("money", found.pk), {"do": "ask", "note_fund": gift.pk})
    assert empty.status_code == 422
    asked = {"do": "ask", "note_fund": gift.pk, "note_reason": "协会愿意承担一期场地费"}
    assert client.post(url("money", found.pk), asked).status_code == 302
    note = SourceNote.objects.get()
    province = visit(hubei.province())
    assert "协会赞助" in text(province.get(reverse("finance:notes")))
    answer_url = reverse("finance:note_answer", args=[note.pk])
    assert province.post(answer_url, {"do": "give"}).status_code == 422
    given = province.post(answer_url, {"do": "give", "answer": "同意，限场地费。"})
    assert given.status_code == 302
    client = visit(county)
    saved = client.post(url("money", found.pk), grid(("venue", gift.pk, "5000", "协会赞助")))
    assert saved.status_code == 302
    assert "省局已说明" in text(client.get(url("money", found.pk)))


@pytest.mark.clause("HB-4.3.c")
def test_the_notice_names_the_fare_alone_and_no_claim_for_it_is_entered(hubei, visit):
    found, county = opened(hubei), hubei.county()
    fund = hubei.fund()
    client = visit(county)
    notice = client.get(url("notice", found.pk))
    with ZipFile(BytesIO(notice.content)) as package:
        body = package.read("word/document.xml").decode()
    assert "只需自行承担本人往返交通费" in body
    assert "HB-4.3.c" in body
    page = text(client.get(url("money", found.pk)))
    assert "trainee-fare" not in page
    assert "来回路费" in page
    assert "HB-4.3.c" in page
    claim = client.post(url("money", found.pk), grid(("trainee-fare", fund.pk, "3000", "")))
    assert claim.status_code == 409
    assert "由学员自己承担" in text(claim)
    assert "HB-4.3.c" in text(claim)
    assert not BudgetLine.objects.exists()


@pytest.mark.clause("HB-4.3.d")
def test_no_fee_of_a_trainee_is_entered_and_the_report_shows_zero(hubei, visit):
    found, county = opened(hubei), hubei.county()
    hubei.budget(found)
    client = visit(county)
    page = text(client.get(url("money", found.pk)))
    assert 'value="charge"' not in page
    fee = {"do": "charge", "item": "board", "charge_amount": "300", "on": "2022-04-18"}
    for payer, item in (("trainee", "board"), ("trainee", "tuition"), ("employer", "tuition")):
        answer = client.post(url("money", found.pk), fee | {"payer": payer, "item": item})
        assert answer.status_code == 409
        assert "HB-4.3.d" in text(answer)
    assert not Charge.objects.exists()
    for acting in (county, hubei.city(), hubei.province()):
        report = visit(acting).get(reverse("finance:report"))
        assert report.context["report"].sums.charged == 0
        assert "应为 0，符合规定" in text(report)
        assert "HB-4.3.d" in text(report)


def test_expenses_are_booked_with_vouchers_and_undone_by_a_counter_entry(hubei, visit):
    found = opened(hubei)
    budget = hubei.budget(found, fen=1_000_000)
    line = budget.lines.get()
    client = visit(hubei.county())
    paper = BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    paper.name = "发票.pdf"
    facts = {
        "do": "expense", "key": "a" * 32, "line": line.pk, "paid_on": "2022-04-20",
        "payee": "三峡大学", "amount": "8000", "voucher": "记-012", "hours": "4",
    }  # fmt: skip
    assert client.post(url("money", found.pk), facts | {"file": paper}).status_code == 302
    assert client.post(url("money", found.pk), facts).status_code == 302
    row = Expense.objects.get()
    assert row.amount == 800_000
    voucher = row.vouchers.get()
    assert client.get(reverse("finance:voucher", args=[voucher.pk])).status_code == 200
    over = client.post(url("money", found.pk), facts | {"key": "b" * 32, "amount": "2000.01"})
    assert over.status_code == 409
    assert "还剩 2,000.00 元" in text(over)
    assert 'value="2000.01"' in text(over)
    undo = {"do": "reverse", "entry": row.pk}
    assert client.post(url("money", found.pk), undo).status_code == 422
    assert client.post(url("money", found.pk), undo | {"reason": "重复付款"}).status_code == 302
    assert client.post(url("money", found.pk), undo | {"reason": "重复付款"}).status_code == 302
    assert list(Expense.objects.order_by("pk").values_list("amount", flat=True)) == [
        800_000, -800_000,
    ]  # fmt: skip
    assert "已冲销" in text(client.get(url("money", found.pk)))


def test_expenses_come_in_from_excel_all_or_none_and_once(hubei, visit):
    found = opened(hubei)
    early = visit(hubei.county())
    for name in ("money_template", "money_export"):
        assert early.get(url(name, found.pk)).content[:2] == b"PK"
    budget = hubei.budget(found, fen=1_000_000)
    line = budget.lines.select_related("fund").get()
    rows = [
        Expense(
            line=line, paid_on=date(2022, 4, 20), payee=f"讲师{n}", amount=100_000,
            voucher=f"记-{n}",
        )
        for n in range(8)
    ]  # fmt: skip
    content = expenses_of_budget(rows, [line], "一期").content
    client = visit(hubei.county())
    assert client.get(url("money_template", found.pk)).content[:2] == b"PK"
    assert client.get(url("money_import", found.pk)).status_code == 200

    def send(data):
        upload = BytesIO(data)
        upload.name = "支出.xlsx"
        return client.post(url("money_import", found.pk), {"file": upload})

    for _ in range(2):
        assert send(content).status_code == 302
        assert Expense.objects.count() == 8
    more = [*rows, *(Expense(line=line, paid_on=date(2022, 4, 21), payee="场租", amount=150_000,
                             voucher=f"记-{n}") for n in range(20, 23))]  # fmt: skip
    too_much = send(expenses_of_budget(more, [line], "一期").content)
    assert too_much.status_code == 422
    assert Expense.objects.count() == 8
    assert "还剩" in text(too_much)
    assert send(b"junk").status_code == 422
    assert client.post(url("money_import", found.pk)).status_code == 422
    assert client.get(url("money_export", found.pk)).content[:2] == b"PK"


def test_who_does_not_run_the_class_only_reads_its_money(hubei, visit):
    found = opened(hubei)
    budget = hubei.budget(found)
    city = visit(hubei.city())
    page = city.get(url("money", found.pk))
    assert page.status_code == 200
    assert 'name="amount_1"' not in text(page)
    fund = hubei.fund("420500", name="市培训资金")
    assert city.post(url("money", found.pk), grid(("venue", fund.pk, "1", "x"))).status_code == 404
    assert city.get(url("money_import", found.pk)).status_code == 404
    neighbour = visit(hubei.county(XILING))
    assert neighbour.get(url("money", found.pk)).status_code == 404
    base = visit(hubei.base())
    assert base.get(url("money", found.pk)).status_code == 404
    assert (
        "经费" not in text(base.get(url("class", found.pk))).split("zc-tabs")[1].split("</nav>")[0]
    )
    budget.refresh_from_db()
    assert budget.lines.count() == 1


def test_cancelling_a_class_releases_its_money(hubei):
    found = opened(hubei)
    budget = hubei.budget(found)
    actions.cancel_class(found, reason="与县里活动冲突", by=hubei.county(), at=at("04-02"))
    budget.refresh_from_db()
    assert budget.state == Budget.State.CLOSED
    line = LineFacts("venue", hubei.fund().pk, 100)
    with pytest.raises(Refused):
        set_budget(cost_of(found), [line], by=hubei.county(), at=at("04-02"))


def test_only_classes_of_the_tracks_that_the_notice_pays_for_wait_for_a_budget(hubei):
    found = opened(hubei)
    assert budget_missing(found.pk, date(2022, 4, 18))
    assert count_lacking(hubei.county(), date(2022, 4, 18)) == 1
    TrainingClass.objects.filter(pk=found.pk).update(track="assessment")
    assert [one.clause for one in budget_missing(found.pk, date(2022, 4, 18))] == ["HB-3.2.6.4.a"]
    TrainingClass.objects.filter(pk=found.pk).update(track="")
    assert budget_missing(found.pk, date(2022, 4, 18)) == []
    assert count_lacking(hubei.county(), date(2022, 4, 18)) == 0


def test_broken_posts_are_no_server_error(hubei, visit):
    found = opened(hubei)
    budget = hubei.budget(found)
    client = visit(hubei.county())
    for fields in (
        {"do": "budget"}, {"do": "budget", "kind_1": "x", "amount_1": "NaN", "fund_1": "9" * 30},
        {"do": "expense"}, {"do": "expense", "line": "9" * 30, "hours": "x", "paid_on": "32"},
        {"do": "reverse", "entry": "x"}, {"do": "voucher", "entry": "1"}, {"do": "ask"},
        {"do": "charge"}, {"do": "refund", "entry": "-1"}, {"do": "nonsense"}, {"do": "rows"},
        {"do": "budget", "revision": "999", "kind_1": "venue", "amount_1": "5"},
        {"do": "expense", "line": budget.lines.get().pk, "amount": "1e5", "paid_on": "1800-01-01"},
    ):  # fmt: skip
        assert client.post(url("money", found.pk), fields).status_code in (200, 404, 409, 422)


def test_the_money_page_asks_few_questions(hubei, visit, django_assert_max_num_queries):
    found = opened(hubei)
    hubei.budget(found)
    for acting in (hubei.county(), hubei.city(), hubei.province()):
        client = visit(acting)
        for name in ("money", "money_print"):
            with django_assert_max_num_queries(60):
                assert client.get(url(name, found.pk)).status_code == 200
