"""What several pages of signing in show."""

from typing import Any

from allauth.mfa.adapter import get_adapter

from zhicai.accounts.models import User
from zhicai.documents.qr import qr_picture


def phone_picture(user: User, secret: str) -> dict[str, Any]:
    """Return the picture that the phone's code app reads, and the key for typing it in."""
    address = get_adapter().build_totp_url(user, secret)
    picture = qr_picture(address, dark="#152233")
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": picture, "typed": spaced}
