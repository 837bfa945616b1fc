"""Addresses of monitoring."""

from django.urls import path

from zhicai.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("rows/<str:unit>/", views.rows, name="rows"),
    path("progress/", views.progress, name="progress"),
    path("progress/<str:code>/<slug:measure>/", views.progress_why, name="progress_why"),
    path("matrix.xlsx", views.matrix, name="matrix"),
    path("obligations/", views.obligations, name="obligations"),
    path("obligations/<slug:rule>/<str:code>/<str:level>/", views.why, name="why"),
    path("tasks/", views.tasks, name="tasks"),
    path("remind/", views.remind, name="remind"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/feed/", views.feed_change, name="feed_change"),
    path("feeds/<str:token>.ics", views.feed, name="feed"),
    path("what-if/", views.what_if, name="what_if"),
    path("map/", views.map_layer, name="map_layer"),
    path("map/withdraw/", views.map_withdraw, name="map_withdraw"),
]
