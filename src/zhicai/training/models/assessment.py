"""Assessment classes: seminar groups, appointments of lecturers, the list that is filed."""

from django.db import models
from django.db.models import Q

from zhicai.filing.models import Filing
from zhicai.training.models.classes import Lecturer, Lesson, TrainingClass


class SeminarGroup(models.Model):
    """A group of a seminar session with its topic (HB-3.2.5.c)."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    topic = models.CharField(max_length=200)
    room = models.CharField(max_length=80, blank=True)
    chair = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "position"], name="training_one_group_a_seat")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.topic}"


class Appointment(models.Model):
    """The working group appoints a lecturer of the pool to an assessment class (HB-3.2.6.3.a).

    ``teaches`` says in words what the lecturer is appointed for; one that ended says why.
    """

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, related_name="appointments"
    )
    lecturer = models.ForeignKey(Lecturer, on_delete=models.PROTECT, related_name="appointments")
    teaches = models.CharField(max_length=200, blank=True)
    appointed_on = models.DateField()
    appointed_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "lecturer"],
                condition=Q(ended_on=None),
                name="training_one_appointment_a_class",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(ended_for=""),
                name="training_appointment_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lecturer} → {self.training_class}"


class LecturerList(models.Model):
    """The list of a class's lecturers on its way to the file; what was sent are its versions."""

    training_class = models.OneToOneField(
        TrainingClass, on_delete=models.PROTECT, related_name="lecturer_list"
    )
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="lecturer_list")

    def __str__(self) -> str:
        return str(self.filing)
