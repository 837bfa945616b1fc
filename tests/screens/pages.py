"""The main pages, by who sees them; numbers in an address are those of the told story."""

PLANS = """SELECT p.code, l.id FROM planning_plan l JOIN places_place p ON p.id = l.place_id
WHERE l.level = 'county'"""
CLASSES = """SELECT p.code, min(c.id) FROM planning_plannedclass c
JOIN places_place p ON p.id = c.place_id WHERE c.dropped_on IS NULL GROUP BY p.code"""
RECEIPTS = """SELECT p.code, min(r.id) FROM programmes_receipt r
JOIN places_place p ON p.id = r.place_id WHERE r.level = 'city' GROUP BY p.code"""
GROUPS = "SELECT kind, min(id) FROM places_organisation GROUP BY kind"

WHY = "/cockpit/obligations/county-files-class-plan/{late}/county/"
PAGES = {
    "visitor": (
        "/",
        "/accounts/login/",
        "/no/such/page/",
        "/news/",
        "/outreach/say/",
        "/verify/",
        "/handbooks/open/",
        "/staff/lost-password/",
        "/about/privacy/",
        "/api/docs",
    ),
    "linhao": (
        "/cockpit/",
        "/cockpit/?group=county",
        "/cockpit/?map=outline",
        "/cockpit/obligations/",
        WHY,
        "/cockpit/calendar/",
        "/plans/summaries/",
        "/plans/counties/",
        "/plans/classes/",
        "/plans/classes/{class}/",
        "/plans/curriculum/",
        "/programme/receipts/",
        "/programme/organisations/",
        "/messages/sent/",
        "/cockpit/what-if/?parameter=office-holds-city-and-county-seat&on=2022-04-08&value=false",
        "/coordination/indicators/",
        "/publicity/",
        "/training/",
    ),
    "zhoumin": (
        "/programme/",
        "/programme/clauses/",
        "/programme/bodies/",
        "/programme/curriculum/",
        "/programme/targets/",
        "/programme/calendar/",
        "/programme/points/",
        "/programme/points/city-base-rule/",
        "/programme/deadlines/",
        "/programme/deadlines/decide/?obligation=county-files-class-plan",
        "/programme/receipts/issue/",
        "/programme/organisations/{base}/",
        "/programme/texts/guiding-principles/",
        "/programme/holidays/",
        "/programme/rules/",
        "/programme/open-year/",
        "/cockpit/map/",
    ),
    "hejing": ("/plans/summary/?place={sent}",),
    "zhangwei": (
        "/cockpit/",
        "/cockpit/tasks/",
        "/plans/counties/",
        "/plans/{plan}/",
        "/plans/summary/",
        "/programme/receipts/{receipt}/",
        "/messages/",
        "/desk/",
        "/coordination/",
        "/coordination/targets/",
        "/coordination/tasks/new/",
        "/notices/",
        "/outreach/visits/",
        "/handbooks/",
        "/staff/",
        "/people/",
    ),
    "chenliqun": (
        "/desk/",
        "/signin/",
        "/staff/open/",
        "/coordination/leaders/",
        "/handbooks/training-guide/",
        "/cockpit/",
        "/cockpit/tasks/",
        "/plans/mine/",
        "/plans/{plan}/edit/",
        "/plans/{plan}/",
        "/plans/{plan}/print/",
        "/plans/{plan}/import/",
        "/plans/courses/",
        "/programme/receipts/",
        "/programme/deadlines/decide/",
    ),
    "guojianjun": ("/people/me/", "/exams/mine/", "/exams/device/"),
    "sysadmin": ("/messages/outbox/",),
    "auditor": ("/staff/audit/",),
    "u422800": ("/plans/{draft}/review/",),
    "u422827": ("/plans/{draft}/edit/",),
    "xiaolan": ("/cockpit/", "/plans/mine/", "/plans/counties/", "/plans/classes/{class}/"),
}
REFUSED = {"/no/such/page/": 404, "/programme/deadlines/decide/": 403}
"""Pages that answer something else than 200."""


def numbers_of(database):
    """Return what stands for the numbers in the addresses, out of the story's database."""
    plans, classes = dict(database.rows(PLANS)), dict(database.rows(CLASSES))
    groups = dict(database.rows(GROUPS))
    return {
        "late": "422827",
        "draft": plans["422827"],
        "plan": plans["420506"],
        "class": classes["420506"],
        "receipt": dict(database.rows(RECEIPTS))["420500"],
        "base": groups["base"],
        "sent": "420500",
    }
