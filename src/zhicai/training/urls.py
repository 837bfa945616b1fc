"""Addresses of training."""

from django.urls import path

from zhicai.training.views import (
    classes,
    evaluation,
    lecturers,
    lists,
    requests,
    steps,
    timetable,
)

app_name = "training"
urlpatterns = [
    path("", lists.classes, name="classes"),
    path("gaps/", lists.gaps, name="gaps"),
    path("report/", lists.report, name="report"),
    path("open/<int:pk>/", classes.open_planned, name="open"),
    path("new/", classes.open_new, name="new"),
    path("<int:pk>/", classes.training_class, name="class"),
    path("<int:pk>/edit/", classes.edit, name="edit"),
    path("<int:pk>/print/", classes.sheet, name="print"),
    path("<int:pk>/notice.docx", classes.notice, name="notice"),
    path("<int:pk>/step/", steps.step, name="step"),
    path("<int:pk>/postpone/", steps.postpone, name="postpone"),
    path("<int:pk>/move/", steps.move, name="move"),
    path("<int:pk>/cancel/", steps.cancel, name="cancel"),
    path("<int:pk>/allow/", steps.allow, name="allow"),
    path("<int:pk>/partner/", steps.partner, name="partner"),
    path("<int:pk>/guide/", steps.guide, name="guide"),
    path("guidance/<int:pk>/answer/", steps.answer, name="answer_guidance"),
    path("<int:pk>/timetable/", timetable.timetable, name="timetable"),
    path("<int:pk>/timetable/edit/", timetable.edit, name="timetable_edit"),
    path("<int:pk>/timetable/copy/", timetable.copy, name="timetable_copy"),
    path("<int:pk>/timetable/template/", timetable.template, name="timetable_template"),
    path("<int:pk>/timetable/export/", timetable.export, name="timetable_export"),
    path("<int:pk>/timetable/import/", timetable.import_lessons, name="timetable_import"),
    path("<int:pk>/lecturers/", lecturers.lecturers, name="lecturers"),
    path("<int:pk>/lecturers/assign/", lecturers.assign, name="assign"),
    path("<int:pk>/evaluation/", evaluation.evaluation, name="evaluation"),
    path("<int:pk>/evaluate/", evaluation.evaluate, name="evaluate"),
    path("lecturers/", lecturers.pool, name="pool"),
    path("lecturers/team/", lecturers.team, name="team"),
    path("lecturers/new/", lecturers.new, name="lecturer_new"),
    path("lecturers/import/", lecturers.import_lecturers, name="lecturers_import"),
    path("lecturers/template/", lecturers.template, name="lecturers_template"),
    path("lecturers/<int:pk>/", lecturers.lecturer, name="lecturer"),
    path("lecturers/<int:pk>/edit/", lecturers.edit, name="lecturer_edit"),
    path("lecturers/<int:pk>/state/", lecturers.state, name="lecturer_state"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.answer, name="request"),
]
