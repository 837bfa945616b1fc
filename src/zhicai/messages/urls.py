"""Addresses of messages."""

from django.urls import path

from zhicai.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("sent/", views.sent, name="sent"),
    path("all-read/", views.all_read, name="all_read"),
    path("<int:pk>/", views.message, name="message"),
    path("<int:pk>/open/", views.follow, name="open"),
]
