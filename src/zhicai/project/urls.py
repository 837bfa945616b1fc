"""Every address of the site, app by app."""

from django.urls import include, path
from django.views.i18n import set_language

from zhicai.accounts.guard import public
from zhicai.ui.urls import urlpatterns as gallery

urlpatterns = [
    path("", include("zhicai.portal.urls")),
    path("language/", public(set_language), name="set_language"),
    path("accounts/", include("zhicai.accounts.urls")),
    path("admission/", include("zhicai.admission.urls")),
    path("api/", include("zhicai.api.urls")),
    path("archive/", include("zhicai.archive.urls")),
    path("attendance/", include("zhicai.attendance.urls")),
    path("certificates/", include("zhicai.certificates.urls")),
    path("coordination/", include("zhicai.coordination.urls")),
    path("dossiers/", include("zhicai.dossiers.urls")),
    path("finance/", include("zhicai.finance.urls")),
    path("handbooks/", include("zhicai.handbooks.urls")),
    path("merits/", include("zhicai.merits.urls")),
    path("reviews/", include("zhicai.reviews.urls")),
    path("reports/", include("zhicai.reports.urls")),
    path("messages/", include("zhicai.messages.urls")),
    path("notices/", include("zhicai.notices.urls")),
    path("cockpit/", include("zhicai.monitoring.urls")),
    path("desk/", include("zhicai.desk.urls")),
    path("outreach/", include("zhicai.outreach.urls")),
    path("people/", include("zhicai.people.urls")),
    path("plans/", include("zhicai.planning.urls")),
    path("programme/", include("zhicai.programmes.urls")),
    path("results/", include("zhicai.results.urls")),
    path("exams/", include("zhicai.exams.urls")),
    path("registers/", include("zhicai.registers.urls")),
    path("signin/", include("zhicai.signin.urls")),
    path("publicity/", include("zhicai.publicity.urls")),
    path("surveys/", include("zhicai.surveys.urls")),
    path("staff/", include("zhicai.staff.urls")),
    path("training/", include("zhicai.training.urls")),
    path("classes/", include("zhicai.training.public_urls")),
    path("ui/", include("zhicai.ui.urls")),
    path("", include("zhicai.certificates.urls_public")),
    path("commended/", include("zhicai.reviews.urls_public")),
]

# The gallery stands below accounts, which knows the guards: its views get theirs here.
for page in gallery:
    public(page.callback)

handler400 = "zhicai.project.views.bad_request"
handler403 = "zhicai.project.views.forbidden"
handler404 = "zhicai.project.views.not_found"
handler500 = "zhicai.project.views.failed"
