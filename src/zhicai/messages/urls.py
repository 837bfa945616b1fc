"""Addresses of messages."""

from django.urls import path

from zhicai.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("sent/", views.sent, name="sent"),
    path("sent/remind/", views.remind, name="remind"),
    path("offices/", views.offices, name="offices"),
    path("all-read/", views.all_read, name="all_read"),
    path("settings/", views.settings, name="settings"),
    path("templates/", views.templates, name="templates"),
    path("templates/<slug:kind>/", views.template, name="template"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/retry/", views.retry, name="retry"),
    path("outbox/<int:pk>/", views.delivery, name="delivery"),
    path("outbox/<int:pk>/settle/", views.settle, name="settle"),
    path("<int:pk>/", views.message, name="message"),
    path("<int:pk>/open/", views.follow, name="open"),
]
