"""Addresses of answering; questionnaires and results have theirs in the apps that ask."""

from django.urls import path

from zhicai.surveys import views

app_name = "surveys"
urlpatterns = [
    path("r/<str:link>/", views.start, name="start"),
    path("a/<str:token>/", views.answer_by_token, name="answer"),
    path("mine/<int:pk>/", views.answer_signed_in, name="mine"),
]
