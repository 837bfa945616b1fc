"""Addresses of accounts."""

from django.urls import path

from zhicai.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("act-for/", views.act_for, name="act_for"),
]
