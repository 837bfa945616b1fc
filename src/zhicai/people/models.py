"""Persons and where they work."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.foundation.sealed import SealedTextField
from zhicai.places.models import Dated, Organisation, Place


class Person(models.Model):
    """One person. ``home`` is the place whose office keeps the record: the employer's county.

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
        ]
        indexes = [
            models.Index(fields=["home", "name"], name="people_person_home_name"),
            models.Index(fields=["name"], name="people_person_name"),
            models.Index(fields=["phone"], name="people_person_phone"),
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
        indexes = [models.Index(fields=["organisation"], name="people_employment_organisation")]

    def __str__(self) -> str:
        return f"{self.person} {self.employer_name or self.organisation}"
