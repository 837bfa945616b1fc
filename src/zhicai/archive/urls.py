"""Addresses of the archive."""

from django.urls import path

from zhicai.archive.views import files, guidance, own, surveying

app_name = "archive"
urlpatterns = [
    path("", files.files, name="files"),
    path("<int:pk>/", files.file, name="file"),
    path("<int:pk>/guidance/", guidance.guidance, name="guidance"),
    path("reserve/", guidance.reserve, name="reserve"),
    path("surveys/", surveying.follow_ups, name="follow_ups"),
    path("employers/<int:pk>/", surveying.employer, name="employer"),
    path("reports/", guidance.reports, name="reports"),
    path("reports/titles/", guidance.titles, name="titles"),
    path("claims/", files.claims, name="claims"),
    path("claims/<int:pk>/", files.claim, name="claim"),
    path("claims/<int:pk>/evidence/", files.evidence, name="evidence"),
    path("employees/", files.employees, name="employees"),
    path("me/", own.mine, name="mine"),
    path("me/add/<slug:what>/", own.add, name="add"),
]
