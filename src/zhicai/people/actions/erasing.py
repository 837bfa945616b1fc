"""Erase a person: what is kept of them afterwards says nothing about anybody."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from zhicai.accounts.models import Membership, Role
from zhicai.accounts.queries import holding
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.people.announcements import PersonErased
from zhicai.people.likeness import note_likeness
from zhicai.people.models import (
    Incentive,
    Merge,
    MergedRow,
    Person,
    PostConfirmation,
    RightsRequest,
)
from zhicai.people.rules.requests import ERASED


@transaction.atomic
def erase(person: Person, *, by: Actor, at: datetime) -> None:
    """Blank everything that says who a person is, with the request that asks for it.

    Names, numbers, contacts, employers and the words of requests go; the rows stay, so that counts
    of the past do not change. An account that is only the person's own is closed and loses its
    name. What apps above keep goes by :class:`PersonErased`. Duplicates merged before go as well.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    user_id = held.user_id
    held.employments.update(
        organisation=None, employer_name=ERASED, employer_type="", post="", is_ip_post=False
    )
    PostConfirmation.objects.filter(employment__person=held).delete()
    Incentive.objects.filter(person=held).update(honour=ERASED, basis=ERASED, file=None)
    RightsRequest.objects.filter(person=held).update(before="", proposed="", says="", answer="")
    blank = ("pinyin", "id_kind", "id_number", "id_hash", "sex", "phone", "email")
    for name in blank:
        setattr(held, name, "")
    held.name, held.user, held.erased_at = ERASED, None, at
    held.save(update_fields=[*blank, "name", "user", "erased_at"])
    note_likeness([held])
    if user_id is not None:
        _close_account(user_id, at)
    record(by, "people.erased", held, place=held.home.code)
    announce(PersonErased(held.pk))
    Merge.objects.filter(Q(kept=held) | Q(duplicate=held)).update(before="", after="")
    MergedRow.objects.filter(merge__kept=held).update(says="")
    for pointer in held.duplicates.filter(erased_at=None):
        erase(pointer, by=by, at=at)


def _close_account(user_id: int, at: datetime) -> None:
    on = at.astimezone(CHINA).date()
    rows = Membership.objects.filter(holding(on), user_id=user_id).select_related("user")
    own = [row for row in rows if row.role == Role.PERSON]
    for row in own:
        row.valid_to, row.at_once = max(on, row.valid_from), True
        row.save(update_fields=["valid_to", "at_once"])
    if own and len(own) == len(rows):
        user = own[0].user
        user.name, user.phone, user.email, user.is_active = ERASED, "", "", False
        user.set_unusable_password()
        user.save(update_fields=["name", "phone", "email", "is_active", "password"])
