"""Addresses of people."""

from django.urls import path

from zhicai.people.views import own, people, person, posts, requests

app_name = "people"
urlpatterns = [
    path("", people.people, name="people"),
    path("<int:pk>/", person.person, name="person"),
    path("<int:pk>/unmask/", person.unmask, name="unmask"),
    path("<int:pk>/employer/", person.employer, name="employer"),
    path("<int:pk>/contact/", person.contact, name="contact"),
    path("<int:pk>/login/", person.login, name="login"),
    path("<int:pk>/incentives/", posts.incentive, name="incentive"),
    path("incentives/<int:pk>/file/", posts.incentive_file, name="incentive_file"),
    path("incentives/<int:pk>/withdraw/", posts.withdraw, name="withdraw_incentive"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<int:pk>/", posts.confirm, name="confirm_post"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.request, name="request"),
    path("me/", own.me, name="me"),
    path("me/consents/", own.consents, name="consents"),
    path("me/contact/", own.contact, name="my_contact"),
    path("me/export/", own.export, name="export"),
    path("me/requests/", own.ask, name="ask"),
    path("me/requests/<int:pk>/withdraw/", own.withdraw, name="withdraw"),
]
