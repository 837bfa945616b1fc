"""The second factor: added with a code from the phone, used, removed, reset by the administrator.

Secrets are django-allauth's (RFC 6238, and recovery codes from a seed), sealed by the key ring.
"""

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    validate_totp_code,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction

from zhicai.accounts.models import User
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text

WRONG_CODE = Text(
    "验证码不对或已过期。请看手机上现在显示的 6 位数，并确认手机时间是自动校准的。",
    "The code is wrong or has passed. Enter the 6 digits that the phone shows now, and let the "
    "phone set its clock by itself.",
)
HAS_ONE = Text(
    "已经绑定了动态验证码。换手机时，先停用再重新绑定。",
    "A code app is set up already. To change the phone, remove it first.",
)
Kind = Authenticator.Type


@transaction.atomic
def add_totp(user: User, secret: str, code: str, *, by: Actor) -> list[str]:
    """Add a code app whose first code is right; return the recovery codes, shown this once.

    BadInput for a wrong code, Refused where there is one already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if Authenticator.objects.filter(user=user, type=Kind.TOTP).exists():
        raise Refused([Reason(HAS_ONE)])
    if not validate_totp_code(secret, code):
        raise BadInput([Fault(WRONG_CODE, field="code")])
    factor = TOTP.activate(user, secret).instance
    record(by, "signin.factor_added", factor, values={"kind": factor.type})
    return _fresh_codes(user)


@transaction.atomic
def use_code(user: User, code: str, *, by: Actor, at: datetime) -> str:
    """Return the kind of factor whose code this is, used up with it; "" for a wrong one."""
    rows = {
        row.type: row
        for row in Authenticator.objects.select_for_update().filter(
            user=user, type__in=[Kind.TOTP, Kind.RECOVERY_CODES]
        )
    }
    if Kind.TOTP not in rows:
        return ""
    if _totp_is_right(rows[Kind.TOTP], code):
        rows[Kind.TOTP].last_used_at = at
        rows[Kind.TOTP].save(update_fields=["data", "last_used_at"])
        return str(Kind.TOTP)
    spare = rows.get(Kind.RECOVERY_CODES)
    if spare is not None and RecoveryCodes(spare).validate_code(code):
        left = len(RecoveryCodes(Authenticator.objects.get(pk=spare.pk)).get_unused_codes())
        record(by, "signin.recovery_code_used", spare, values={"left": left})
        return str(Kind.RECOVERY_CODES)
    return ""


def _totp_is_right(factor: Authenticator, code: str) -> bool:
    """Compare with the codes of this moment that are newer than the last one used.

    The moment is the phone's and so the machine's own clock, whatever day the site stands on.
    """
    secret = decrypt(factor.data["secret"])
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > factor.data.get("used", 0) and compare_user_code(
            actual=code, expected=expected
        ):
            factor.data["used"] = counter
            return True
    return False


@transaction.atomic
def renew_recovery_codes(user: User, *, by: Actor) -> list[str]:
    """Return fresh recovery codes; those from before are void."""
    if not Authenticator.objects.filter(user=user, type=Kind.TOTP).exists():
        says = Text("先绑定动态验证码，再生成备用码。", "Set up a code app first.")
        raise Refused([Reason(says)])
    codes = _fresh_codes(user)
    record(by, "signin.recovery_codes_renewed", user)
    return codes


def _fresh_codes(user: User) -> list[str]:
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(user).get_unused_codes())


@transaction.atomic
def remove_factors(user: User, *, by: Actor, reason: str = "") -> None:
    """Remove every second factor of a user; ``reason`` where another than the user does so."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not kinds:
        return
    Authenticator.objects.filter(user=user).delete()
    verb = "signin.factors_reset" if reason else "signin.factors_removed"
    values = {"username": user.username, "kinds": kinds}
    record(by, verb, user, reason=reason, values=values)
