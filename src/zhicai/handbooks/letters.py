"""What handbooks write to offices: that a version has been published and is to be acknowledged."""

from django.urls import reverse

from zhicai.accounts.acting import System
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.handbooks.actions.reading import addressee_of, key_of
from zhicai.handbooks.announcements import EditionPublished
from zhicai.handbooks.models import Edition
from zhicai.handbooks.queries import addressees_of
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.programmes.queries import law_of, pick_year, years


def tell_readers(event: EditionPublished) -> None:
    """Write to everyone who has to acknowledge a document that a version has come."""
    edition = Edition.objects.select_related("handbook__province").get(pk=event.edition_id)
    handbook = edition.handbook
    held = years().filter(programme=handbook.programme, province=handbook.province)
    year = pick_year(list(held), on=edition.published_on)
    if year is None:
        return
    kind = law_of(year).handbooks[handbook.key]
    title = Text(
        f"《{kind.name.zh}》第 {edition.number} 版已发布，{edition.in_force_from} 起施行",
        f"Version {edition.number} of “{kind.name.en}” is published, in force from "
        f"{edition.in_force_from}",
    )
    drafts = [
        Draft(
            addressee_of(row.seat),
            title,
            Text(edition.note, edition.note),
            key=f"handbook-{edition.pk}-{key_of(row.seat)}",
            link=reverse("handbooks:document", args=[kind.id]),
            about=f"handbook-{edition.pk}",
        )
        for row in addressees_of(year, kind, on=edition.published_on)
    ]
    writer = System(name=edition.published_by, office=edition.office)
    send_messages(drafts, kind=Message.Kind.NOTICE, by=writer, at=edition.published_at)


subscribe(EditionPublished, tell_readers)
