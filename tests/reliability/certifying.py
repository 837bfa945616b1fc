"""Kills whoever issues a class's certificates at named moments; prints what stands after each.

Run by ``zhicai manage shell`` with a data folder of its own. Whoever issues, or makes the
documents, is a fork of this program, which shares no connection with it.
"""

import json
import os
import signal
import sys

from django.core.management import call_command
from django.db import connection, connections

from zhicai.audit.models import Entry
from zhicai.certificates import actions
from zhicai.certificates.actions.rendering import AT_ONCE
from zhicai.certificates.announcements import CertificateIssued
from zhicai.certificates.models import Certificate, CertificateEvent, IssueRun, NumberSeries
from zhicai.certificates.tests.scenes import ISSUED, certifying
from zhicai.files.storage import is_whole
from zhicai.foundation.announcements import subscribe
from zhicai.people.models import Specialist

PEOPLE = 30
STATEMENTS = {
    "the run is written": 'INSERT INTO "certificates_issuerun"',
    "the certificates are written": 'INSERT INTO "certificates_certificate"',
    "the numbers are taken": 'UPDATE "certificates_numberseries"',
    "the first is named a specialist": 'INSERT INTO "people_specialist"',
}
"""Killed once the database has taken the statement, before the next one."""
RENDERING = {
    "a document is kept": 'INSERT INTO "files_storedfile"',
    "the documents are noted": 'UPDATE "certificates_certificate"',
}


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def main():
    call_command("migrate", verbosity=0)
    scene = certifying()
    found = scene.class_()
    keys = [row.pk for row in scene.published(found, PEOPLE)]
    by = scene.province()

    def issue():
        return actions.issue(scene.year, keys, key="class", by=by, at=ISSUED, of_class=found)

    def render():
        actions.render(IssueRun.objects.get(), limit=PEOPLE, by=by, at=ISSUED)

    told = {}
    for name, statement in STATEMENTS.items():
        told[name] = killed(issue, statement=statement)
    told["nothing is left but the commit"] = killed(issue, within=True)
    told["it is committed"] = killed(issue)
    issue()
    told["pressed again"] = standing()
    for name, statement in RENDERING.items():
        told[name] = killed(render, statement=statement)
    told["one commit of documents"] = killed(render, statement=RENDERING["a document is kept"],
                                             after=AT_ONCE + 1)  # fmt: skip
    render()
    told["made to the end"] = standing()
    sys.stdout.write(json.dumps(told))


def killed(act, *, statement="", within=False, after=1):
    """Let a fork act and be killed at a moment; return what stands."""
    connections.close_all()
    child = os.fork()
    if not child:
        seen = 0
        if within:
            subscribe(CertificateIssued, lambda event: die(), within=True)

        def watch(execute, sql, params, many, context):
            nonlocal seen
            done = execute(sql, params, many, context)
            seen += bool(statement) and sql.startswith(statement)
            if statement and seen >= after:
                die()
            return done

        with connection.execute_wrapper(watch):
            act()
        die()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was not killed, so nothing is shown"
    return standing()


def standing():
    """Return how many stand of each, and whether numbers and places have no gap and no double."""
    rows = list(Certificate.objects.order_by("pk"))
    serials = [int(row.number.partition("第")[2].rstrip("号")) for row in rows]
    series = dict(NumberSeries.objects.values_list("kind", "last"))
    return {
        "runs": IssueRun.objects.count(),
        "certificates": len(rows),
        "in_order": serials == list(range(1, len(rows) + 1))
        and [row.status_index for row in rows] == serials
        and series.get("specialist", 0) == len(rows),
        "specialists": Specialist.objects.count(),
        "entries": Entry.objects.filter(verb="certificates.issued").count(),
        "documents": sum(1 for row in rows if row.sha256 and is_whole(row.sha256)),
        "rendered": CertificateEvent.objects.filter(kind="rendered").count(),
        "finished": IssueRun.objects.exclude(finished_at=None).count(),
    }
