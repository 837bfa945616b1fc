"""Addresses of examinations."""

from django.urls import path

from zhicai.exams.views import (
    bank,
    bank_bases,
    bank_editing,
    bank_interchange,
    bank_people,
    bank_reading,
    papers,
    sittings,
    writing,
)

app_name = "exams"

urlpatterns = [
    # bank
    path("bank/", bank.bank, name="bank"),
    path("bank/new/", bank_editing.new, name="bank_new"),
    path("bank/reading/", bank_reading.queue, name="bank_reading"),
    path("bank/bases/", bank_bases.bases, name="bank_bases"),
    path("bank/bases/<int:pk>/", bank_bases.basis, name="bank_basis"),
    path("bank/people/", bank_people.people, name="bank_people"),
    path("bank/import/", bank_interchange.bring, name="bank_import"),
    path("bank/import/template.xlsx", bank_interchange.template, name="bank_template"),
    path("bank/import/<int:pk>/", bank_interchange.intake, name="bank_intake"),
    path("bank/export/", bank_interchange.export, name="bank_export"),
    path("bank/<int:pk>/", bank.item, name="bank_item"),
    path("bank/<int:pk>/edit/", bank_editing.edit, name="bank_edit"),
    path("bank/<int:pk>/read/", bank_reading.read, name="bank_read"),
    path("bank/<int:pk>/versions/", bank.versions, name="bank_versions"),
    # papers
    path("papers/", papers.papers, name="papers"),
    path("papers/new/", papers.new, name="blueprint_new"),
    path("papers/<int:pk>/", papers.blueprint, name="blueprint"),
    path("papers/sealed/<int:pk>/withdraw/", papers.withdraw, name="paper_withdraw"),
    path("papers/open/<int:pk>/print.pdf", papers.printed, name="paper_print"),
    # sitting
    path("mine/", sittings.mine, name="mine"),
    path("time/", sittings.time, name="time"),
    path("device/", sittings.device, name="device"),
    path("worker.js", writing.worker, name="worker"),
    path("practise/<int:pk>/", sittings.practise, name="practise"),
    path("s/<str:code>/", sittings.sitting, name="sitting"),
    path("s/<str:code>/slip/", sittings.slip, name="slip"),
    path("s/<str:code>/sign-in/", sittings.sign_in, name="sign_in"),
    path("s/<str:code>/start/", sittings.start, name="start"),
    path("s/<str:code>/write/", writing.write, name="write"),
    path("s/<str:code>/resume/", writing.resume, name="resume"),
    path("s/<str:code>/news/", writing.news, name="news"),
    path("s/<str:code>/file/<int:number>/", writing.file, name="file"),
    path("s/<str:code>/result/", sittings.result, name="result"),
]
