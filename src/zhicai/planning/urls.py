"""Addresses of planning."""

from django.urls import path

from zhicai.planning.views import (
    attachments,
    classes,
    courses,
    drafting,
    files,
    reading,
    reviewing,
    summaries,
)

app_name = "planning"
urlpatterns = [
    path("", reviewing.home, name="home"),
    path("mine/", drafting.mine, name="mine"),
    path("open/", drafting.open_plan, name="open"),
    path("<int:pk>/", reading.plan, name="plan"),
    path("<int:pk>/print/", reading.sheet, name="print"),
    path("<int:pk>/edit/", drafting.edit, name="edit"),
    path("<int:pk>/autosave/", drafting.autosave, name="autosave"),
    path("<int:pk>/lines/", drafting.lines, name="lines"),
    path("<int:pk>/withdraw/", drafting.withdraw, name="withdraw"),
    path("<int:pk>/answer/", drafting.answer, name="answer"),
    path("<int:pk>/import/", files.import_lines, name="import"),
    path("<int:pk>/template/", files.template, name="template"),
    path("<int:pk>/export/", files.export, name="export"),
    path("<int:pk>/attachments/", attachments.attach, name="attach"),
    path("attachments/<int:pk>/", attachments.download, name="attachment"),
    path("attachments/<int:pk>/remove/", attachments.remove, name="remove_attachment"),
    path("<int:pk>/review/", reviewing.review, name="review"),
    path("counties/", reviewing.counties, name="counties"),
    path("summary/", summaries.summary, name="summary"),
    path("summaries/", summaries.summaries, name="summaries"),
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:pk>/", classes.planned_class, name="class"),
    path("classes/<int:pk>/guide/", classes.guide, name="guide"),
    path("classes/<int:pk>/arrange/", classes.arrange, name="arrange"),
    path("guidance/<int:pk>/answer/", classes.answer_guidance, name="answer_guidance"),
    path("curriculum/", classes.curriculum, name="curriculum"),
    path("courses/", courses.courses, name="courses"),
    path("courses/<int:pk>/drop/", courses.drop, name="drop_course"),
]
