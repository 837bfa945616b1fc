"""Addresses of admission."""

from django.urls import path

from zhicai.admission.views import importing, joining, mine, rosters

app_name = "admission"
urlpatterns = [
    path("", rosters.home, name="home"),
    path("classes/<int:pk>/", rosters.class_roster, name="roster"),
    path("classes/<int:pk>/add/", rosters.add, name="add"),
    path("classes/<int:pk>/template/", importing.template, name="template"),
    path("classes/<int:pk>/import/", importing.upload, name="import"),
    path("classes/<int:pk>/print/<slug:kind>/", rosters.sheet, name="print"),
    path("uploads/<int:pk>/", importing.uploaded, name="upload"),
    path("uploads/<int:pk>/marked/", importing.marked, name="marked"),
    path("registrations/<int:pk>/", rosters.registration, name="registration"),
    path("join/<int:pk>/", joining.join, name="join"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<int:pk>/", mine.my_class, name="my_class"),
    path("mine/<int:pk>/leave/", mine.leave, name="leave"),
    path("mine/<int:pk>/feedback/", mine.feedback, name="feedback"),
    path("mine/materials/<int:pk>/", mine.my_material, name="my_material"),
    path("mine/handouts/<int:pk>/", mine.my_handout, name="my_handout"),
    path("feedback/<str:token>/", mine.feedback_by_code, name="feedback_by_code"),
    path("receipt/", joining.receipt, name="receipt"),
]
