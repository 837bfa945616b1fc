"""Examples of training: classes, lecturers and requests of one's own, and others'."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import reaches
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.planning.models import PlannedClass
from zhicai.training.actions import (
    LecturerFacts,
    enter_lecturer,
    leave_guidance,
    open_from_plan,
    take_step,
)
from zhicai.training.models import ClassGuidance, Lecturer, LecturerRequest, TrainingClass

YILING, XIANTAO, SUIXIAN, WUFENG = "420506", "429004", "421321", "420529"
RUNS = {people.COUNTY: YILING, people.BOTH_SEATS: XIANTAO}


def furnish_training(world):
    """A class and a spare plan line of those who run some; a request to the working group."""
    at = clock.midday(world.on)
    world.made["classes"] = {}
    for code in (YILING, XIANTAO, SUIXIAN):
        rows = PlannedClass.objects.filter(place__code=code, dropped_on=None)
        planned = rows.order_by("-starts_on").filter(training_classes=None).first()
        if planned is None:
            continue
        officer = world.stage.officer(code, Level(planned.plan.level), on=world.on)
        found = open_from_plan(planned, by=officer, at=at)
        world.made["classes"][code] = found.pk
        take_step(found, "open", by=officer, at=at)
    first = TrainingClass.objects.get(pk=world.made["classes"][YILING])
    leave_guidance(first, says="请提前通知学员。", by=world.acting(people.CENTRE), at=at)
    facts = LecturerFacts("待审", "某大学")
    world.made["proposed"] = enter_lecturer(facts, by=world.acting(people.BASE), at=at).pk


def _split(rows, own):
    mine = [pk for pk, code in rows if own(code)]
    others = [pk for pk, code in rows if not own(code)]
    return Own((*mine[:1], *mine[-1:]), (*others[:1], *others[-1:], *ABSENT))


def classes_seen(world, username):
    """Classes within reach; an organisation also those that it organises."""
    if username == people.RULE_KEEPER or username in people.ADMINISTRATORS:
        return Own((), ABSENT)
    rows = TrainingClass.objects.values_list("pk", "place__code")
    return _split(list(rows), lambda code: reaches(username, code))


def classes_run(world, username):
    """Only the office itself runs its class, or who undertakes it; neither city nor neighbour."""
    if username == people.BASE:
        unit = world.acting(username).organisation_id
        rows = TrainingClass.objects.values_list("pk", "run_by")
        return _split(list(rows), lambda run_by: run_by == unit)
    rows = TrainingClass.objects.values_list("pk", "place__code")
    return _split(list(rows), lambda code: code == RUNS.get(username))


def lines_to_open(world, username):
    """Plan lines of one's own office."""
    rows = PlannedClass.objects.filter(dropped_on=None).values_list("pk", "place__code")
    return _split(list(rows), lambda code: code == RUNS.get(username))


def guidance(world, username):
    """Guidance on a class of one's own."""
    rows = ClassGuidance.objects.values_list("pk", "training_class__place__code")
    return _split(list(rows), lambda code: code == RUNS.get(username))


def lecturers(world, username):
    """The pool; a proposal is its maker's and the province's."""
    admitted = list(Lecturer.objects.filter(state="active").values_list("pk", flat=True)[:1])
    proposed = [world.made["proposed"]]
    if username in (people.OFFICER, people.BASE):
        return Own((*admitted, *proposed))
    return Own(tuple(admitted), (*proposed, *ABSENT))


def lecturers_changed(world, username):
    """The province changes all; who proposed one changes it until it is admitted."""
    return lecturers(world, username)


def requests(world, username):
    """Practical ones are the province's to answer, experts the working group's."""
    kind = {people.OFFICER: "practical", people.WORKING_GROUP: "expert"}.get(username)
    rows = LecturerRequest.objects.exclude(state="withdrawn").values_list("pk", "kind")
    return _split(list(rows), lambda one: one == kind)


def numbers(world, username):
    """Open classes are everybody's."""
    row = TrainingClass.objects.filter(state="open").first()
    return Own((row.number,), ("no-such-class",))


SEEN = (
    "class", "print", "notice", "timetable", "timetable_export", "lecturers", "assign",
    "evaluation", "evaluate", "allow", "guide",
)  # fmt: skip
RUN = (
    "edit", "step", "postpone", "move", "cancel", "partner", "timetable_edit", "timetable_copy",
    "timetable_template", "timetable_import", "fees", "take_course",
)  # fmt: skip
EXAMPLES_OF_TRAINING = {
    **{(f"training:{name}", "pk"): classes_seen for name in SEEN},
    **{(f"training:{name}", "pk"): classes_run for name in RUN},
    ("training:open", "pk"): lines_to_open,
    ("training:answer_guidance", "pk"): guidance,
    ("training:lecturer", "pk"): lecturers,
    ("training:lecturer_edit", "pk"): lecturers_changed,
    ("training:lecturer_state", "pk"): lecturers,
    ("training:lecturer_login", "pk"): lecturers,
    ("training:request", "pk"): requests,
    ("classes:class", "number"): numbers,
}
