"""What waits in registers: credit codes whose check sign does not fit."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.registers.queries.uploads import codes_asked


def count(acting: Acting, _on: date) -> int:
    """Return how many codes wait for a look."""
    return codes_asked(acting).count() if holds(acting, "registers.accept_code") else 0


def items(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each code, the oldest first."""
    if not holds(acting, "registers.accept_code"):
        return []
    return [
        Waiting(
            Text(
                f"{row.name}：统一社会信用代码 {row.code} 校验位不符",
                f"{row.name}: the check sign of {row.code} does not fit",
            ),
            reverse("registers:code", args=[row.pk]),
            since=row.asked_at.astimezone(CHINA).date(),
            place=Text(row.place.name, row.place.english or row.place.name),
            place_code=row.place.code,
        )
        for row in codes_asked(acting)[:limit]
    ]


register_source(
    Source(
        "registers.codes",
        Text("信用代码核对", "credit codes to check"),
        "building",
        count,
        items,
    )
)
