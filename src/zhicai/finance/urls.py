"""Addresses of finance."""

from django.urls import path

from zhicai.finance.views import funds, lists

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
    path("vouchers/<int:pk>/", lists.voucher, name="voucher"),
]
