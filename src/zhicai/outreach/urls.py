"""Addresses of outreach."""

from django.urls import path

from zhicai.outreach.views import cases, hub, opinions, public, visits

app_name = "outreach"
urlpatterns = [
    path("", hub.home, name="home"),
    path("visits/", visits.visits, name="visits"),
    path("visits/new/", visits.new, name="new_visit"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/edit/", visits.edit, name="edit_visit"),
    path("visits/<int:pk>/follow-up/", visits.follow_up, name="add_follow_up"),
    path("follow-ups/<int:pk>/done/", visits.done, name="settle_follow_up"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/new/", opinions.new, name="new_opinion"),
    path("opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("opinions/<int:pk>/answer/", opinions.answer, name="answer"),
    path("opinions/<int:pk>/forward/", opinions.forward, name="forward"),
    path("topics/", opinions.topics, name="topics"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.new, name="new_case"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/edit/", cases.edit, name="edit_case"),
    path("cases/<int:pk>/decide/", cases.decide, name="decide_case"),
    path("say/", public.say, name="say"),
    path("say/status/", public.status, name="status"),
]
