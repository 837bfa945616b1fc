"""Examples of attachments: a plan's own office, those above it, and everyone else."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk.own import ABSENT, Own
from tests.walk.people import BASE, CITY, COUNTY, reaches
from zhicai.planning.actions import attach_file
from zhicai.planning.models import Attachment, Plan

YILING = "420506"
PAGE = b"%PDF-1.7\n%%EOF"


def furnish_files(world, *, at):
    """Attach a file to a plan that its office is changing after it was accepted."""
    county = world.acting(COUNTY)
    plan = Plan.objects.get(place__code=YILING, level="county")
    upload = SimpleUploadedFile("修改说明.pdf", PAGE)
    world.made["unsent_file"] = attach_file(plan, by=county, upload=upload, at=at).pk


def files_read(world, username):
    """What was sent is read by those above; what is being written by its office and its guides."""
    unsent = world.made["unsent_file"]
    sent = list(Attachment.objects.exclude(pk=unsent).values_list("pk", flat=True))
    assert sent, "the story has a plan that was sent with files"
    if username == COUNTY:
        return Own((sent[0], unsent), ABSENT)
    if not reaches(username, YILING):
        return Own((), (sent[0], unsent, *ABSENT))
    guides = {CITY, BASE}
    return Own((sent[0],), ABSENT if username in guides else (unsent, *ABSENT))


def files_removed(world, username):
    """Only the office itself takes a file out of its plan."""
    unsent = world.made["unsent_file"]
    return Own((unsent,), ABSENT) if username == COUNTY else Own((), (unsent, *ABSENT))


EXAMPLES_OF_FILES = {
    ("planning:attachment", "pk"): files_read,
    ("planning:remove_attachment", "pk"): files_removed,
}
