"""Addresses of points, grades and categories."""

from django.urls import path

from zhicai.merits.views import ledger, running, sets, standings

app_name = "merits"
urlpatterns = [
    path("", standings.standings, name="standings"),
    path("me/", standings.mine, name="mine"),
    path("people/<int:pk>/", ledger.ledger, name="ledger"),
    path("postings/<int:pk>/correct/", ledger.correct, name="correct"),
    path("rules/", sets.sets, name="sets"),
    path("rules/<int:pk>/", sets.one, name="set"),
    path("rules/<int:pk>/simulate/", sets.simulate, name="simulate"),
    path("rules/<int:pk>/<slug:part>/<slug:key>/", sets.item, name="item"),
    path("grades/", running.run, name="run"),
    path("years/", running.years, name="years"),
]
