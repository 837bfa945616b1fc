"""Write an item, send it for review, return, publish or withdraw it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, Stale
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.places.queries import path_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.publicity.announcements import ItemPublished, ItemReturned
from zhicai.publicity.models import Item, ItemStep
from zhicai.publicity.queries.figures import figure_choices
from zhicai.publicity.rules.items import Kind, State, may_review, may_step
from zhicai.publicity.rules.writing import body_faults


@dataclass(frozen=True, slots=True)
class Words:
    """What an item says; person, employer and consent belong to a specialist's portrait."""

    kind: Kind
    title: str
    body: str
    summary: str = ""
    person: str = ""
    employer: str = ""
    consent_on: date | None = None
    consent_note: str = ""


@transaction.atomic
def write_item(words: Words, *, year: ProgrammeYear | None, by: Acting, at: datetime) -> Item:
    """Begin an item of the user's office; BadInput for all that is wrong with its words."""
    require(by, "publicity.write", by.place_path)
    _insist(words, sending=False)
    codes = by.place_path.split("/")
    item = Item.objects.create(
        **asdict(words),
        place_id=by.place_id,
        office=by.office,
        above=Place.objects.get(code=codes[-2] if len(codes) > 1 else codes[0]),
        programme_year=year,
        author_id=by.user_id,
        edited_at=at,
    )
    _step(item, "written", by, at)
    record(by, "publicity.item_written", item, place=by.place_code, values={"title": item.title})
    return item


@transaction.atomic
def save_item(item: Item, words: Words, *, revision: int, by: Acting, at: datetime) -> Item:
    """Change an item that is not before a reviewer or the public; whoever does is its author.

    Stale if somebody else has saved since ``revision``.
    """
    item = _locked(item, "publicity.write", by, at)
    may_step("saved", State(item.state)).insist()
    if item.revision != revision:
        says = Text(
            "这篇稿件刚被别人改过，没有覆盖。请重新打开后再改。",
            "Somebody else has just changed this item; nothing was overwritten. Open it again.",
        )
        raise Stale(says, by=item.author.name, at=f"{localtime(item.edited_at):%H:%M}")
    _insist(words, sending=False)
    for name, value in asdict(words).items():
        setattr(item, name, value)
    item.revision += 1
    item.author_id, item.edited_at = by.user_id, at
    if item.state == State.WITHDRAWN:
        item.state = State.DRAFT.value
    item.save()
    values = {"title": item.title, "revision": item.revision}
    record(by, "publicity.item_saved", item, place=item.place.code, values=values)
    return item


@transaction.atomic
def send_item(item: Item, *, by: Acting, at: datetime) -> Item:
    """Send an item for review; a portrait needs the consent of whom it shows."""
    item = _locked(item, "publicity.write", by, at)
    may_step("sent", State(item.state)).insist()
    _insist(_words_of(item), sending=True)
    item.state, item.sent_on = State.REVIEW.value, localtime(at).date()
    item.save(update_fields=["state", "sent_on"])
    _step(item, "sent", by, at)
    record(by, "publicity.item_sent", item, place=item.place.code)
    return item


@transaction.atomic
def return_item(item: Item, *, opinion: str, by: Acting, at: datetime) -> Item:
    """Send an item back to its author with an opinion."""
    item = _locked(item, "publicity.review", by, at)
    _may_review(item, by, "returned")
    _insist_reason(opinion, "opinion")
    item.state = State.RETURNED.value
    item.save(update_fields=["state"])
    _step(item, "returned", by, at, opinion)
    record(by, "publicity.item_returned", item, place=item.place.code, reason=opinion.strip())
    announce(ItemReturned(item.pk))
    return item


@transaction.atomic
def publish_item(item: Item, *, by: Acting, at: datetime) -> Item:
    """Put an item before the public with today's date; refused to its author."""
    item = _locked(item, "publicity.review", by, at)
    clause = _may_review(item, by, "published")
    _insist(_words_of(item), sending=True)
    item.state, item.published_on = State.PUBLISHED.value, localtime(at).date()
    item.reviewer_id, item.reviewed_by, item.withdrawn_on = by.user_id, by.name, None
    item.save()
    _step(item, "published", by, at)
    values = {"title": item.title, "on": item.published_on.isoformat()}
    record(
        by, "publicity.item_published", item, place=item.place.code, clause=clause, values=values
    )
    announce(ItemPublished(item.pk))
    return item


@transaction.atomic
def withdraw_item(item: Item, *, reason: str, by: Acting, at: datetime) -> Item:
    """Take an item from the public with a reason; it may be mended and reviewed anew."""
    item = _locked(item, "publicity.review", by, at)
    may_step("withdrawn", State(item.state)).insist()
    _insist_reason(reason, "reason")
    item.state, item.withdrawn_on = State.WITHDRAWN.value, localtime(at).date()
    item.save(update_fields=["state", "withdrawn_on"])
    _step(item, "withdrawn", by, at, reason)
    record(by, "publicity.item_withdrawn", item, place=item.place.code, reason=reason.strip())
    return item


def _may_review(item: Item, by: Acting, step: str) -> str:
    """Insist that the user may take a reviewer's step; return the clause that asks for it."""
    law = law_of(item.programme_year) if item.programme_year else None
    clause = law.cites("publicity.review") if law else None
    may_step(step, State(item.state)).insist()
    may_review(author=item.author_id, reviewer=by.user_id, clause=clause).insist()
    return clause or ""


def _locked(item: Item, permission: str, by: Acting, at: datetime) -> Item:
    rows = Item.objects.select_for_update(of=("self",))
    found = rows.select_related("place", "author", "programme_year__province").get(pk=item.pk)
    require(by, permission, path_of(found.place, on=localtime(at).date()))
    return found


def _words_of(item: Item) -> Words:
    names: dict[str, Any] = {name: getattr(item, name) for name in Words.__dataclass_fields__}
    return Words(**names | {"kind": Kind(item.kind)})


def _insist(words: Words, *, sending: bool) -> None:
    faults = body_faults(words.body, frozenset(one.name for one in figure_choices()))
    if not words.title.strip():
        faults.append(Fault(Text("请写标题。", "Give it a title."), field="title"))
    if words.kind is Kind.SPECIALIST:
        if not words.person.strip():
            says = Text("请写专员姓名。", "Name the specialist.")
            faults.append(Fault(says, field="person"))
        if sending and words.consent_on is None:
            says = Text(
                "送审前要登记本人同意公开的日期。",
                "Before review, note the day on which the person agreed to be shown.",
            )
            faults.append(Fault(says, field="consent_on"))
    if sending and not words.body.strip():
        faults.append(Fault(Text("请写正文。", "Write the text."), field="body"))
    if faults:
        raise BadInput(faults)


def _insist_reason(words: str, field: str) -> None:
    if not words.strip():
        says = Text("请写明理由，作者会看到。", "Say why; the author will read it.")
        raise BadInput([Fault(says, field=field)])


def _step(item: Item, what: str, by: Acting, at: datetime, opinion: str = "") -> None:
    ItemStep.objects.create(
        item=item, what=what, at=at, by=by.name, office=by.office, opinion=opinion.strip()
    )
