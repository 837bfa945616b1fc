"""Messages about a class to everyone who organises it, and to who was asked for a lecturer."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.training.actions.locking import day_of
from zhicai.training.models import Change, Lecturer, LecturerRequest, Lesson, TrainingClass
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.organisers import Party, party, working_groups


def about(found: TrainingClass) -> str:
    """Return what messages of a class are filed under."""
    return f"training.class:{found.pk}"


def concerned(found: TrainingClass, *, at: datetime) -> list[Party]:
    """Return who is told of a change: hosts, undertaking unit, partners, who sends lecturers.

    Guiding units see the class in their own workspace and are not told of every change.
    """
    rows = found.organisers.exclude(role="guiding").select_related("place", "organisation")
    parties = [party(row) for row in rows]
    kinds = set(
        found.requests.filter(
            state__in=(LecturerRequest.State.OPEN, LecturerRequest.State.SENT)
        ).values_list("kind", flat=True)
    )
    if LecturerRequest.Kind.PRACTICAL in kinds:
        parties.append(Party(found.programme_year.province, Level.PROVINCE))
    if LecturerRequest.Kind.EXPERT in kinds:
        frame = frame_of(found.programme_year, on=day_of(at))
        parties += [Party(organisation=row) for row in working_groups(frame)]
    return parties


def tell(
    found: TrainingClass,
    change: Change,
    title: Text,
    body: Text,
    *,
    by: Acting,
    at: datetime,
    lecturers: Iterable[Lecturer] = (),
) -> int:
    """Tell everyone concerned of a change but who made it; return how many were told."""
    to = {party.addressee for party in concerned(found, at=at) if not party.is_of(by)}
    to |= {Addressee(user_id=row.user_id) for row in lecturers if row.user_id is not None}
    link = reverse("training:class", args=[found.pk])
    drafts = [
        Draft(one, title, body, f"{about(found)}:{change.pk}:{_key(one)}", link, about(found))
        for one in sorted(to, key=_key)
    ]
    return len(send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at))


def ask_lecturers(
    found: TrainingClass, lessons: Iterable[Lesson], *, by: Acting, at: datetime
) -> int:
    """Tell lecturers who sign in of the lessons that they are asked to teach; return how many."""
    link = reverse("training:mine")
    drafts = []
    for one in lessons:
        if one.lecturer is None or one.lecturer.user_id is None or one.lecturer_state != "asked":
            continue
        when = f"{one.day:%m-%d} {one.starts:%H:%M}"
        title = Text(
            f"请确认授课：{when}《{one.title}》", f"Confirm a lesson: {when} “{one.title}”"
        )
        body = Text(f"{found.title}，{found.venue}", f"{found.title}, {found.venue}")
        to = Addressee(user_id=one.lecturer.user_id)
        key = f"{about(found)}:asked:{one.pk}:{one.lecturer.user_id}:{one.replies.count()}"
        drafts.append(
            Draft(to, Text(title.zh[:200], title.en[:300]), body, key, link, about(found))
        )
    return len(send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at))


def tell_parties(
    found: TrainingClass,
    parties: Iterable[Party],
    title: Text,
    body: Text,
    *,
    key: str,
    link: str,
    by: Acting,
    at: datetime,
) -> None:
    """Tell certain offices or organisations of something that concerns a class."""
    drafts = [
        Draft(one.addressee, title, body, f"{about(found)}:{key}:{_key(one.addressee)}", link,
              about(found))
        for one in parties
    ]  # fmt: skip
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)


def _key(one: Addressee) -> str:
    level = one.level.value if one.level else ""
    return f"{one.place_id or ''}{level}-{one.organisation_id or ''}-{one.user_id or ''}"
