"""Addresses of yearly reports."""

from django.urls import path

from zhicai.reports.views import figures, public, reports, writing

app_name = "reports"
urlpatterns = [
    path("", reports.home, name="home"),
    path("open/", public.shelf, name="public_shelf"),
    path("open/<int:pk>/", public.report, name="public_report"),
    path("open/<int:pk>/download/", public.take, name="public_download"),
    path("new/", writing.begin, name="begin"),
    path("<int:pk>/", reports.report, name="report"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/autosave/", writing.autosave, name="autosave"),
    path("<int:pk>/step/", writing.step, name="step"),
    path("<int:pk>/restate/", figures.restate, name="restate"),
    path("<int:pk>/figures/<slug:key>/", figures.rows, name="rows"),
    path("<int:pk>/download/<slug:what>/", reports.take, name="download"),
]
