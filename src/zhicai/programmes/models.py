"""Programme years and the province's decisions about them; decisions are added, never changed."""

from django.db import models
from django.db.models import F, Q

from zhicai.places.models import LEVELS, Dated, Organisation, Place


class ProgrammeYear(models.Model):
    """One year of a programme in a province, opened before anyone can file for it (HB-1.f)."""

    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="programme_years")
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-year", "programme"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"], name="programmes_one_year_a_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"


class Decision(models.Model):
    """What an authorised officer decided about a programme year, and why; the latest one rules."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT)
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        abstract = True


class SettingDecision(Decision):
    """A value for an open point of the notice, in force from a day on."""

    parameter = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    in_force_from = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["programme_year", "parameter", "in_force_from"], name="programmes_setting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parameter} = {self.value}"


class DeadlineDecision(Decision):
    """A later due date, a waiver, or the end of either, for one seat's obligation."""

    class Kind(models.TextChoices):
        """What was decided."""

        EXTENDED = "extended"
        WAIVED = "waived"
        RESTORED = "restored"

    obligation = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    due = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="extended", due__isnull=False)
                | (~Q(kind="extended") & Q(due=None)),
                name="programmes_only_an_extension_has_a_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.place} {self.kind}"


class Notice(models.Model):
    """The programme's notice as sent to its addressees (HB-0.a)."""

    programme_year = models.OneToOneField(
        ProgrammeYear, on_delete=models.PROTECT, related_name="notice"
    )
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class Addressed(models.Model):
    """One addressee of a notice of any kind: delivered, opened, acknowledged.

    What inherits it has a foreign key ``notice``. The receipts of the programme's own notice and
    of the notices that offices write are one mechanism by it: see ``queries.addressed``.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    delivered_on = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "place", "level"],
                condition=Q(organisation=None),
                name="%(app_label)s_one_receipt_an_office",
            ),
            models.UniqueConstraint(
                fields=["notice", "organisation"],
                condition=Q(organisation__isnull=False),
                name="%(app_label)s_one_receipt_an_organisation",
            ),
            models.CheckConstraint(
                condition=(Q(organisation=None) & ~Q(level=""))
                | (Q(organisation__isnull=False) & Q(level="")),
                name="%(app_label)s_receipt_is_of_an_office_or_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None, acknowledged_by="")
                | (
                    Q(acknowledged_on__isnull=False, opened_on__isnull=False)
                    & ~Q(acknowledged_by="")
                ),
                name="%(app_label)s_who_acknowledges_has_opened",
            ),
        ]


class Receipt(Addressed):
    """One addressee of the programme's notice (HB-0.e)."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="receipts")

    class Meta(Addressed.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.notice} → {self.organisation or self.place}"


class Wording(Decision):
    """A text of the programme as an editor has put it; versions stay (HB-1.a, HB-P.b)."""

    key = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    zh = models.TextField()
    en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "key", "version"], name="programmes_one_wording_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class CurriculumDecision(Decision):
    """An item the province adds to the curriculum, or takes out, from this year on (A-HB-27)."""

    item = models.CharField(max_length=60)
    group = models.CharField(max_length=60)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=160)
    withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.item} {self.zh}"


class GroupScope(Decision):
    """The tracks for which a working group is registered; the latest entry rules (A-HB-16)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    tracks = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.organisation}: {', '.join(self.tracks)}"


class HolidayTable(Decision):
    """The office calendar of a year as uploaded; without one only weekends are days off."""

    year = models.PositiveSmallIntegerField()
    days_off = models.JSONField(default=list)
    days_worked = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"holidays {self.year}"


class Honour(models.Model):
    """A title that an organisation was given for a year, such as excellent base (HB-2.2.2.a)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="honours")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-year", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "title"], name="programmes_one_honour_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.year} {self.title}"


class Region(models.Model):
    """A region of admission of a programme year: a city circle or a group of cities (A-HB-05)."""

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="regions"
    )
    key = models.CharField(max_length=20)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "key"], name="programmes_one_region_a_key"
            )
        ]

    def __str__(self) -> str:
        return self.zh


class CityRegion(Dated):
    """A city stands in a region from a day on; ``venue``: classes are held there (HB-3.2.2.a)."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="cities")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    venue = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "place"],
                condition=Q(valid_to=None),
                name="programmes_every_city_in_one_region",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="programmes_city_region_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} → {self.region}"


class CoreTeam(Dated):
    """An organisation is a core team of the year from a day on; without a region it admits from
    the whole province. ``reason`` says why one without the year's honour was chosen (HB-2.2.2.a).
    """

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="core_teams"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="teams", null=True, blank=True
    )
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "organisation"],
                condition=Q(valid_to=None),
                name="programmes_one_core_team_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="programmes_core_team_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.region or self.programme_year}"


class RegionDecision(Decision):
    """One arrangement of regions, cities and teams as the province made it; kept for history."""

    arranged = models.JSONField()
    in_force_from = models.DateField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.programme_year} {self.in_force_from}"
