"""Addresses of people."""

from django.urls import path

from zhicai.people.views import (
    merging,
    moving,
    own,
    people,
    person,
    posts,
    requests,
    retention,
)

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
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("<int:pk>/merge/<int:other>/", merging.compare, name="compare"),
    path("merges/<int:pk>/", merging.one_merge, name="merge"),
    path("<int:pk>/move/", moving.move, name="move"),
    path("<int:pk>/former/", moving.former, name="former"),
    path("transfers/", moving.transfers, name="transfers"),
    path("transfers/take/", moving.take, name="take"),
    path("transfers/<int:pk>/", moving.transfer, name="transfer"),
    path("retention/", retention.batches, name="retention"),
    path("retention/<int:pk>/", retention.batch, name="batch"),
    path("me/", own.me, name="me"),
    path("me/consents/", own.consents, name="consents"),
    path("me/contact/", own.contact, name="my_contact"),
    path("me/export/", own.export, name="export"),
    path("me/requests/", own.ask, name="ask"),
    path("me/requests/<int:pk>/withdraw/", own.withdraw, name="withdraw"),
]
