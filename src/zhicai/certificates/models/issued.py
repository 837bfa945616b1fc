"""Certificates, the runs that issue them, the series that number them, and the trail of each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.files.models import StoredFile
from zhicai.people.models import Person
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass


class NumberSeries(models.Model):
    """The last number taken of a kind in a year; the row is locked while numbers are taken.

    The row without a year counts places in the public list of states.
    """

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "kind"], name="certificates_one_series_a_year_and_kind"
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(programme_year=None),
                name="certificates_one_series_without_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_year_id} {self.kind} {self.last}"


class IssueRun(models.Model):
    """One batch: decided and numbered in one transaction, its documents rendered afterwards.

    ``key`` is what the sender calls it: sent twice, it is the same run.
    """

    key = models.CharField(max_length=80, unique=True)
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="certificate_runs"
    )
    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    total = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.total}"


class Certificate(models.Model):
    """A certificate as it was issued; its facts are frozen, only its state and document move on.

    ``code`` is for verifying and means nothing; ``status_index`` is its place in the public list of
    states. ``title`` stands above it, ``issuer`` below. ``needs_hand``: a character of it has no
    glyph, ``needs_hand_says`` names it; the number is kept while the document waits.
    """

    class Kind(models.TextChoices):
        """One of the specialist, or that of completion beside it (A-HB-11)."""

        SPECIALIST = "specialist", _("专员证书")
        COMPLETION = "completion", _("结业证书")

    class State(models.TextChoices):
        """Revoked and replaced are final."""

        VALID = "valid", _("有效")
        REVOKED = "revoked", _("已撤销")
        REPLACED = "replaced", _("已换发")

    number = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="certificates"
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    run = models.ForeignKey(IssueRun, on_delete=models.PROTECT, related_name="certificates")
    name = models.CharField(max_length=60)
    id_masked = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=80)
    title_english = models.CharField(max_length=120, blank=True)
    class_title = models.CharField(max_length=200)
    held_from = models.DateField()
    held_to = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    programme_title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    code = models.CharField(max_length=12, unique=True)
    status_index = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.VALID)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="successor", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=400, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    needs_hand = models.BooleanField(default=False)
    needs_hand_says = models.CharField(max_length=400, blank=True)
    document = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "kind"],
                condition=Q(state="valid"),
                name="certificates_one_valid_an_outcome_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="valid", ended_at=None, ended_on=None, ended_reason="")
                | (
                    ~Q(state="valid")
                    & Q(ended_at__isnull=False, ended_on__isnull=False)
                    & ~Q(ended_reason="")
                ),
                name="certificates_an_end_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(document=None, sha256="") | (Q(document__isnull=False) & ~Q(sha256="")),
                name="certificates_a_document_has_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(needs_hand=False) | ~Q(needs_hand_says=""),
                name="certificates_what_needs_a_hand_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["programme_year", "state"], name="certificates_year_state"),
            models.Index(fields=["name"], name="certificates_name"),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateEvent(models.Model):
    """What happened to a certificate; rows are only ever added."""

    class Kind(models.TextChoices):
        """What was done."""

        ISSUED = "issued", _("颁发")
        RENDERED = "rendered", _("生成文件")
        PRINTED = "printed", _("打印")
        DOWNLOADED = "downloaded", _("下载")
        REPRINTED = "reprinted", _("补打")
        REPLACED = "replaced", _("换发")
        REVOKED = "revoked", _("撤销")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["reprinted", "replaced", "revoked"]) | ~Q(reason=""),
                name="certificates_a_later_act_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"
