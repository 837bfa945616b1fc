"""Who undertakes an assessment class runs it from enrolment to results: base, centre or agency."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from zhicai.accounts.models import User
from zhicai.admission.models import Registration
from zhicai.admission.tests.scenes import number
from zhicai.attendance.models import Entry
from zhicai.foundation.clock import standing_at
from zhicai.planning.queries.packages import units as units_offered
from zhicai.planning.tests.scenes import WUHAN, YICHANG, YILING
from zhicai.programmes.queries.regions import regions_of
from zhicai.results.models import Mark
from zhicai.results.tests.outcome_scenes import assessment
from zhicai.training.models import ClassOrganiser, TrainingClass
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.organisers import organiser_rows

pytestmark = pytest.mark.django_db

KINDS = ("base", "development-centre", "public-service-agency")
PERSON = {
    "name": "郭建军", "id_kind": "resident", "phone": "13800000001", "employer": "宜化集团",
    "employer_type": "technology-enterprise", "post": "知识产权主管", "is_ip_post": "on",
}  # fmt: skip


class Held:
    """A class undertaken by one kind of unit, with that unit, another of its kind and a reader."""

    def __init__(self, kind):
        self.scene = assessment()
        hubei = self.scene.hubei
        homes = {"base": (YICHANG, WUHAN)}.get(kind, ("420000", WUHAN))
        self.unit = hubei.body(kind, home=homes[0], serves=(homes[0],))
        self.other = hubei.body(kind, home=homes[1], serves=(homes[1],))
        self.city = hubei.city(YICHANG)
        self.found = self.scene.class_(
            state="open", run_by_id=self.unit.organisation_id, finished_on=None
        )
        ClassOrganiser.objects.create(
            training_class=self.found, role="undertaking", body=kind,
            organisation_id=self.unit.organisation_id,
        )  # fmt: skip
        self.reads = 200 if kind == "development-centre" else 404
        """What another of its kind is answered: a centre sees the classes of its province."""

    def stands(self, state, **changes):
        TrainingClass.objects.filter(pk=self.found.pk).update(state=state, **changes)

    def visit(self, acting):
        client = Client()
        user = User.objects.get(pk=acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    def address(self, name, *args):
        return reverse(name, args=[self.found.pk, *args])


def asked(held, do):
    """What the unit, another unit of its kind, and the city's office are answered."""
    answers = [do(held.visit(who)).status_code for who in (held.other, held.city)]
    return do(held.visit(held.unit)).status_code, *answers


@pytest.mark.clause("HB-3.2.4.a")
def test_a_base_runs_enrolment_attendance_and_results_of_its_class():
    runs_the_class_that_names("base")


@pytest.mark.clause("HB-3.2.4.b")
def test_the_centre_runs_enrolment_attendance_and_results_of_its_class():
    runs_the_class_that_names("development-centre")


@pytest.mark.clause("HB-3.2.4.c")
def test_an_agency_runs_enrolment_attendance_and_results_of_its_class():
    runs_the_class_that_names("public-service-agency")


def runs_the_class_that_names(kind):
    held = Held(kind)
    names_its_unit(held)
    registers(held)
    held.stands("running")
    takes_attendance(held)
    held.stands("finished", finished_on=date(2022, 6, 3))
    keeps_results(held)


def names_its_unit(held):
    frame = frame_of(held.scene.year, on=date(2022, 5, 20))
    rows = [row for row in organiser_rows(held.found, frame) if row.role == "undertaking"]
    assert [row.clauses for row in rows] != [()]
    units = units_offered(held.scene.year, regions_of(frame.year, on=frame.on), on=frame.on)
    agency = held.unit.organisation_kind == "public-service-agency"
    assert not agency or held.unit.organisation_id in {one.pk for one in units}


def registers(held):
    with standing_at(date(2022, 5, 20)):
        given = PERSON | {
            "id_number": number(1), "employer_place": held.scene.hubei.places[YILING].pk,
        }  # fmt: skip
        add = held.address("admission:add")
        assert asked(held, lambda c: c.post(add, given)) == (302, 404, 404)
        row = Registration.objects.get()
        if row.state != "accepted":
            page = reverse("admission:registration", args=[row.pk])
            assert asked(held, lambda c: c.post(page, {"do": "accept"})) == (302, 404, 404)
        for name, *more in (("roster",), ("template",), ("print", "roster"), ("print", "cards")):
            answer = held.visit(held.unit).get(held.address(f"admission:{name}", *more))
            assert answer.status_code == 200, (name, more)
        roster = held.visit(held.unit).get(held.address("admission:roster")).content.decode()
        assert "郭建军" in roster
        answer = held.visit(held.other).get(held.address("admission:roster"))
        assert answer.status_code == held.reads
    assert Registration.objects.get().state == "accepted"


def takes_attendance(held):
    lesson = held.found.lessons.order_by("day", "starts").first()
    with standing_at(date(2022, 5, 30)):
        batch = reverse("attendance:batch", args=[lesson.pk])
        assert asked(held, lambda c: c.post(batch, {"do": "all"})) == (302, 404, 404)
        own = held.visit(held.unit)
        pages = {
            held.address("attendance:class"): held.reads,
            held.address("attendance:print", "signin"): held.reads,
            reverse("attendance:lesson", args=[lesson.pk]): held.reads,
            reverse("attendance:desk", args=[lesson.pk]): 404,
        }
        for page, other in pages.items():
            assert own.get(page).status_code == 200, page
            assert held.visit(held.other).get(page).status_code in (other, 404), page
    assert Entry.objects.filter(lesson=lesson).count() == 1


def keeps_results(held):
    row = Registration.objects.get()
    held.scene.attend(row)
    with standing_at(date(2022, 6, 6)):
        enter = held.address("results:enter_marks")
        given = {f"exam-{row.pk}": "80", f"practical-{row.pk}": "75"}
        assert asked(held, lambda c: c.post(enter, given)) == (302, 404, 403)
        own, other = held.visit(held.unit), held.visit(held.other)
        for name, seen in (("marks", held.reads), ("print_marks", held.reads),
                           ("marks_template", 404), ("import_marks", 404)):  # fmt: skip
            assert own.get(held.address(f"results:{name}")).status_code == 200, name
            assert other.get(held.address(f"results:{name}")).status_code == seen, name
        assert "郭建军" in own.get(held.address("results:marks")).content.decode()
        act = held.address("results:marks_act")
        assert asked(held, lambda c: c.post(act, {"do": "publish"})) == (302, 404, 403)
    assert Mark.objects.count() == 2
    assert held.scene.outcome(row).state == "qualified"


@pytest.mark.parametrize("kind", KINDS)
def test_the_unit_finds_the_tabs_of_its_class(kind):
    held = Held(kind)
    page = held.visit(held.unit).get(held.address("training:class")).content.decode()
    parts = ("admission:roster", "attendance:class", "training:timetable", "training:lecturers")
    for name in parts:
        assert held.address(name) in page, name
    with standing_at(date(2022, 6, 6)):
        held.stands("finished", finished_on=date(2022, 6, 3))
        page = held.visit(held.unit).get(held.address("training:class")).content.decode()
        assert held.address("results:marks") in page
