"""What several pages of signing in show."""

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter

from zhicai.accounts.models import User


def phone_picture(user: User, secret: str) -> dict[str, Any]:
    """Return the picture that the phone's code app reads, and the key for typing it in."""
    address = get_adapter().build_totp_url(user, secret)
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#152233")
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": picture, "typed": spaced}
