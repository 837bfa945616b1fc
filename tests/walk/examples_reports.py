"""Examples of yearly reports: one that was published, and a draft that was set aside before it."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.reports import actions
from zhicai.reports.models import Report

KIND = "excellence-report"


def furnish_reports(world, *, at):
    """A report frozen too early and set aside, and the one that was published after it."""
    by = world.acting(people.WORKING_GROUP)
    first = actions.open_report(world.year, KIND, by=by, at=at)
    first = actions.freeze_report(first, revision=first.revision, by=by, at=at)
    actions.set_aside(first, reason="冻结过早", by=by, at=at)
    report = actions.open_report(world.year, KIND, by=by, at=at)
    report = actions.save_report(report, {"outlook": "扩大规模"}, revision=1, by=by, at=at)
    report = actions.freeze_report(report, revision=report.revision, by=by, at=at)
    report = actions.approve_report(report, revision=report.revision, by=by, at=at)
    actions.publish_report(report, by=by, at=at)


def _keys(state):
    return tuple(Report.objects.filter(state=state).values_list("pk", flat=True))


def seen(world, username):
    """The published one is everybody's; what was set aside is seen by who writes reports."""
    shown, aside = _keys("published"), _keys("set-aside")
    if username in people.HOLDERS["reports.write"]:
        return Own((*shown, *aside))
    return Own(shown, (*aside, *ABSENT))


def restated(world, username):
    """Only figures of a report that was not set aside are restated."""
    return Own(_keys("published"), (*_keys("set-aside"), *ABSENT))


def public(world, username):
    """Anybody reads what was published."""
    return Own(_keys("published"), (*_keys("set-aside"), *ABSENT))


def figure(world, username):
    """A figure that the report holds, and one that it does not."""
    return Own(("specialists",), ("no-such-figure",))


def paper(world, username):
    """The documents of a report; nothing was signed."""
    return Own(("docx", "pdf", "xlsx"), ("signed", "exe"))


EXAMPLES_OF_REPORTS = {
    ("reports:report", "pk"): seen,
    ("reports:edit", "pk"): seen,
    ("reports:autosave", "pk"): seen,
    ("reports:step", "pk"): seen,
    ("reports:restate", "pk"): restated,
    ("reports:rows", "pk"): seen,
    ("reports:rows", "key"): figure,
    ("reports:download", "pk"): seen,
    ("reports:download", "what"): paper,
    ("reports:public_report", "pk"): public,
    ("reports:public_download", "pk"): public,
}
