"""Files that were kept: who kept what under which name; the content lies once, by its hash."""

from django.db import models
from django.db.models import Q

from zhicai.files.rules import Kind


class StoredFile(models.Model):
    """One keeping of a file. ``size`` is bytes; rows of the same content share one file on disk."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    name = models.CharField(max_length=200)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=120)
    username = models.CharField(max_length=150)
    office = models.CharField(max_length=200)
    place_code = models.CharField(max_length=12)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="files_not_empty")]

    def __str__(self) -> str:
        return self.name
