"""Pages of certificates for offices and for those who hold one."""

from django.urls import path

from zhicai.certificates.views import bundles, lists, one, own

app_name = "certificates"
urlpatterns = [
    path("", lists.home, name="home"),
    path("waiting/", lists.waiting_list, name="waiting"),
    path("failed/", lists.failed_list, name="failed"),
    path("issue/", lists.issue, name="issue"),
    path("again/", lists.try_again, name="try_again"),
    path("zip/", bundles.bundle, name="bundle"),
    path("print/", bundles.print_all, name="print"),
    path("runs/<int:pk>/", lists.run_page, name="run"),
    path("runs/<int:pk>/step/", lists.run_step, name="run_step"),
    path("classes/<int:pk>/", lists.of_class, name="class"),
    path("people/<int:pk>/", one.of_person, name="person"),
    path("me/", own.mine, name="mine"),
    path("me/<int:pk>/document/", own.own_document, name="own_document"),
    path("<int:pk>/", one.certificate, name="certificate"),
    path("<int:pk>/act/", one.act, name="act"),
    path("<int:pk>/document/", one.document, name="document"),
]
