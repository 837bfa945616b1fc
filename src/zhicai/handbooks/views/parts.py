"""What the pages of one document share: the edition asked for, its sections as shown."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from zhicai.foundation.errors import OutOfScope
from zhicai.handbooks.models import Edition
from zhicai.handbooks.rules.content import blocks_of


def number_in(request: HttpRequest, name: str) -> int | None:
    """Return a version number of the address, None without one; OutOfScope for no number."""
    written = request.GET.get(name, "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 5):
        raise OutOfScope
    return int(written)


def sections_of(edition: Edition) -> list[dict[str, Any]]:
    """Return the sections of an edition as a page shows them."""
    english = (get_language() or "").startswith("en")
    return [
        {
            "key": row["key"],
            "title": row["title_en"] if english else row["title"],
            "clause": row["clause"],
            "statements": row.get("statements"),
            "blocks": blocks_of(row["body"]),
        }
        for row in edition.content
    ]
