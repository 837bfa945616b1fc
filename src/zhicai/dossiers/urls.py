"""Addresses of the summaries, of closing dossiers and of the roster."""

from django.urls import path

from zhicai.dossiers.views import (
    closing,
    closing_files,
    closing_writing,
    lists,
    papers,
    rosters,
    summaries,
    writing,
)

app_name = "dossiers"
urlpatterns = [
    path("", lists.home, name="home"),
    path("all/", lists.summaries, name="summaries"),
    path("summary/", summaries.summary, name="summary"),
    path("generate/", writing.generate, name="generate"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/autosave/", writing.autosave, name="autosave"),
    path("<int:pk>/withdraw/", writing.withdraw, name="withdraw"),
    path("<int:pk>/answer/", writing.answer, name="answer"),
    path("<int:pk>/handle/", summaries.handle, name="handle"),
    path("<int:pk>/figures/<slug:key>/", summaries.figure, name="figure"),
    path("<int:pk>/print/", papers.sheet, name="print"),
    path("<int:pk>/paper.docx", papers.paper, name="paper"),
    path("<int:pk>/annex.xlsx", papers.annex, name="annex"),
    path("closing/", closing.closing, name="closing"),
    path("closing/roster/", rosters.rosters, name="rosters"),
    path("closing/roster/freeze/", rosters.rosters_freeze, name="rosters_freeze"),
    path("closing/roster/correct/", rosters.rosters_correct, name="rosters_correct"),
    path("closing/roster/whole/", rosters.rosters_unmask, name="rosters_unmask"),
    path("closing/roster/print/", rosters.rosters_print, name="rosters_print"),
    path("closing/roster.pdf", rosters.rosters_pdf, name="rosters_pdf"),
    path("closing/<int:pk>/", closing.closing_dossier, name="closing_dossier"),
    path("closing/<int:pk>/begin/", closing.closing_begin, name="closing_begin"),
    path("closing/<int:pk>/send/", closing.closing_send, name="closing_send"),
    path("closing/<int:pk>/withdraw/", closing.closing_withdraw, name="closing_withdraw"),
    path("closing/<int:pk>/handle/", closing.closing_handle, name="closing_handle"),
    path("closing/<int:pk>/answer/", closing.closing_answer, name="closing_answer"),
    path("closing/<int:pk>/correct/", closing.closing_correct, name="closing_correct"),
    path("closing/<int:pk>/roster/", rosters.closing_roster, name="closing_roster"),
    path(
        "closing/<int:pk>/evaluation/", closing_writing.closing_evaluation,
        name="closing_evaluation",
    ),
    path("closing/<int:pk>/report/", closing_writing.closing_report, name="closing_report"),
    path(
        "closing/<int:pk>/report/autosave/", closing_writing.closing_autosave,
        name="closing_autosave",
    ),
    path("closing/<int:pk>/figures/", closing_writing.closing_figures, name="closing_figures"),
    path(
        "closing/<int:pk>/figures/<slug:key>/", closing_writing.closing_figure,
        name="closing_figure",
    ),
    path("closing/<int:pk>/report.<slug:form>", closing_files.closing_paper, name="closing_paper"),
    path("closing/<int:pk>/files/<int:file>/", closing_files.closing_file, name="closing_file"),
    path("closing/<int:pk>/dossier.zip", closing_files.closing_bundle, name="closing_bundle"),
]  # fmt: skip
