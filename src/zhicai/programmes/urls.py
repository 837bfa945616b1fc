"""Addresses of programmes."""

from django.urls import path

from zhicai.programmes.views import (
    changes,
    curriculum,
    deadlines,
    keeping,
    notices,
    organisations,
    points,
    programme,
    regions,
)

app_name = "programmes"
urlpatterns = [
    path("", programme.overview, name="overview"),
    path("clauses/", programme.clauses, name="clauses"),
    path("bodies/", programme.bodies, name="bodies"),
    path("curriculum/", programme.curriculum, name="curriculum"),
    path("curriculum/add/", curriculum.add_item, name="add_item"),
    path("curriculum/<slug:item>/withdraw/", curriculum.withdraw_item, name="withdraw_item"),
    path("targets/", programme.targets, name="targets"),
    path("measures/", programme.measures, name="measures"),
    path("calendar/", programme.calendar, name="calendar"),
    path("holidays/", keeping.holidays, name="holidays"),
    path("holidays/template/", keeping.holiday_template, name="holiday_template"),
    path("points/", points.points, name="points"),
    path("points/<slug:parameter>/", points.setting, name="setting"),
    path("deadlines/", deadlines.deadlines, name="deadlines"),
    path("deadlines/decide/", deadlines.decide, name="decide_deadline"),
    path("receipts/", notices.receipts, name="receipts"),
    path("receipts/issue/", notices.issue, name="issue_notice"),
    path("receipts/<int:pk>/", notices.receipt, name="receipt"),
    path("receipts/<int:pk>/acknowledge/", notices.acknowledge_receipt, name="acknowledge"),
    path("texts/<slug:key>/", keeping.text, name="text"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.name_organisation, name="name_organisation"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<int:pk>/<slug:what>/",
        organisations.change_organisation,
        name="change_organisation",
    ),
    path("regions/", regions.regions, name="regions"),
    path("regions/arrange/", regions.arrange, name="arrange_regions"),
    path("regions/honours/", regions.honour, name="enter_honour"),
    path("changes/", changes.changes, name="changes"),
    path("open-year/", keeping.open_next_year, name="open_year"),
    path("rules/", keeping.rules, name="rules"),
    path("rules/reload/", keeping.reload_rules, name="reload_rules"),
]
