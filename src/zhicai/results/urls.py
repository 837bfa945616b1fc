"""Addresses of results."""

from django.urls import path

from zhicai.results.views import classes, coverage, home, ladder, people, recommendations, reserve

app_name = "results"
urlpatterns = [
    path("", home.home, name="home"),
    path("people/", home.people, name="people"),
    path("people/<int:pk>/", people.record, name="record"),
    path("skills/<int:pk>/withdraw/", people.withdraw_skill, name="withdraw_skill"),
    path("me/", people.mine, name="mine"),
    path("classes/<int:pk>/", classes.completion, name="class"),
    path("classes/<int:pk>/decide/", classes.decide, name="decide"),
    path("candidates/", recommendations.candidates_page, name="candidates"),
    path("candidates/recommend/", recommendations.recommend, name="recommend"),
    path("recommendations/", recommendations.recommendations, name="recommendations"),
    path("recommendations/answer/", recommendations.answer, name="answer"),
    path("recommendations/<int:pk>/", recommendations.recommendation, name="recommendation"),
    path("recommendations/<int:pk>/withdraw/", recommendations.withdraw, name="withdraw"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/letters/", coverage.coverage_letters, name="coverage_letters"),
    path("coverage/letters/paper/", coverage.coverage_papers, name="coverage_papers"),
    path("coverage/letters/<int:pk>/paper/", coverage.coverage_paper, name="coverage_paper"),
    path(
        "coverage/enterprises/<int:pk>/", coverage.coverage_enterprise, name="coverage_enterprise"
    ),
    path("coverage/<slug:kind>/", coverage.coverage_list, name="coverage_list"),
    path("coverage/<slug:kind>/write/", coverage.coverage_write, name="coverage_write"),
    path("ladder/", ladder.steps, name="ladder"),
    path("ladder/<slug:key>/", ladder.one_step, name="step"),
    path("reserve/", reserve.search, name="reserve"),
    path("team/", reserve.team, name="team"),
    path("team/mark/", reserve.mark, name="mark_team"),
]
