"""Addresses of the gallery."""

from django.urls import path

from zhicai.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.index, name="gallery"),
    path("cockpit-sample/", views.cockpit, name="cockpit-sample"),
    path("plan-sample/", views.plan, name="plan-sample"),
    path("plan-sample/save/", views.save_sample, name="plan-sample-save"),
    path("list-sample/", views.list_page, name="list-sample"),
    path("trainee-sample/", views.trainee, name="trainee-sample"),
    path("paper-sample/", views.paper, name="paper-sample"),
]
