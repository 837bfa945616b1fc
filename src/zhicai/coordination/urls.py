"""Addresses of coordination."""

from django.urls import path

from zhicai.coordination import views

app_name = "coordination"
urlpatterns = [
    path("", views.home, name="home"),
    path("targets/", views.targets, name="targets"),
    path("targets/save/", views.save, name="save_targets"),
    path("targets/table.xlsx", views.table, name="targets_table"),
    path("targets/import/", views.take_in, name="import_targets"),
    path("duties/", views.duties, name="duties"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/new/", views.new_task, name="new_task"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/answer/", views.answer, name="answer"),
    path("tasks/<int:pk>/follow/", views.follow, name="follow"),
    path("arrangements/", views.arrangements, name="arrangements"),
    path("arrangements/open/", views.open_one, name="open_arrangement"),
    path("arrangements/<int:pk>/", views.arrangement, name="arrangement"),
    path("arrangements/<int:pk>/write/", views.write, name="write_arrangement"),
    path("agreed/<int:pk>/done/", views.finish, name="finish_agreed"),
    path("problems/", views.problems, name="problems"),
    path("problems/new/", views.new_problem, name="new_problem"),
    path("problems/raise/", views.raise_now, name="raise_problems"),
    path("problems/<int:pk>/", views.problem, name="problem"),
    path("problems/<int:pk>/handle/", views.handle, name="handle_problem"),
    path("leaders/", views.leaders, name="leaders"),
    path("indicators/", views.indicators, name="indicators"),
    path("indicators/export/", views.export, name="export_indicators"),
    path("marks/", views.marks, name="marks"),
    path("marks/<int:pk>/end/", views.end_mark, name="end_mark"),
    path("counties/<str:code>/", views.county, name="county"),
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<slug:kind>/<int:pk>/", views.attach, name="attach"),
]
