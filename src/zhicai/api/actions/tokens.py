"""Tokens: make one, count its calls, note what is written with it, revoke it; note an export."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.accounts.rules import digest_of
from zhicai.api.models import Export, Token
from zhicai.api.queries import Caller, membership_here, scopes_for
from zhicai.api.rules import new_token, token_faults, window_of
from zhicai.audit.actions import Actor, record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text

T = TypeVar("T")

DEPUTY = Text(
    "代理期间不能为本人的岗位办理令牌，请由本人办理。",
    "A deputy makes no token for somebody else's post; its holder does.",
)
TOO_FAR = Text(
    "本单位没有这项权限，令牌也不能有。", "The office does not hold this; neither can its token."
)


@transaction.atomic
def make_token(
    *, name: str, scopes: Collection[str], days: int, by: Acting, at: datetime
) -> tuple[Token, str]:
    """Make a token for the user in the office acted for; return it with its text, shown once.

    BadInput for a scope the office does not hold; Refused for a deputy.
    """
    require(by, "api.tokens")
    faults = token_faults(name, scopes, days=days)
    allowed = {scope.value for scope in scopes_for(by)}
    if not faults and set(scopes) - allowed:
        faults.append(Fault(TOO_FAR, field="scopes"))
    if faults:
        raise BadInput(faults)
    membership = membership_here(by, on=at.astimezone(CHINA).date())
    if membership is None:
        raise Refused([Reason(DEPUTY)])
    text, prefix = new_token()
    token = Token.objects.create(
        user_id=by.user_id,
        membership=membership,
        office=by.office,
        name=name.strip(),
        prefix=prefix,
        digest=digest_of(text),
        scopes=sorted(set(scopes)),
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    values = {"prefix": prefix, "scopes": token.scopes, "until": token.expires_at.isoformat()}
    record(by, "api.token_made", token, place=by.place_code, values=values)
    return token, text


@transaction.atomic
def revoke_token(token: Token, *, by: Acting, at: datetime) -> None:
    """Revoke a token: its next call is refused; again changes nothing."""
    require(by, "api.tokens")
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record(by, "api.token_revoked", token, place=by.place_code, values={"prefix": token.prefix})


@transaction.atomic
def note_call(token: Token, *, by: Acting, at: datetime) -> int:
    """Count a call of a token; return how many it has made in this minute, this one counted."""
    window, rows = window_of(at), Token.objects.filter(pk=token.pk)
    if token.window == window and rows.filter(window=window).update(
        calls=F("calls") + 1, last_used_at=at
    ):
        return token.calls + 1
    rows.update(window=window, calls=1, last_used_at=at)
    return 1


@transaction.atomic
def write_by_token(caller: Caller, what: str, act: Callable[[], T], *, by: Acting) -> T:
    """Write with a token: what the action does and that it came through the token, both or none."""
    values = {"prefix": caller.token.prefix, "what": what}
    record(by, "api.written", caller.token, place=by.place_code, values=values)
    return act()


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs a command on the machine itself."""

    username: str
    name: str
    office: str = ""


@transaction.atomic
def note_export(*, opened: bool, reason: str, by: Actor, at: datetime) -> Export:
    """Record that a full export is made, before the first byte of it is written.

    BadInput where sealed values are to be opened without a reason.
    """
    if opened and not reason.strip():
        says = Text(
            "导出个人信息要用 --reason 写明理由。", "Give the reason with --reason: it is recorded."
        )
        raise BadInput([Fault(says, field="reason")])
    row = Export.objects.create(
        made_at=at, made_by=by.username[:120], opened=opened, reason=reason.strip()
    )
    record(by, "api.exported", row, reason=row.reason, values={"opened": opened})
    return row
