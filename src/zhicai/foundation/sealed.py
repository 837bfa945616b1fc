"""A model field whose text lies sealed in the database (``foundation.keyring``).

Rotation and checks find every such field by walking the models. What an app seals elsewhere (inside
a JSON value, say) it adds with :func:`also_sealed`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Cast

from zhicai.foundation import keyring
from zhicai.foundation.text import Text


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text in Python, a sealed token in the database; empty text and NULL stay as they are.

    Nothing can be found by its content (only ``isnull``): store ``keyring.keyed_hash(value)`` in an
    indexed column beside it. Each row read opens its token: ``defer`` it in lists that do not show
    it.
    """

    description = "text, sealed at rest"

    def get_prep_value(self, value: Any) -> Any:
        """Seal what is about to be written."""
        value = super().get_prep_value(value)
        return keyring.seal(value) if isinstance(value, str) and value else value

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        """Open what was read; a KeyRingError says why it cannot be."""
        return keyring.open_sealed(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to be searched by content: equal texts have different tokens."""
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.model.__name__}.{self.name} is sealed and cannot be searched by "
                f"{lookup_name}: search the keyed hash beside it"
            )
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to stand in the clear in a dump of Django's."""
        raise keyring.KeyRingError(
            Text(
                f"{obj._meta.label} 含加密内容，不能用 dumpdata 导出；请用 zhicai backup。",
                f"{obj._meta.label} holds sealed text, which dumpdata would write in the clear; "
                "use zhicai backup.",
            )
        )

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Find a sealed field that the database is asked to compare."""
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            found.append(
                checks.Error(
                    "A sealed field is neither unique nor indexed: equal texts differ in tokens.",
                    hint="Index the keyed hash in a column beside it.",
                    obj=self,
                    id="zhicai.E001",
                )
            )
        return found


@dataclass(frozen=True, slots=True)
class Sealed:
    """One place in the database that holds sealed texts.

    ``tokens`` yields (row, token); ``left`` counts tokens of older keys; ``reseal`` seals up to so
    many of them anew in one transaction and returns how many it did.
    """

    name: str
    tokens: Callable[[], Iterator[tuple[str, str]]]
    left: Callable[[], int]
    reseal: Callable[[int], int]


_also: dict[str, Sealed] = {}


def also_sealed(place: Sealed) -> None:
    """Add a place that is no SealedTextField; called from an app's ``ready``."""
    _also[place.name] = place


def sealed_places() -> tuple[Sealed, ...]:
    """Return every place with sealed texts: the fields of all models, then what apps added."""
    fields = [
        _of_field(model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    ]
    return (*fields, *(_also[name] for name in sorted(_also)))


def _of_field(model: type[models.Model], field: SealedTextField) -> Sealed:
    return Sealed(
        name=f"{model._meta.label}.{field.name}",
        tokens=lambda: (
            (str(pk), token)
            for pk, token in _with_tokens(model, field)
            .values_list("pk", "zhicai_token")
            .iterator(chunk_size=2000)
        ),
        left=lambda: _of_older_keys(model, field).count(),
        reseal=lambda limit: _reseal(model, field, limit),
    )


def _with_tokens(model: type[models.Model], field: SealedTextField) -> QuerySet[Any, Any]:
    """Rows that hold a token, which is there as it lies in the database."""
    stored = Cast(F(field.attname), models.TextField())
    rows = model._base_manager.annotate(zhicai_token=stored)
    return rows.filter(zhicai_token__gt="").order_by("pk")


def _of_older_keys(model: type[models.Model], field: SealedTextField) -> QuerySet[Any, Any]:
    newest = keyring.present_ring().newest_prefix
    return _with_tokens(model, field).filter(~Q(zhicai_token__startswith=newest))


@transaction.atomic
def _reseal(model: type[models.Model], field: SealedTextField, limit: int) -> int:
    """Seal anew up to ``limit`` rows; a row that was written meanwhile keeps what was written."""
    rows = list(_of_older_keys(model, field).values_list("pk", "zhicai_token")[:limit])
    ring = keyring.present_ring()
    for pk, token in rows:
        fresh = Value(_sealed_anew(ring, token, f"{model._meta.label} {pk}"), models.TextField())
        unchanged = _with_tokens(model, field).filter(pk=pk, zhicai_token=token)
        unchanged.order_by().update(**{field.attname: fresh})
    return len(rows)


def _sealed_anew(ring: keyring.Ring, token: str, row: str) -> str:
    try:
        return ring.seal(ring.open_sealed(token))
    except keyring.KeyRingError as error:
        where = Text(f"{row}：{error.says.zh}", f"{row}: {error.says.en}")
        raise type(error)(where) from error
