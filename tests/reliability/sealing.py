"""Kills whoever seals a list of trainees at moments that are named; prints what stood after each.

Run by ``zhicai manage shell`` with a data folder of its own. Who seals is a fork that kills itself
with SIGKILL when a statement of the database is about to be sent, or has been.
"""

import json
import os
import signal
import sys

from django.core.management import call_command
from django.db import connection, connections, transaction

from zhicai.admission.actions import draft_list, place_list, seal_list
from zhicai.admission.models import AdmissionList, Call, ListEntry, Registration
from zhicai.admission.queries.lists import seals_of
from zhicai.admission.tests import list_scenes
from zhicai.admission.tests.list_scenes import SHIYAN, at
from zhicai.audit.models import Entry
from zhicai.messages.models import Delivery, Message

PEOPLE = 60
MOMENTS = {
    "before the list is locked": ("SELECT", "admission_admissionlist", "before"),
    "before the seal is written": ("UPDATE", "admission_admissionlist", "before"),
    "after the seal is written": ("UPDATE", "admission_admissionlist", "after"),
    "before it is recorded": ("INSERT", "audit_entry", "before"),
    "before anyone is registered": ("INSERT", "admission_registration", "before"),
    "after everyone is registered": ("INSERT", "admission_registration", "after"),
    "before the messages": ("INSERT", Message._meta.db_table, "before"),
    "after the messages": ("INSERT", Message._meta.db_table, "after"),
}
COMMITTED = "once it is committed"


def main():
    call_command("migrate", verbosity=0)
    scene = list_scenes.lists()
    scene.classes["YC-1"].capacity = PEOPLE
    scene.classes["YC-1"].save()
    call, team = scene.placed(accepted=PEOPLE, reserved=1), scene.team
    person = scene.entries(call)[0].candidate.person
    person.user = next(iter(scene.stage.hubei.users.values()))
    person.save()
    told = {"people": PEOPLE, "moments": {}}
    for name in (*MOMENTS, COMMITTED):
        died = killed(name, call.pk, team)
        told["moments"][name] = standing(call.pk) | {"died": died}
    again = seal_list(Call.objects.get(pk=call.pk), by=team, at=at("05-12"))
    told["again"] = standing(call.pk) | {"sealed_at": again.sealed_at.isoformat()}
    told["race"] = race(scene)
    sys.stdout.write(json.dumps(told))


def killed(name, call, team):
    """Fork someone who seals and dies at a moment; say whether it died of it."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            with connection.execute_wrapper(die_at(name)):
                seal(Call.objects.get(pk=call), team, name)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def race(scene):
    """Let two officers seal another list at once; say how each of them ended and what stands."""
    scene.class_("SY-1", SHIYAN)
    call = scene.screened(SHIYAN, accepted=5, reserved=0, codes=("420302",))
    officers = (scene.stage.teams[SHIYAN], scene.stage.centre)
    draft_list(call, by=officers[0], at=at("05-12"))
    place_list(call, by=officers[0], at=at("05-12"))
    connections.close_all()
    children = [start(call.pk, one) for one in officers]
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return standing(call.pk) | {"ended": ended}


def start(call, officer):
    child = os.fork()
    if child:
        return child
    ended = 1
    try:
        seal_list(Call.objects.get(pk=call), by=officer, at=at("05-12"))
        ended = 0
    finally:
        os._exit(ended)


def seal(call, team, name):
    with transaction.atomic():
        seal_list(call, by=team, at=at("05-10"))
        if name == COMMITTED:
            transaction.on_commit(die)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(name):
    """Return a watcher of statements that dies at the first that the moment names."""
    verb, table, when = MOMENTS.get(name, ("", "no table", ""))

    def watch(execute, sql, params, many, context):
        meant = sql.startswith(verb) and f'"{table}"' in sql
        if meant and when == "before":
            die()
        found = execute(sql, params, many, context)
        if meant and when == "after":
            die()
        return found

    return watch


def standing(call):
    """Say what of a sealing stands in the database."""
    row = AdmissionList.objects.get(call=call)
    people = ListEntry.objects.filter(admission_list=row).values("candidate__person")
    registered = Registration.objects.filter(person__in=people)
    letters = Message.objects.filter(key__startswith="admission.")
    seals = seals_of(row)
    found = {
        "state": row.state,
        "seal": bool(row.sha256 and row.placed_sha256),
        "holds": seals.hold,
        "registered": registered.count(),
        "persons": registered.values("person").distinct().count(),
        "letters": letters.count(),
        "deliveries": Delivery.objects.filter(message__in=letters).count(),
        "told": Entry.objects.filter(verb="admission.list_sealed", subject_id=str(row.pk)).count(),
    }
    connections.close_all()
    return found
