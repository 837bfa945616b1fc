"""Addresses of documents."""

from django.urls import path

from zhicai.handbooks.views import editing, public, reading

app_name = "handbooks"
urlpatterns = [
    path("", reading.shelf, name="shelf"),
    path("open/", public.shelf, name="public_shelf"),
    path("open/<slug:key>/", public.document, name="public_document"),
    path("open/<slug:key>/download/", public.take, name="public_download"),
    path("<slug:key>/", reading.document, name="document"),
    path("<slug:key>/download/", reading.take, name="download"),
    path("<slug:key>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("<slug:key>/versions/", reading.versions, name="versions"),
    path("<slug:key>/readers/", editing.readers, name="readers"),
    path("<slug:key>/edit/", editing.edit, name="edit"),
    path("<slug:key>/autosave/", editing.autosave, name="autosave"),
    path("<slug:key>/publish/", editing.publish, name="publish"),
]
