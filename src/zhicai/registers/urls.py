"""Addresses of registers."""

from django.urls import path

from zhicai.registers.views import importing, lists

app_name = "registers"
urlpatterns = [
    path("", lists.home, name="home"),
    path("import/", importing.upload, name="import"),
    path("import/template/", importing.template, name="template"),
    path("uploads/<int:pk>/", importing.uploaded, name="upload"),
    path("uploads/<int:pk>/marked/", importing.marked, name="marked"),
    path("codes/", importing.codes, name="codes"),
    path("codes/<int:pk>/", importing.code, name="code"),
    path("lists/<slug:kind>/", lists.members, name="members"),
    path("lists/<slug:kind>/changes/", lists.changes, name="changes"),
]
