"""Addresses of finance."""

from django.urls import path

from zhicai.finance.views import funds, lists, reports, supports

app_name = "finance"
urlpatterns = [
    path("", lists.home, name="home"),
    path("funds/", funds.funds, name="funds"),
    path("funds/new/", funds.new, name="fund_new"),
    path("funds/<int:pk>/", funds.fund, name="fund"),
    path("funds/<int:pk>/edit/", funds.edit, name="fund_edit"),
    path("budgets/", lists.budgets, name="budgets"),
    path("expenses/", lists.expenses, name="expenses"),
    path("notes/", lists.notes, name="notes"),
    path("notes/<int:pk>/answer/", lists.answer, name="note_answer"),
    path("report/", lists.report, name="report"),
    path("report/shares/", reports.shares, name="shares"),
    path("report/growth/", reports.growth_page, name="growth"),
    path("report/costs/", reports.costs, name="costs"),
    path("support/", supports.support, name="support"),
    path("support/records/", supports.records, name="support_records"),
    path("support/new/", supports.new, name="support_new"),
    path("support/<int:pk>/withdraw/", supports.withdraw, name="support_withdraw"),
    path("support/<int:pk>/evidence/", supports.evidence, name="support_evidence"),
    path("vouchers/<int:pk>/", lists.voucher, name="voucher"),
]
