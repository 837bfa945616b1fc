"""Addresses of the desk."""

from django.urls import path

from zhicai.desk import enterprise, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("enterprise/", enterprise.enterprise, name="enterprise"),
    path("count/", views.count, name="count"),
    path("home/", views.home, name="home"),
    path("messages/", views.messages, name="messages"),
    path("messages/<int:pk>/", views.open_message, name="open_message"),
    path("messages/read/", views.all_read, name="all_read"),
]
