"""Addresses of the summaries."""

from django.urls import path

from zhicai.dossiers.views import lists, papers, summaries, writing

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
]
