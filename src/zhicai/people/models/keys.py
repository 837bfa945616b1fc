"""By what people are found: kept by the database itself (``people.triggers``), never by hand."""

from django.db import models

from zhicai.people.models.persons import Person
from zhicai.places.models import Place


class SearchKey(models.Model):
    """One end of a name, the initials in pinyin, or a phone number backwards (after ``t``).

    ``key`` is the text as UTF-8 in hexadecimal, so that its beginnings are a span of the index on
    every database and in every collation. ``home`` and ``has_file`` are the person's.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_keys")
    home = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    has_file = models.BooleanField()
    key = models.CharField(max_length=160)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["has_file", "home", "key", "person"], name="people_searchkey_home"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class EmployerKey(models.Model):
    """One end of the name of an employer that is in no list, as :class:`SearchKey` has it."""

    key = models.CharField(max_length=160)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "name"], name="people_one_key_an_employer")
        ]

    def __str__(self) -> str:
        return self.name


class LikenessKey(models.Model):
    """What two records of one person would share: a keyed hash of name with birth or phone, or of a
    document's number read leniently. Nobody is found by it; duplicates are.
    """

    class Kind(models.TextChoices):
        """What is alike."""

        BIRTH = "birth", "birth"
        PHONE = "phone", "phone"
        NUMBER = "number", "number"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="likeness_keys")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="people_one_likeness_of_a_kind")
        ]
        indexes = [models.Index(fields=["kind", "key", "person"], name="people_likeness_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
