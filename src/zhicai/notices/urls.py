"""Addresses of notices."""

from django.urls import path

from zhicai.notices.views import boxes, drafting, reading

app_name = "notices"
urlpatterns = [
    path("", boxes.inbox, name="received"),
    path("sent/", boxes.sent, name="sent"),
    path("drafts/", boxes.drafts, name="drafts"),
    path("new/", drafting.new, name="new"),
    path("<int:pk>/", reading.notice, name="notice"),
    path("<int:pk>/edit/", drafting.edit, name="edit"),
    path("<int:pk>/autosave/", drafting.autosave, name="autosave"),
    path("<int:pk>/files/", drafting.attach, name="attach"),
    path("<int:pk>/files/<int:file>/", reading.file, name="file"),
    path("<int:pk>/files/<int:file>/remove/", drafting.detach, name="detach"),
    path("<int:pk>/paper/", reading.paper, name="paper"),
    path("<int:pk>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("<int:pk>/forward/", drafting.forward, name="forward"),
    path("<int:pk>/supersede/", drafting.supersede, name="supersede"),
    path("<int:pk>/recall/", reading.recall, name="recall"),
    path("<int:pk>/receipts/", reading.receipts, name="receipts"),
    path("<int:pk>/remind/", reading.remind, name="remind"),
]
