"""How offices and persons want to be told, and in which words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput
from zhicai.messages.models import Message, Preference, Robot, Wording
from zhicai.messages.queries.choices import holdings_of, own_choices
from zhicai.messages.rules.outbox import robot_faults
from zhicai.messages.rules.wording import Template, start_of, template_faults

Choices = Mapping[tuple[str, str], bool]
"""Whether a kind goes through a channel, by kind and channel."""


@transaction.atomic
def choose_for_oneself(choices: Choices, *, by: Acting, at: datetime) -> int:
    """Keep what a person wants; return how many choices changed."""
    require(by, "messages.read")
    return _keep({"user_id": by.user_id}, choices, by=by, at=at)


@transaction.atomic
def choose_for_office(choices: Choices, *, by: Acting, at: datetime) -> int:
    """Keep how an office (at each of its levels) or organisation is told; return how many
    changed.
    """
    require(by, "messages.choose")
    changed = [_keep(holding, choices, by=by, at=at) for holding in holdings_of(by)]
    if any(changed):
        told = [f"{kind}:{channel}" for (kind, channel), wanted in choices.items() if wanted]
        row = own_choices(holdings_of(by)[0]).first()
        if row is not None:
            record(by, "messages.office_chose", row, place=by.place_code, values={"wanted": told})
    return max(changed, default=0)


def _keep(holding: Mapping[str, Any], choices: Choices, *, by: Acting, at: datetime) -> int:
    have = {(row.kind, row.channel): row for row in own_choices(holding)}
    changed = 0
    for (kind, channel), wanted in choices.items():
        row = have.get((kind, channel))
        if row is not None and row.wanted == wanted:
            continue
        changed += 1
        Preference.objects.update_or_create(
            **holding,
            kind=kind,
            channel=channel,
            defaults={"wanted": wanted, "changed_at": at, "changed_by": by.name},
        )
    return changed


@transaction.atomic
def keep_robot(address: str, *, by: Acting, at: datetime) -> None:
    """Keep the address of the office's group robot; empty takes it away. BadInput for another
    site's.
    """
    require(by, "messages.choose")
    address = address.strip()
    if faults := robot_faults(address):
        raise BadInput(faults)
    for holding in holdings_of(by):
        rows = Robot.objects.filter(**holding)
        if not address:
            rows.delete()
            continue
        row, _ = Robot.objects.update_or_create(
            **holding, defaults={"address": address, "changed_at": at, "changed_by": by.name}
        )
        record(by, "messages.robot_kept", row, place=by.place_code)


@transaction.atomic
def reword(kind: Message.Kind, template: Template, *, by: Acting, at: datetime) -> None:
    """Put messages of a kind into other words; the site's own words again take the change back.

    BadInput with everything that is wrong in any of the six texts.
    """
    require(by, "messages.reword")
    if faults := template_faults(template):
        raise BadInput(faults)
    words = {
        f"{name}_{language}": getattr(getattr(template, name), language)
        for name in ("short", "subject", "body")
        for language in ("zh", "en")
    }
    row, _ = Wording.objects.update_or_create(
        kind=kind, defaults={**words, "changed_at": at, "changed_by": by.name}
    )
    record(by, "messages.reworded", row, values={"kind": kind, **words})
    if template == start_of(kind):
        row.delete()
