"""Persons, where they work, their rights, what they are given."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.files.models import StoredFile
from zhicai.foundation.sealed import SealedTextField
from zhicai.places.models import Dated, Organisation, Place


class Person(models.Model):
    """One person. ``home`` is the place whose office keeps the record: the employer's county.

    ``merged_into`` is the record that stays where this one was a duplicate: a pointer from then on.
    ``has_file``: is or was a certified specialist; the database itself sets it (``triggers``).

    ``id_hash`` is the keyed hash by which the sealed number is found; both are empty where a record
    was begun without a document.
    """

    class Document(models.TextChoices):
        """What kind of document the number stands on."""

        RESIDENT = "resident", _("居民身份证")
        PERMANENT = "permanent", _("外国人永久居留身份证")
        HONGKONG_MACAO = "hongkong-macao", _("港澳居民来往内地通行证")
        TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
        PASSPORT = "passport", _("护照")

    class Sex(models.TextChoices):
        """Sex as the document has it."""

        FEMALE = "female", _("女")
        MALE = "male", _("男")

    name = models.CharField(_("姓名"), max_length=60)
    pinyin = models.CharField(max_length=120, blank=True)
    id_kind = models.CharField(max_length=16, choices=Document.choices, blank=True)
    id_number = SealedTextField(blank=True)
    id_hash = models.CharField(max_length=64, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    phone = models.CharField(_("手机号"), max_length=20, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    home = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="people")
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="person", null=True, blank=True
    )
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="duplicates", null=True, blank=True
    )
    has_file = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["id_kind", "id_hash"],
                condition=~Q(id_hash=""),
                name="people_one_person_a_document",
            ),
            models.CheckConstraint(
                condition=Q(id_hash="") | ~Q(id_kind=""),
                name="people_a_number_has_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="people_nobody_is_the_own_duplicate",
            ),
        ]
        indexes = [
            models.Index(fields=["home", "name"], name="people_person_home_name"),
            models.Index(fields=["name"], name="people_person_name"),
            models.Index(fields=["phone"], name="people_person_phone"),
            # SQLite leaves the index of the constraint, a partial one, to searches by constants.
            models.Index(fields=["id_hash"], name="people_person_id_hash"),
            models.Index(fields=["has_file", "home", "name"], name="people_file_home_name"),
            models.Index(fields=["has_file", "name"], name="people_file_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Employment(Dated):
    """Where a person works and as what, from a day on; the present main one is unique.

    ``employer_type`` is the law's word for the kind of employer; ``employer_name`` is what was
    written where the employer is in no list yet.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="employments", null=True, blank=True
    )
    employer_name = models.CharField(max_length=120, blank=True)
    employer_type = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=80, blank=True)
    is_ip_post = models.BooleanField(default=False)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to=None),
                name="people_one_present_employment",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(employer_name=""),
                name="people_an_employment_names_its_employer",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="people_employment_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation"], name="people_employment_organisation"),
            models.Index(
                fields=["employer_name"],
                condition=Q(organisation=None),
                name="people_employer_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.employer_name or self.organisation}"


class Consent(models.Model):
    """One answer to one purpose of the notice, under one version of its words; added, not changed.

    The latest answer to a purpose rules. Nothing here but the person's key is personal.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    given = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "purpose", "at"], name="people_consent_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version} {self.given}"


class RightsRequest(models.Model):
    """A person asks to read, correct, erase or contest what is kept (PIPL 44 to 47).

    ``before`` and ``proposed`` are of a correction, sealed since they may be a document's number;
    ``due`` is the last day to answer.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        ACCESS = "access", _("查阅、复制")
        CORRECTION = "correction", _("更正信息")
        ERASURE = "erasure", _("删除")
        CONTEST = "contest", _("异议申请")

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("办理中")
        GRANTED = "granted", _("已同意")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("已撤回")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    field = models.CharField(max_length=20, blank=True)
    before = SealedTextField(blank=True)
    proposed = SealedTextField(blank=True)
    says = SealedTextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    due = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    answer = SealedTextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "field"],
                condition=Q(state="open"),
                name="people_one_open_request_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="people_a_request_is_open_or_decided",
            ),
            models.CheckConstraint(
                condition=Q(kind="correction") | Q(field=""),
                name="people_only_a_correction_names_a_field",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="people_request_state_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Specialist(Dated):
    """Someone who is a certified specialist from a day on; ``basis`` says by what.

    Written by :func:`zhicai.people.actions.name_specialist`, which the app that issues certificates
    calls; ``source`` is that app's own mark (a certificate's number).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="specialist_spells")
    basis = models.CharField(max_length=200)
    source = models.CharField(max_length=80, blank=True)
    named_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to=None),
                name="people_one_present_specialist_spell",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="people_specialist_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.valid_from}"


class PostConfirmation(models.Model):
    """The employer says in which post it uses its specialist, from when (HB-4.4.c).

    It is about one employment: a new employer or post is unconfirmed again. The latest one rules.
    """

    employment = models.ForeignKey(
        Employment, on_delete=models.PROTECT, related_name="confirmations"
    )
    post = models.CharField(_("岗位"), max_length=80)
    is_ip_post = models.BooleanField(_("知识产权岗位"))
    since = models.DateField(_("任职起始日期"))
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["-confirmed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.employment_id} {self.post}"


class Incentive(models.Model):
    """What an office gave a specialist to encourage growth: money or an honour (HB-4.4.b).

    ``amount`` is in fen; ``withdrawn_at`` is set where it was recorded by mistake.
    """

    class Kind(models.TextChoices):
        """What it is."""

        REWARD = "reward", _("奖励")
        SUBSIDY = "subsidy", _("补贴")
        HONOUR = "honour", _("荣誉")
        PROMOTION = "promotion", _("职称职务")
        OTHER = "other", _("其他激励")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="incentives")
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    amount = models.PositiveBigIntegerField(null=True, blank=True)
    honour = models.CharField(_("荣誉或内容"), max_length=120, blank=True)
    given_on = models.DateField(_("日期"))
    basis = models.CharField(_("依据的文件"), max_length=200)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) | ~Q(honour=""),
                name="people_an_incentive_is_money_or_an_honour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.given_on}"

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan, None for an honour alone."""
        return None if self.amount is None else Decimal(self.amount) / 100
