"""Guo and Yang of Yiling, certified after an assessment class; Guo signs in as himself."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhicai.accounts.models import User
from zhicai.admission.models import Registration
from zhicai.archive.queries.law import archive_law
from zhicai.certificates.models import Certificate, IssueRun
from zhicai.people.actions import answer_purposes
from zhicai.people.tests.scene import AT, ON, certified, people_of_yiling
from zhicai.planning.tests.scenes import XILING, YILING, at
from zhicai.results.models import Outcome
from zhicai.results.tests.outcome_scenes import Assessment

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00"
    b"\x00\x00\x00IEND\xaeB`\x82"
)
CLASS_END = date(2022, 3, 4)


def paper(name="title.png"):
    """A picture of a certificate."""
    return SimpleUploadedFile(name, PNG, "image/png")


class Archive:
    """The province with two certified specialists at one enterprise."""

    def __init__(self):
        self.people = people_of_yiling()
        self.hubei = self.people.hubei
        self.guo, self.yang, self.own = self.people.guo, self.people.yang, self.people.own
        self.county, self.firm = self.people.county, self.people.firm
        self.province, self.group = (
            self.hubei.province(),
            self.hubei.body("working-group", serves=("420000",)),
        )
        self.other = self.hubei.county(XILING)
        certified(self.people)
        rows = Assessment(self.hubei)
        self.class_ = rows.class_(first=CLASS_END - timedelta(days=4))
        self.base = rows.unit()
        self.run = IssueRun.objects.create(
            key="r1", programme_year=self.hubei.year, training_class=self.class_, total=2,
            started_at=AT, finished_at=AT, by="x", office="x",
        )  # fmt: skip
        self.certificates = [
            self.certify(one, n) for n, one in enumerate((self.guo, self.yang), start=1)
        ]

    def certify(self, person, serial):
        """A seat in the class, a published result, a certificate."""
        place = self.hubei.places[YILING]
        seat = Registration.objects.create(
            training_class=self.class_, person=person, state="accepted", source="county",
            employer_name="x", employer_place=place, registered_at=AT, registered_by="x",
            decided_at=AT, decided_by="x",
        )  # fmt: skip
        outcome = Outcome.objects.create(
            registration=seat, programme_year=self.hubei.year, track="assessment", place=place,
            state="qualified", hours=Decimal(20), hours_needed=Decimal(20), exam=Decimal(81),
            practical=Decimal(90), hours_done=True, exam_passed=True, practical_passed=True,
            decided_on=CLASS_END, decided_at=AT, by="x", published_at=AT,
        )  # fmt: skip
        return Certificate.objects.create(
            number=f"HBZC-2022-{serial:05}", kind="specialist", programme_year=self.hubei.year,
            outcome=outcome, person=person, run=self.run, name=person.name, id_masked="4205****20",
            title="知识产权专员证书", class_title=self.class_.title, held_from=CLASS_END,
            held_to=CLASS_END, hours=Decimal(20), programme_title="x", issuer="省知识产权局",
            issued_on=date(2022, 3, 10), code=f"ABCDEFGHJK{serial:02}".replace("0", "Z"),
            status_index=serial,
        )  # fmt: skip

    @property
    def law(self):
        return archive_law(self.province, on=ON)

    def consent(self, *purposes):
        """Guo answers the notice."""
        answer_purposes(self.guo, purposes, by=self.own, at=AT)


def client_of(acting):
    """A browser."""
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


__all__ = ["AT", "ON", "Archive", "at", "client_of", "paper"]
