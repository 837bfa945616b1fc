"""Addresses of staff."""

from django.urls import path

from zhicai.staff.views import auditing, entering, opening, people, person

app_name = "staff"
urlpatterns = [
    path("", people.people, name="people"),
    path("open/", opening.open_account, name="open"),
    path("import/", opening.import_people, name="import"),
    path("import/template/", opening.template, name="template"),
    path("enterprises/", opening.enterprises, name="enterprises"),
    path("<int:pk>/", person.person, name="person"),
    path("<int:pk>/change/", person.change, name="change"),
    path("<int:pk>/leave/", person.leave, name="leave"),
    path("<int:pk>/deputy/", person.deputy, name="deputy"),
    path("<int:pk>/slip/", people.slip, name="slip"),
    path("audit/", auditing.search, name="audit"),
    path("audit/sample/", auditing.sample, name="sample"),
    path("audit/chain/", auditing.chain, name="chain"),
    path("enter/<str:token>/", entering.enter, name="enter"),
    path("lost-password/", entering.lost_password, name="lost_password"),
]
