"""Addresses of results."""

from django.urls import path

from zhicai.results.views import (
    assessment,
    classes,
    coverage,
    home,
    importing,
    ladder,
    marks,
    own_marks,
    people,
    recommendations,
    reserve,
    trainee,
)

app_name = "results"
urlpatterns = [
    path("", home.home, name="home"),
    path("people/", home.people, name="people"),
    path("people/<int:pk>/", people.record, name="record"),
    path("skills/<int:pk>/withdraw/", people.withdraw_skill, name="withdraw_skill"),
    path("me/", people.mine, name="mine"),
    path("classes/<int:pk>/", classes.completion, name="class"),
    path("classes/<int:pk>/decide/", classes.decide, name="decide"),
    path("classes/<int:pk>/marks/", marks.marks, name="marks"),
    path("classes/<int:pk>/marks/act/", marks.act, name="marks_act"),
    path("classes/<int:pk>/marks/enter/", marks.enter, name="enter_marks"),
    path("classes/<int:pk>/marks/import/", importing.import_marks, name="import_marks"),
    path("classes/<int:pk>/marks/template/", importing.template, name="marks_template"),
    path("classes/<int:pk>/marks/print/", marks.print_sheet, name="print_marks"),
    path("trainees/<int:pk>/", trainee.trainee, name="trainee"),
    path("trainees/<int:pk>/act/", trainee.act, name="trainee_act"),
    path("assessment/", assessment.overview, name="assessment"),
    path("assessment/people/", assessment.people, name="outcomes"),
    path("assessment/trained/", assessment.trained, name="assessed"),
    path("assessment/certified/", assessment.certified, name="certified"),
    path("me/marks/", own_marks.mine, name="own_marks"),
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
