"""Addresses of attendance."""

from django.urls import path

from zhicai.attendance.views import classes, lessons, offline, own, scanning, screen

app_name = "attendance"
urlpatterns = [
    path("classes/<int:pk>/", classes.class_page, name="class"),
    path("classes/<int:pk>/paper/", classes.paper, name="paper"),
    path("classes/<int:pk>/photos/", classes.add_photo, name="add_photo"),
    path("classes/<int:pk>/print/<slug:kind>/", classes.print_sheet, name="print"),
    path("sheets/<int:pk>/", classes.sheet, name="sheet"),
    path("photos/<int:pk>/", classes.photo, name="photo"),
    path("photos/<int:pk>/remove/", classes.drop_photo, name="drop_photo"),
    path("leave/<int:pk>/", classes.leave, name="leave"),
    path("lessons/<int:pk>/", lessons.lesson_page, name="lesson"),
    path("lessons/<int:pk>/enter/", lessons.batch, name="batch"),
    path("lessons/<int:pk>/people/<int:registration>/", lessons.person, name="person"),
    path("lessons/<int:pk>/desk/", lessons.desk, name="desk"),
    path("lessons/<int:pk>/screen/<slug:way>/", screen.screen, name="screen"),
    path("shown/<int:registration>/<slug:code>/", lessons.shown_code, name="shown"),
    path("offline/worker.js", offline.worker, name="worker"),
    path("offline/<int:pk>/", offline.offline, name="offline"),
    path("offline/<int:pk>/sync/", offline.sync, name="sync"),
    path("scan/<slug:code>/", scanning.scan, name="scan"),
    path("here/", scanning.here, name="here"),
    path("code/", scanning.by_code, name="by_code"),
    path("mine/", own.mine, name="mine"),
    path("mine/<int:pk>/", own.own_class, name="own_class"),
    path("mine/<int:pk>/code/", own.code, name="own_code"),
    path("mine/<int:pk>/leave/", own.leave, name="ask_leave"),
    path("mine/<int:pk>/proof/", own.proof, name="proof"),
    path("mine/leave/<int:pk>/withdraw/", own.withdraw, name="withdraw_leave"),
    path("proof/<str:code>/", own.check, name="check"),
]
