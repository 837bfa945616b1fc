"""Lists of trainees: entries, the classes they are placed in, addenda, objections (HB-2.2.2.l, m).

Once a list is sealed the database refuses every change of it (:mod:`zhicai.admission.guarding`);
what happens later stands beside it: an addendum, a placement that ended, an objection.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models.screening import Call, Candidate
from zhicai.foundation.sealed import SealedTextField
from zhicai.training.models import TrainingClass


class AdmissionList(models.Model):
    """The trainees of one call, drafted, sealed, published.

    ``classes`` are the keys of those it places into, empty for all of the region; ``quotas`` are
    the bounds that placing keeps, each ``{"class", "by", "value", "least", "most"}``; ``outcome``
    is what the last placing by the solver reached, and why some have no class. ``sha256`` seals
    who is on the list, ``placed_sha256`` who is in which class; both at once, or the second later
    by the working group where it places (A-HB-32). ``revision`` rises with every change of a draft.
    """

    class State(models.TextChoices):
        """Whether it can still change."""

        DRAFT = "draft", _("草稿")
        SEALED = "sealed", _("已锁定")

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="admission_list")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    classes = models.JSONField(default=list, blank=True)
    quotas = models.JSONField(default=list, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=120)
    revision = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    sealed_on = models.DateField(null=True, blank=True)
    sealed_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    placed_sha256 = models.CharField(max_length=64, blank=True)
    placed_at = models.DateTimeField(null=True, blank=True)
    placed_by = models.CharField(max_length=120, blank=True)
    placed_office = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    objections_until = models.DateField(null=True, blank=True)
    published_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["call"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sha256="", sealed_at=None, sealed_on=None)
                | Q(state="sealed", sealed_at__isnull=False, sealed_on__isnull=False)
                & ~Q(sha256=""),
                name="admission_a_sealed_list_has_its_seal",
            ),
            models.CheckConstraint(
                condition=Q(placed_sha256="", placed_at=None)
                | Q(state="sealed", placed_at__isnull=False) & ~Q(placed_sha256=""),
                name="admission_classes_are_sealed_with_the_list_or_after",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, objections_until=None)
                | Q(state="sealed", objections_until__gte=F("published_on")),
                name="admission_only_a_sealed_list_is_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.state}"


class ListEntry(models.Model):
    """One trainee of a list; ``addendum`` is 0, else the number of the addendum that added one."""

    admission_list = models.ForeignKey(
        AdmissionList, on_delete=models.PROTECT, related_name="entries"
    )
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="list_entry")
    position = models.PositiveIntegerField()
    addendum = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["admission_list", "position"]
        verbose_name_plural = "list entries"
        constraints = [
            models.UniqueConstraint(
                fields=["admission_list", "position"], name="admission_one_entry_a_position"
            ),
            models.UniqueConstraint(
                fields=["admission_list", "addendum"],
                condition=Q(addendum__gt=0),
                name="admission_one_entry_an_addendum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admission_list_id} {self.position}"


class Addendum(models.Model):
    """What happened beside a sealed list: someone left, the first reserve moved up in the place.

    It has a seal of its own; nobody moved up where no reserve was left.
    """

    admission_list = models.ForeignKey(
        AdmissionList, on_delete=models.PROTECT, related_name="addenda"
    )
    number = models.PositiveSmallIntegerField()
    left = models.OneToOneField(ListEntry, on_delete=models.PROTECT, related_name="left_by")
    entered = models.OneToOneField(
        ListEntry, on_delete=models.PROTECT, related_name="entered_by", null=True, blank=True
    )
    reason = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["admission_list", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["admission_list", "number"], name="admission_one_addendum_a_number"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="admission_an_addendum_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.admission_list_id} +{self.number}"


class Placement(models.Model):
    """The class that a trainee of a list is placed in, from one moment to another.

    ``why`` is what the solver says, ``[{"zh", "en"}]``; by hand there is a ``reason``.
    """

    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="placements")
    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="placements"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True)
    why = models.JSONField(default=list, blank=True)
    placed_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    ended_for = models.CharField(max_length=400, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["entry", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(until=None), name="admission_one_place_a_trainee"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="admission_a_placement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(by_hand=False) | ~Q(reason=""),
                name="admission_a_place_by_hand_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["training_class"], condition=Q(until=None), name="admission_placed_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.training_class_id}"


class Objection(models.Model):
    """What anyone says against a published list within its days, and what the team answered.

    ``code`` is what the sender keeps; ``key`` makes a form sent twice one objection.
    """

    class State(models.TextChoices):
        """Whether it was answered, and how."""

        OPEN = "open", _("待答复")
        UPHELD = "upheld", _("成立")
        DISMISSED = "dismissed", _("不成立")

    admission_list = models.ForeignKey(
        AdmissionList, on_delete=models.PROTECT, related_name="objections"
    )
    position = models.PositiveIntegerField(null=True, blank=True)
    name = SealedTextField(blank=True)
    phone = SealedTextField(blank=True)
    says = SealedTextField()
    key = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=12, unique=True)
    raised_at = models.DateTimeField()
    raised_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | ~Q(state="open") & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="admission_an_objection_is_answered_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["admission_list", "state"], name="admission_objections"),
        ]

    def __str__(self) -> str:
        return f"{self.admission_list_id} {self.code}"
