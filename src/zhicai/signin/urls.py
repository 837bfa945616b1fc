"""Addresses of signing in; the door itself stands at ``accounts:login``."""

from django.urls import path

from zhicai.signin.views import door, mine, outside, overseeing

app_name = "signin"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("second/", door.second, name="second"),
    path("password/", mine.password, name="password"),
    path("factor/", mine.bind, name="bind"),
    path("factor/codes/", mine.codes, name="codes"),
    path("factor/remove/", mine.unbind, name="unbind"),
    path("sessions/end/", mine.end, name="end"),
    path("with/<slug:key>/", outside.begin, name="begin"),
    path("back/<slug:key>/", outside.back, name="back"),
    path("link/<slug:key>/", outside.link, name="link"),
    path("unlink/<slug:key>/", mine.unlink, name="unlink"),
    path("accounts/", overseeing.accounts, name="accounts"),
    path("accounts/<int:pk>/", overseeing.account, name="account"),
]
