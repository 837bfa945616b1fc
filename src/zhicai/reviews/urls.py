"""Addresses of reviews."""

from django.urls import path

from zhicai.reviews.views import commending, criteria, evaluating, own, scoring, upgrading

app_name = "reviews"
urlpatterns = [
    path("", upgrading.home, name="home"),
    path("upgrades/<int:pk>/", upgrading.round_, name="round"),
    path("applications/<int:pk>/", upgrading.application, name="application"),
    path("evidence/<int:pk>/", upgrading.evidence, name="evidence"),
    path("scoring/", scoring.reviews, name="reviews"),
    path("scoring/<int:pk>/", scoring.review, name="review"),
    path("commendations/", commending.commendations, name="commendations"),
    path("commendations/<int:pk>/", commending.commendation, name="commendation"),
    path("commendations/<int:pk>/nominate/", commending.nominate, name="nominate"),
    path("commendations/<int:pk>/print/", commending.printed, name="print_commendation"),
    path("nominations/<int:pk>/", commending.nomination, name="nomination"),
    path("evaluations/", evaluating.evaluations, name="evaluations"),
    path("evaluations/<int:pk>/", evaluating.evaluation, name="evaluation"),
    path("evaluations/<int:pk>/marks/", evaluating.marks, name="marks"),
    path("sheets/<int:pk>/", evaluating.sheet, name="sheet"),
    path("sheets/<int:pk>/print/", evaluating.printed, name="print_sheet"),
    path("criteria/", criteria.sets, name="criteria"),
    path("criteria/<int:pk>/", criteria.one, name="criteria_set"),
    path("me/", own.mine, name="mine"),
    path("me/apply/<int:pk>/", own.apply, name="apply"),
    path("me/applications/<int:pk>/", own.application, name="own_application"),
    path("me/sheets/<int:pk>/", own.sheet, name="own_sheet"),
]
