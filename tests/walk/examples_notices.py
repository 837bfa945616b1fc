"""Examples of notices: drafts and sent ones of one's own office, and those that came for it."""

from tests.walk.own import ABSENT, Own
from zhicai.files.models import StoredFile
from zhicai.foundation import clock
from zhicai.notices.actions import open_draft, save_draft, send_notice
from zhicai.notices.models import Attachment, Notice
from zhicai.programmes.models import ProgrammeYear

WRITERS = {
    "zhoumin": ["office:420500:city"],
    "zhangwei": ["office:420506:county"],
    "chenliqun": [],
    "duanqi": [],
}
"""Who writes in the walk, and to whom; the province's officer shares the keeper's office."""


def furnish_notices(world):
    """A draft with a file for every writing office; and something sent by the province."""
    at, year = clock.midday(world.on), ProgrammeYear.objects.get(programme="hubei-2022")
    world.made["notices"] = {}
    for username, to in WRITERS.items():
        by = world.acting(username)
        draft = open_draft(year, by=by, at=at)
        typed = {
            **draft.draft,
            "title": f"{username}的通知",
            "text": "正文",
            "sign": "试",
            "to": to,
        }
        draft = save_draft(draft, by=by, draft=typed, revision=0, at=at)
        stored = StoredFile.objects.create(
            sha256="0" * 64, size=1, kind="pdf", name="附件.pdf", kept_at=at, kept_by=by.name,
            username=by.username, office=by.office, place_code=by.place_code,
        )  # fmt: skip
        file = Attachment.objects.create(notice=draft, file=stored, title="附件")
        world.made["notices"][username] = (draft.pk, file.pk)
        if to:
            passed = open_draft(year, by=by, at=at, given=typed)
            send_notice(passed, by=by, revision=0, at=at)


def _key(username):
    return "zhoumin" if username in ("zhoumin", "linhao") else username


def _places(world, username):
    acting = world.acting(username)
    levels = [duty.level for duty in acting.duties if duty.level]
    return acting, levels


def _split(world, username, *, sent=True, drafts=False, came=False):
    """Notices that are someone's own in some way, and all others."""
    acting, levels = _places(world, username)
    own = set()
    if not acting.organisation_id:
        mine = Notice.objects.filter(place_id=acting.place_id, level__in=levels)
        if sent:
            own |= set(mine.exclude(sent_at=None).values_list("pk", flat=True))
        if drafts:
            own |= set(mine.filter(state="draft").values_list("pk", flat=True))
    if came:
        got = Notice.objects.exclude(sent_at=None)
        if acting.organisation_id:
            got = got.filter(receipts__organisation_id=acting.organisation_id)
        else:
            got = got.filter(
                receipts__organisation=None, receipts__place_id=acting.place_id,
                receipts__level__in=levels,
            )  # fmt: skip
        own |= set(got.values_list("pk", flat=True))
    others = Notice.objects.exclude(pk__in=own).values_list("pk", flat=True)
    return Own(tuple(sorted(own)[-2:]), (*others[:2], *ABSENT))


def read(world, username):
    """What the office wrote or got; drafts are read by those who write."""
    writes = username in ("zhoumin", "linhao", "zhangwei", "chenliqun", "duanqi")
    return _split(world, username, drafts=writes, came=True)


def drafted(world, username):
    """Drafts of one's own office."""
    return _split(world, username, sent=False, drafts=True)


def sent(world, username):
    """What the office has sent."""
    return _split(world, username)


def got(world, username):
    """What came for the office."""
    return _split(world, username, sent=False, came=True)


def files(world, username):
    """A file of one's own draft; no notice has another's."""
    made = world.made["notices"]
    others = [pk for name, (_, pk) in made.items() if name != _key(username)]
    return Own((), (*others, *ABSENT))


EXAMPLES_OF_NOTICES = {
    ("notices:notice", "pk"): read,
    ("notices:paper", "pk"): read,
    ("notices:file", "pk"): read,
    ("notices:file", "file"): files,
    ("notices:edit", "pk"): drafted,
    ("notices:autosave", "pk"): drafted,
    ("notices:attach", "pk"): drafted,
    ("notices:detach", "pk"): drafted,
    ("notices:detach", "file"): files,
    ("notices:acknowledge", "pk"): got,
    ("notices:forward", "pk"): got,
    ("notices:supersede", "pk"): sent,
    ("notices:recall", "pk"): sent,
    ("notices:receipts", "pk"): sent,
    ("notices:remind", "pk"): sent,
}
