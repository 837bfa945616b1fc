"""Who walks: one of the cast for every kind of post, what each may do, and how far each reaches.

This is written by hand beside the apps' own declarations, so that a permission given away by
mistake is a difference here.
"""

VISITOR = "visitor"
PROVINCE = frozenset({"zhoumin", "linhao", "hejing"})
RULE_KEEPER, OFFICER, REGISTRAR = "zhoumin", "linhao", "hejing"
CITY, COUNTY, BOTH_SEATS = "zhangwei", "chenliqun", "duanqi"
WORKING_GROUP, CENTRE, NATIONAL_BASE, BASE = "wuyue", "qinfang", "luoping", "xiaolan"
SECURITY_ADMIN = "secadmin"
ADMINISTRATORS = frozenset({"sysadmin", SECURITY_ADMIN, "auditor"})
GUIDING = frozenset({CENTRE, NATIONAL_BASE})
OFFICES = frozenset({OFFICER, CITY, COUNTY, BOTH_SEATS})
BODIES = frozenset({WORKING_GROUP, CENTRE, NATIONAL_BASE, BASE})
AT_WORK = PROVINCE | OFFICES | BODIES
EVERYONE = AT_WORK | ADMINISTRATORS
PERSON = "guojianjun"
"""Someone who acts for nobody else (本人): holds nothing, sees the own record."""
WALKERS = EVERYONE | {PERSON}

REACH = {
    **dict.fromkeys(PROVINCE | GUIDING | {WORKING_GROUP} | ADMINISTRATORS, "42"),
    CITY: "4205",
    BASE: "4205",
    COUNTY: "420506",
    BOTH_SEATS: "429004",
    PERSON: "nowhere",
}
"""How the codes of the places begin that each may look into."""

HOLDERS = {
    "admission.calls": {REGISTRAR, CENTRE, BASE} | OFFICES,
    "admission.candidates": {CITY, COUNTY, BOTH_SEATS},
    "admission.decide": OFFICES | {BASE, CENTRE},
    "admission.enrol": OFFICES | {BASE, CENTRE},
    "admission.lists": {REGISTRAR, WORKING_GROUP, CENTRE, BASE} | OFFICES,
    "admission.open_calls": {OFFICER},
    "admission.place": {WORKING_GROUP, CENTRE, BASE},
    "admission.read": {REGISTRAR} | OFFICES | BODIES,
    "admission.screen": {CENTRE, BASE},
    "api.hooks": AT_WORK,
    "api.tokens": AT_WORK,
    "archive.advise": {OFFICER, WORKING_GROUP, CENTRE, NATIONAL_BASE, BASE},
    "archive.confirm": OFFICES | {WORKING_GROUP},
    "archive.employer": BODIES,
    "archive.guide": {OFFICER, WORKING_GROUP},
    "archive.read": OFFICES | {WORKING_GROUP},
    "attendance.enter": OFFICES | {BASE, CENTRE},
    "attendance.own": {PERSON},
    "attendance.read": {REGISTRAR} | OFFICES | BODIES,
    "coordination.answer": {CITY, COUNTY, BOTH_SEATS},
    "coordination.arrange": {CITY, BOTH_SEATS, BASE},
    "coordination.charge": OFFICES,
    "coordination.evaluate": {OFFICER},
    "coordination.handle": OFFICES,
    "coordination.log": OFFICES | BODIES,
    "coordination.name_leader": OFFICES,
    "coordination.read": AT_WORK,
    "coordination.send": {OFFICER, CITY, BOTH_SEATS},
    "coordination.split": {CITY, BOTH_SEATS},
    "desk.read": AT_WORK,
    "certificates.end": {OFFICER},
    "certificates.issue": {OFFICER, WORKING_GROUP},
    "certificates.papers": OFFICES | {WORKING_GROUP},
    "certificates.queue": {OFFICER, REGISTRAR, WORKING_GROUP},
    "certificates.read": {REGISTRAR, WORKING_GROUP} | OFFICES,
    "dossiers.archive": {REGISTRAR},
    "dossiers.close": {WORKING_GROUP},
    "dossiers.open": PROVINCE | {CITY, BOTH_SEATS} | BODIES,
    "dossiers.read_closing": {OFFICER, REGISTRAR, CITY, BOTH_SEATS} | BODIES,
    "dossiers.read_roster": {OFFICER, REGISTRAR, WORKING_GROUP},
    "dossiers.unmask": {OFFICER, WORKING_GROUP},
    "dossiers.read": PROVINCE | {CITY, BOTH_SEATS, WORKING_GROUP, CENTRE, NATIONAL_BASE},
    "dossiers.receive": {REGISTRAR},
    "dossiers.summarise": {CITY, BOTH_SEATS},
    "exams.compose": {WORKING_GROUP},
    "exams.mark": {WORKING_GROUP, CENTRE, BASE},
    "exams.publish": {WORKING_GROUP},
    "exams.read_again": {WORKING_GROUP, CENTRE, BASE},
    "exams.run": {WORKING_GROUP, CENTRE, BASE},
    "exams.see": {OFFICER, WORKING_GROUP, CENTRE, BASE},
    "exams.write": {WORKING_GROUP, CENTRE, BASE},
    "finance.keep": OFFICES,
    "finance.note": {OFFICER},
    "finance.read": {REGISTRAR} | OFFICES,
    "finance.see": {REGISTRAR, WORKING_GROUP, CENTRE, BASE} | OFFICES,
    "finance.spend": OFFICES | {WORKING_GROUP, CENTRE, BASE},
    "finance.support": {CITY, COUNTY, BOTH_SEATS},
    "handbooks.acknowledge": {CITY, COUNTY, BOTH_SEATS} | BODIES,
    "handbooks.edit": {RULE_KEEPER} | OFFICES | BODIES,
    "handbooks.read": EVERYONE,
    "merits.correct": {OFFICER},
    "merits.grade": {OFFICER, WORKING_GROUP},
    "merits.read": OFFICES | {WORKING_GROUP},
    "merits.rule": {OFFICER},
    "merits.sort": {OFFICER, WORKING_GROUP},
    "outreach.answer": OFFICES | BODIES,
    "outreach.hear": OFFICES | BODIES,
    "outreach.read": OFFICES,
    "outreach.read_cases": EVERYONE,
    "outreach.select_case": {OFFICER},
    "outreach.send": {CITY, COUNTY, BOTH_SEATS} | BODIES,
    "outreach.submit_case": {CITY, BOTH_SEATS},
    "outreach.visit": {CITY, COUNTY, BOTH_SEATS},
    "messages.choose": AT_WORK,
    "messages.own": {PERSON},
    "messages.read": AT_WORK,
    "messages.remind": AT_WORK,
    "messages.reword": {RULE_KEEPER, "sysadmin"},
    "messages.watch_outbox": {"sysadmin"},
    "monitoring.map": {RULE_KEEPER},
    "monitoring.read": AT_WORK,
    "monitoring.remind": {OFFICER, CITY, BOTH_SEATS},
    "monitoring.suppose": {RULE_KEEPER, OFFICER},
    "notices.acknowledge": {CITY, COUNTY, BOTH_SEATS} | BODIES,
    "notices.read": AT_WORK,
    "notices.write": {RULE_KEEPER} | OFFICES,
    "people.confirm_post": BODIES,
    "people.decide": OFFICES,
    "people.dispose": OFFICES,
    "people.merge": OFFICES,
    "people.transfer": OFFICES,
    "people.keep": OFFICES | BODIES,
    "people.read": OFFICES | BODIES,
    "people.reward": OFFICES,
    "people.unmask": OFFICES,
    "planning.arrange": {CITY, BOTH_SEATS, BASE},
    "planning.comment": {CITY, BOTH_SEATS, BASE},
    "planning.draft": {CITY, COUNTY, BOTH_SEATS, BASE},
    "planning.file": {REGISTRAR},
    "planning.guide": {OFFICER, CITY, BOTH_SEATS, BASE} | GUIDING,
    "planning.read": AT_WORK - {RULE_KEEPER},
    "planning.review": {CITY, BOTH_SEATS},
    "planning.settle_package": {REGISTRAR},
    "planning.summarise": {CITY, BOTH_SEATS},
    "programmes.acknowledge": {CITY, COUNTY, BOTH_SEATS} | BODIES,
    "programmes.issue": {RULE_KEEPER, OFFICER},
    "programmes.keep": {RULE_KEEPER},
    "programmes.overview_receipts": PROVINCE,
    "programmes.read": EVERYONE,
    "publicity.lists": OFFICES,
    "publicity.log": OFFICES,
    "publicity.read": PROVINCE | OFFICES,
    "publicity.review": PROVINCE | OFFICES,
    "publicity.write": OFFICES,
    "reviews.conclude": {OFFICER},
    "reviews.nominate": {CITY, COUNTY, BOTH_SEATS, BASE},
    "reviews.read": OFFICES | {WORKING_GROUP, BASE},
    "reviews.run": {OFFICER, WORKING_GROUP},
    "reviews.score": {OFFICER, WORKING_GROUP, CENTRE, NATIONAL_BASE, BASE},
    "reviews.set": {OFFICER},
    "signin.oversee": {SECURITY_ADMIN},
    "staff.audit": {"auditor"},
    "staff.enterprises": OFFICES | {"sysadmin"},
    "staff.manage": OFFICES | BODIES | {"sysadmin", SECURITY_ADMIN},
    "surveys.read": {RULE_KEEPER} | OFFICES | BODIES,
    "surveys.run": OFFICES | BODIES,
    "desk.enterprise": frozenset(),
    "registers.accept_code": {RULE_KEEPER},
    "registers.keep": {OFFICER, CITY, BOTH_SEATS},
    "registers.read": PROVINCE | OFFICES,
    "reports.approve": {OFFICER, WORKING_GROUP},
    "reports.read": {REGISTRAR, WORKING_GROUP} | OFFICES,
    "reports.write": {OFFICER, WORKING_GROUP},
    "results.read_coverage": PROVINCE | OFFICES,
    "results.write_coverage": OFFICES,
    "results.assess": {OFFICER, BASE},
    "results.confirm": {CITY, BOTH_SEATS, BASE},
    "results.decide": {CITY, COUNTY, BOTH_SEATS, BASE, CENTRE},
    "results.export": OFFICES,
    "results.excuse": {OFFICER},
    "results.mark": {BASE, CENTRE, WORKING_GROUP},
    "results.marks": {REGISTRAR} | OFFICES | BODIES,
    "results.read": AT_WORK - {RULE_KEEPER},
    "results.recommend": {CITY, COUNTY, BOTH_SEATS},
    "results.reserve": OFFICES | BODIES,
    "results.team": {OFFICER},
    "planning.let_pass": {OFFICER},
    "planning.package": {WORKING_GROUP, CENTRE, BASE},
    "planning.packages": {OFFICER, REGISTRAR} | BODIES,
    "training.allow": {OFFICER},
    "training.appoint": {WORKING_GROUP},
    "training.assign": {OFFICER, CITY, BOTH_SEATS, BASE, WORKING_GROUP},
    "training.base": {BASE},
    "training.evaluate": {CITY, BOTH_SEATS, BASE, WORKING_GROUP},
    "training.file_lists": {REGISTRAR},
    "training.guide": {OFFICER, CITY, BOTH_SEATS, BASE} | GUIDING,
    "training.keep": {OFFICER},
    "training.library": {CITY, COUNTY, BOTH_SEATS, BASE},
    "training.oversee": AT_WORK - {RULE_KEEPER},
    "training.pool": OFFICES | BODIES,
    "training.propose": {OFFICER, CITY, BOTH_SEATS, BASE},
    "training.read": AT_WORK - {RULE_KEEPER},
    "training.requests": {OFFICER, WORKING_GROUP},
    "training.run": {CITY, COUNTY, BOTH_SEATS, BASE, CENTRE},
}
"""Who holds each permission that guards a page (table 2.3 of the summary; HB-2.2.a, HB-3.1.3.*)."""

FURTHER = {
    ("reviews:home", "POST"): "reviews.run",
    ("reviews:commendations", "POST"): "reviews.run",
    ("reviews:criteria", "POST"): "reviews.set",
    ("reviews:evaluations", "POST"): "reviews.run",
    ("reviews:sheet", "POST"): "reviews.run",
    ("admission:candidates", "POST"): "admission.candidates",
    ("coordination:duties", "POST"): "coordination.charge",
    ("coordination:leaders", "POST"): "coordination.name_leader",
    ("coordination:problems", "POST"): "coordination.handle",
    ("dossiers:closing_evaluation", "POST"): "dossiers.close",
    ("dossiers:closing_report", "POST"): "dossiers.close",
    ("planning:package_read", "POST"): "planning.settle_package",
    ("planning:package_slot", "POST"): "planning.package",
    ("training:lecturer_list", "POST"): "training.appoint",
    ("training:sessions", "POST"): "training.run",
    ("training:money", "POST"): "finance.spend",
    ("programmes:setting", "POST"): "programmes.keep",
    ("programmes:text", "POST"): "programmes.keep",
    ("programmes:holidays", "POST"): "programmes.keep",
}
"""What a page asks beyond its guard before it changes anything."""


def reaches(username, code):
    """Say whether a place lies within what someone may look into."""
    return code.startswith(REACH[username])


def may(username, permission):
    """Say whether someone holds a permission; None is anybody signed in."""
    if permission is None:
        return username != VISITOR
    assert permission in HOLDERS, (
        f"{permission} guards a page and nobody has said who holds it: add it to HOLDERS in "
        f"tests/walk/people.py, out of the notice and not out of permissions.py"
    )
    return username in HOLDERS[permission]
