"""Words that the pages of staff share: the tag of an account's state, its offices, its slip."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhicai.accounts.models import Ticket, User
from zhicai.accounts.rules import TicketState, masked_email, masked_phone, ticket_state
from zhicai.audit.models import Entry
from zhicai.audit.verbs import verb_words
from zhicai.staff.forms import STATES
from zhicai.staff.queries import Office, Post

_TONES = {
    "invited": ("amber", "hourglass"),
    "active": ("green", "circle-check"),
    "away": ("info", "user-check"),
    "asked": ("amber", "refresh"),
    "locked": ("red", "lock"),
    "left": ("idle", "logout"),
}
_LABELS = dict(STATES)


def state_tag(state: str) -> dict[str, str]:
    """Return the tag of an account's state."""
    tone, icon = _TONES[state]
    return {"label": str(_LABELS[state]), "tone": tone, "icon": icon}


def office_choices(offices: Iterable[Office]) -> list[tuple[str, str]]:
    """Return offices as the choices of a field; those of one name by their code too."""
    shown = [(office, _name(office)) for office in offices]
    names = [name for _office, name in shown]
    return [
        (office.key, f"{name}（{office.place_code}）" if names.count(name) > 1 else name)
        for office, name in shown
    ]


def _name(office: Office) -> str:
    return office.en if (get_language() or "").startswith("en") else office.zh


def slip_words(until: datetime | None, *, at: datetime) -> str:
    """Return how long the slip in someone's hands still holds."""
    if until is None:
        return _("未打印")
    day = f"{localtime(until):%m-%d %H:%M}"
    return (_("有效至 %(day)s") if until > at else _("已于 %(day)s 过期")) % {"day": day}


def person_row(user: User, posts: Iterable[Post], *, at: datetime) -> dict[str, Any]:
    """Return one line of the list of people."""
    own = list(posts)
    state: str = user.state  # type: ignore[attr-defined]
    until: datetime | None = user.ticket_until  # type: ignore[attr-defined]
    deputies = [deputy for post in own for deputy in post.deputies]
    return {
        "user": user,
        "tag": state_tag(state),
        "posts": [post for post in own if post.present] or own,
        "deputies": deputies,
        "slip": slip_words(until, at=at) if state == "invited" else "",
        "kept": any(post.managed for post in own),
    }


def contact_facts(user: User, *, oneself: bool) -> list[dict[str, str]]:
    """Return phone and e-mail, masked for everybody but oneself."""
    phone = user.phone if oneself else masked_phone(user.phone)
    email = user.email if oneself else masked_email(user.email)
    return [
        {"label": _("手机"), "value": phone or "—"},
        {"label": _("邮箱"), "value": email or "—"},
    ]


_TICKET_TAGS: Mapping[TicketState, tuple[str, str]] = {
    TicketState.OPEN: ("info", "hourglass"),
    TicketState.USED: ("green", "circle-check"),
    TicketState.EXPIRED: ("amber", "clock"),
    TicketState.WITHDRAWN: ("idle", "ban"),
}


def ticket_rows(tickets: Iterable[Ticket], *, at: datetime) -> list[dict[str, Any]]:
    """Return the slips of an account with the state of each."""
    words = {
        TicketState.OPEN: _("有效"),
        TicketState.USED: _("已使用"),
        TicketState.EXPIRED: _("已过期"),
        TicketState.WITHDRAWN: _("已收回"),
    }
    rows = []
    for one in tickets:
        state = ticket_state(
            expires_at=one.expires_at, used_at=one.used_at, withdrawn_at=one.withdrawn_at, at=at
        )
        tone, icon = _TICKET_TAGS[state]
        rows.append(
            {
                "ticket": one,
                "open": state is TicketState.OPEN,
                "tag": {"label": words[state], "tone": tone, "icon": icon},
            }
        )
    return rows


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return one line of the audit log: what was done in words, the values as they were written."""
    return {
        "entry": entry,
        "words": verb_words(entry.verb),
        "values": [(key, str(value)) for key, value in sorted(entry.values.items())],
    }
