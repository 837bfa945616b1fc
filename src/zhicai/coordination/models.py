"""Targets broken down, who is responsible, tasks sent down, arrangements, problems, leaders, marks.

What happened to a record, step by step, stands in :class:`Step`, which is added to and never
changed.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.files.models import StoredFile
from zhicai.places.models import LEVELS, Dated, Organisation, Place
from zhicai.programmes.models import ProgrammeYear


class Breakdown(models.Model):
    """A city's yearly targets, broken down to its counties and bases (HB-4.1.g).

    ``draft`` and ``issued`` hold whole numbers by obligation id and holder: ``city`` (the city as a
    whole), a place code, or ``o`` and the id of an organisation. Counties see what was issued.
    """

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="breakdowns"
    )
    city = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    draft = models.JSONField(default=dict)
    issued = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField()
    edited_by = models.CharField(max_length=120)
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "city"], name="coordination_one_breakdown_a_city"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.programme_year}"


class Charge(models.Model):
    """Who is responsible for what a seat owes: one unit and one person (HB-4.1.h)."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    unit = models.CharField(max_length=80)
    person = models.CharField(max_length=40)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "rule", "place", "level"],
                name="coordination_one_charge_a_duty",
            ),
            models.CheckConstraint(
                condition=~Q(unit="") & ~Q(person=""),
                name="coordination_charge_names_unit_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.place}: {self.unit} {self.person}"


class Assignment(models.Model):
    """A task, or guidance that asks for nothing, sent to offices one level below (HB-4.5.d)."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    title = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    guidance = models.BooleanField(default=False)
    due = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    sent_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["programme_year", "place", "level"], name="coordination_sent_by")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(guidance=True, due=None) | Q(guidance=False, due__isnull=False),
                name="coordination_a_task_has_a_due_date_and_guidance_none",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Copy(models.Model):
    """What one office has made of an assignment: who sees to it, and whether it is done."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="copies")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    unit = models.CharField(max_length=80, blank=True)
    person = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["place__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "place", "level"], name="coordination_one_copy_an_office"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | (~Q(note="") & ~Q(done_by="")),
                name="coordination_what_is_done_says_how",
            ),
        ]
        indexes = [models.Index(fields=["place", "level", "done_on"], name="coordination_copies")]

    def __str__(self) -> str:
        return f"{self.assignment} → {self.place}"


class Side(models.TextChoices):
    """The two sides of a working arrangement."""

    CITY = "city", _("市州局")
    BASE = "base", _("基地")


class Arrangement(models.Model):
    """How a city's office and a training base work together (HB-4.1.e); each keeps its side."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=120)
    city_contact = models.CharField(max_length=40, blank=True)
    city_post = models.CharField(max_length=80, blank=True)
    city_phone = models.CharField(max_length=30, blank=True)
    base_contact = models.CharField(max_length=40, blank=True)
    base_post = models.CharField(max_length=80, blank=True)
    base_phone = models.CharField(max_length=30, blank=True)
    rhythm = models.CharField(max_length=200, blank=True)
    terms = models.TextField(blank=True)
    complete_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place__code", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "organisation"], name="coordination_one_arrangement_a_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.organisation}"


class Meeting(models.Model):
    """A meeting of the two sides, with its minutes."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    venue = models.CharField(max_length=100, blank=True)
    attendees = models.CharField(max_length=300, blank=True)
    minutes = models.TextField()
    side = models.CharField(max_length=10, choices=Side.choices)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.arrangement} {self.held_on}"


class AgreedTask(models.Model):
    """What one side has promised the other, by when, and when it was done."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="agreed")
    title = models.CharField(max_length=200)
    side = models.CharField(max_length=10, choices=Side.choices)
    person = models.CharField(max_length=40)
    due = models.DateField()
    agreed_on = models.DateField()
    added_by = models.CharField(max_length=120)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["done_on", "due", "pk"]
        indexes = [models.Index(fields=["side", "done_on", "due"], name="coordination_agreed_due")]

    def __str__(self) -> str:
        return self.title


class Problem(models.Model):
    """A problem of the training until it is closed: owner, measure, due date, closing note.

    ``key`` names what a rule has raised (``obligation@place@level`` of a year) and keeps it single;
    ``about`` names what it is about in the words of the app that it comes from (HB-4.5.h, i).
    """

    class State(models.TextChoices):
        """How far the handling has come."""

        OPEN = "open", _("待落实")
        WORKING = "working", _("整改中")
        PROPOSED = "proposed", _("待销号")
        CLOSED = "closed", _("已销号")

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=160, blank=True)
    rule = models.CharField(max_length=80, blank=True)
    clause = models.CharField(max_length=32, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    owner_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    owner_level = models.CharField(max_length=10, choices=LEVELS)
    owner_unit = models.CharField(max_length=80, blank=True)
    owner_person = models.CharField(max_length=40, blank=True)
    measure = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    proposal = models.TextField(blank=True)
    proposal_en = models.TextField(blank=True)
    closing_note = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["raised_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "key"],
                condition=~Q(key=""),
                name="coordination_a_rule_raises_a_problem_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="working")
                | (~Q(owner_unit="") & ~Q(owner_person="") & ~Q(measure="") & Q(due__isnull=False)),
                name="coordination_who_works_on_a_problem_has_a_measure",
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & Q(closed_on__isnull=False) & ~Q(closing_note=""))
                | (~Q(state="closed") & Q(closed_on=None)),
                name="coordination_a_closed_problem_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["programme_year", "state"], name="coordination_problems"),
            models.Index(
                fields=["owner_place", "owner_level", "state"], name="coordination_problem_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Leader(Dated):
    """Who answers for talent work in an office, from a day on (HB-4.1.a)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    name = models.CharField(max_length=40)
    post = models.CharField(max_length=80)
    phone = models.CharField(max_length=30, blank=True)
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "level"],
                condition=Q(valid_to=None),
                name="coordination_one_present_leader_an_office",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="coordination_leader_ends_after_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class Mark(Dated):
    """What a county is marked as, from a day on: a pilot, a demonstration, a supported county.

    ``mark`` is an id of the programme's own list (setting ``county-marks``; HB-4.1.c, d).
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=60)
    basis = models.CharField(max_length=200)
    set_by = models.CharField(max_length=120)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["place__code", "mark", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "mark"],
                condition=Q(valid_to=None),
                name="coordination_one_present_mark_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="coordination_mark_ends_after_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.mark}"


class IndicatorExport(models.Model):
    """That the indicators of a year were handed out for a local evaluation (HB-4.1.b)."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    exported_on = models.DateField()
    exported_at = models.DateTimeField()
    exported_by = models.CharField(max_length=120)
    rows = models.PositiveIntegerField()
    weights = models.JSONField(default=list)

    class Meta:
        ordering = ["-exported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme_year} {self.exported_on}"


class Step(models.Model):
    """One step of a record's handling: ``about`` is its kind and id, such as ``problem:12``."""

    about = models.CharField(max_length=40)
    what = models.CharField(max_length=30)
    words = models.TextField(blank=True)
    words_en = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["about", "at"], name="coordination_steps")]

    def __str__(self) -> str:
        return f"{self.about} {self.what}"


class Attachment(models.Model):
    """A file of a record: ``about`` is its kind and id, such as ``arrangement:3``, ``copy:12``."""

    about = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["about"], name="coordination_files")]

    def __str__(self) -> str:
        return f"{self.about} {self.file}"
