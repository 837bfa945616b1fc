"""Examples of the archive: files in reach, what was written in them, one's own."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.accounts.permissions import may
from zhicai.archive.models import Claim
from zhicai.archive.queries.guidance import GUIDE
from zhicai.archive.queries.people import claims_seen, files_seen, own_people
from zhicai.files.actions import keep_file
from zhicai.people.models import Employment, Person, Specialist
from zhicai.places.models import Organisation
from zhicai.places.queries import path_of

PAPER = b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF"


def furnish_archive(world, *, at):
    """Everybody with a record at the four counties has written a title."""
    by = world.acting(people.COUNTY)
    paper = keep_file(SimpleUploadedFile("a.pdf", PAPER, "application/pdf"), by=by, at=at)
    for person in world.made["people"].values():
        Claim.objects.create(
            person=person, programme=world.year.programme, what="title", kind="senior",
            name="知识产权师", on=at.date(), evidence=paper, claimed_at=at,
        )  # fmt: skip


def _split(mine, everyone):
    mine, everyone = set(mine), list(everyone)
    own = [one for one in everyone if one in mine]
    return Own(tuple(own[:1]), (*[one for one in everyone if one not in mine][:2], *ABSENT))


def _specialists():
    keys = Specialist.objects.values("person")
    return Person.objects.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)


def files(world, username):
    """Files in reach, and those of one's own people who let it."""
    acting = world.acting(username)
    seen = files_seen(acting, on=world.on).values_list("pk", flat=True)
    return _split([*seen, *own_people(acting).values_list("pk", flat=True)], _specialists())


def guided(world, username):
    """Files in reach of those who assign advisers."""
    acting = world.acting(username)
    rows = [
        one.pk for one in files_seen(acting, on=world.on)
        if may(acting, GUIDE, path_of(one.home, on=world.on))
    ]  # fmt: skip
    return _split(rows, _specialists())


def claims(world, username):
    """What was written by people of the own area."""
    rows = claims_seen(world.acting(username), on=world.on).values_list("pk", flat=True)
    return _split(rows, Claim.objects.order_by("pk").values_list("pk", flat=True))


def evidence(world, username):
    """The evidence in files in reach."""
    seen = files_seen(world.acting(username), on=world.on).values("pk")
    rows = Claim.objects.filter(person__in=seen).values_list("pk", flat=True)
    return _split(rows, Claim.objects.order_by("pk").values_list("pk", flat=True))


def employers(world, username):
    """Employers of specialists in reach."""
    seen = files_seen(world.acting(username), on=world.on).values("pk")
    mine = Employment.objects.filter(person__in=seen, organisation__isnull=False)
    units = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    return _split(mine.values_list("organisation", flat=True), units)


def kinds(world, username):
    """What one writes into the own file; who has no record has none."""
    has = Person.objects.filter(user__username=username).exists()
    own = ("title", "achievement", "career")
    return Own(own, ("nothing",)) if has else Own((), (*own, "nothing"))


EXAMPLES_OF_ARCHIVE = {
    ("archive:file", "pk"): files,
    ("archive:guidance", "pk"): guided,
    ("archive:claim", "pk"): claims,
    ("archive:evidence", "pk"): evidence,
    ("archive:employer", "pk"): employers,
    ("archive:add", "what"): kinds,
}
