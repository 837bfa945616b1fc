"""Addresses of the desk."""

from django.urls import path

from zhicai.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("count/", views.count, name="count"),
]
