"""What several pages of signing in show."""

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from django.utils.translation import get_language

from zhicai.accounts.models import User
from zhicai.foundation.text import Text


def phone_picture(user: User, secret: str) -> dict[str, Any]:
    """Return the picture that the phone's code app reads, and the key for typing it in."""
    address = get_adapter().build_totp_url(user, secret)
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#152233")
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": picture, "typed": spaced}


def said(text: Text) -> str:
    """Return a sentence in the language of the page."""
    return text.in_language(get_language() or "zh-hans")
