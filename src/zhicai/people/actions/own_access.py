"""The person's own way in, and the own data to take away."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.actions import give_membership, issue_ticket, open_account
from zhicai.accounts.models import Role, Ticket, User
from zhicai.accounts.permissions import require
from zhicai.accounts.rules import is_username
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.people.actions.rights import oneself
from zhicai.people.models import Person
from zhicai.people.parcel import packed
from zhicai.people.queries.records import person_for
from zhicai.places.queries import path_of


@transaction.atomic
def open_login(person: Person, username: str, *, by: Acting, at: datetime) -> tuple[Ticket, str]:
    """Open an account for the person alone (本人) and return its slip with the secret token.

    Asked again, it gives a new slip for the same account. BadInput where the name is taken.
    """
    on = at.astimezone(CHINA).date()
    held = person_for(by, person.pk, on=on)
    require(by, "people.decide", path_of(held.home, on=on))
    if held.user_id is None:
        if not is_username(username):
            says = Text(
                "账号应为 2 至 40 个字母、数字或 . _ @ -。",
                "An account has 2 to 40 letters, digits and . _ @ -.",
            )
            raise BadInput([Fault(says, field="username")])
        user = open_account(username, name=held.name, by=by)
        link_account(held, user, by=by, at=at)
    return issue_ticket(User.objects.get(person=held), by=by, at=at)


@transaction.atomic
def link_account(person: Person, user: User, *, by: Acting, at: datetime) -> None:
    """Let an account be the person's own: whoever signs in by it sees and corrects the record."""
    on = at.astimezone(CHINA).date()
    require(by, "people.decide", path_of(person.home, on=on))
    person.user = user
    person.save(update_fields=["user"])
    give_membership(user, Role.PERSON, place=person.home, by=by, since=on)
    record(by, "people.account_linked", person, place=person.home.code)


@transaction.atomic
def hand_export(person: Person, *, by: Acting, at: datetime, language: str) -> bytes:
    """Return everything that Zhicai keeps of the person as a ZIP; taking it is recorded."""
    held = Person.objects.select_related("home").filter(pk=person.pk, user_id=by.user_id).first()
    if held is None or held.erased_at is not None:
        raise OutOfScope
    content = packed(held, at=at, language=language)
    record(oneself(held), "people.exported", held, place=held.home.code)
    return content
