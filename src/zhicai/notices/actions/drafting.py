"""Drafting: open, save what was typed, attach files, drop; pass a received notice on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.notices.models import Attachment, Notice
from zhicai.notices.queries import issuer_of, last_draft, own_draft_for, receipts_for
from zhicai.notices.rules.drafts import CARRIED, clean
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear

WRITE = "notices.write"
A_SITTING = timedelta(hours=1)
"""Saves within one sitting of the same officer are one entry of the audit log."""
MOST_FILES = 20


@transaction.atomic
def open_draft(
    year: ProgrammeYear, *, by: Acting, at: datetime, given: Mapping[str, Any] | None = None,
    supersedes: Notice | None = None, forwards: Notice | None = None,
) -> Notice:  # fmt: skip
    """Begin a notice of the user's office; head, sign and contact come from its last one."""
    require(by, WRITE)
    level = by.top_level
    if level is None or year.province.code != by.province:
        raise OutOfScope
    last = last_draft(by.place_id, level)
    draft = {name: last.get(name, "") for name in CARRIED}
    if not last:
        issuer = issuer_of(year, Place.objects.get(pk=by.place_id)) or by.office
        draft |= {"issuer": issuer, "mark": f"{issuer}文件"}
    notice = Notice.objects.create(
        programme_year=year,
        place_id=by.place_id,
        level=level,
        draft=clean({**draft, **(given or {})}),
        edited_by=by.name,
        edited_at=at,
        supersedes=supersedes,
        forwards=forwards,
    )
    record(by, "notices.draft_opened", notice, place=by.place_code)
    return notice


def locked_draft(notice: Notice, by: Acting) -> Notice:
    """Return the draft's row locked; OutOfScope unless it is the office's own and still a draft."""
    require(by, WRITE)
    own_draft_for(by, notice.pk)
    row = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("place", "programme_year__province", "supersedes", "forwards")
        .get(pk=notice.pk)
    )
    if row.state != Notice.State.DRAFT:
        says = Text(
            "这份通知已经发送，不能再改。要改，请用新通知替代它。",
            "This notice has been sent. To change it, supersede it by a new one.",
        )
        raise Refused([Reason(says)])
    return row


def refuse_stale(notice: Notice, revision: int) -> None:
    """Raise Stale where somebody saved after ``revision`` was read; says who and when."""
    if notice.revision == revision:
        return
    at = notice.edited_at.astimezone(CHINA).strftime("%m-%d %H:%M")
    says = Text(
        f"{notice.edited_by} 在 {at} 改过这份通知，您的修改没有覆盖对方。请载入新版后再改。",
        f"{notice.edited_by} changed this notice at {at}; nothing of theirs was overwritten. "
        "Load the new version first.",
    )
    raise Stale(says, by=notice.edited_by, at=at)


@transaction.atomic
def save_draft(
    notice: Notice, *, by: Acting, draft: Mapping[str, Any], revision: int, at: datetime
) -> Notice:
    """Save what was typed, right or wrong, as the next revision; the same text again is none.

    Stale where another officer saved meanwhile.
    """
    row = locked_draft(notice, by)
    refuse_stale(row, revision)
    fresh = clean(draft)
    if fresh == row.draft:
        return row
    taken_up = row.edited_by != by.name or at - row.edited_at > A_SITTING
    row.draft, row.revision = fresh, row.revision + 1
    row.title = " ".join(fresh["title"].split())[:200]
    row.edited_by, row.edited_at = by.name, at
    row.save(update_fields=["draft", "revision", "title", "edited_by", "edited_at"])
    if taken_up:
        values = {"revision": row.revision}
        record(by, "notices.draft_edited", row, place=by.place_code, values=values)
    return row


@transaction.atomic
def attach_file(
    notice: Notice, upload: "UploadedFile[Any] | None", *, by: Acting, at: datetime, title: str = ""
) -> Attachment:
    """Keep a file as an annex of a draft; it is listed under ``title``, else under its own name."""
    row = locked_draft(notice, by)
    if row.attachments.count() >= MOST_FILES:
        says = Text(
            f"一份通知最多 {MOST_FILES} 个附件文件，请合并后再上传。",
            f"A notice takes at most {MOST_FILES} files; put some together.",
        )
        raise BadInput([Fault(says, field="file")])
    stored = keep_file(upload, by=by, at=at)
    name = title.strip() or stored.name.rpartition(".")[0] or stored.name
    made = Attachment.objects.create(notice=row, file=stored, title=name[:200])
    record(by, "notices.file_attached", row, place=by.place_code, values={"title": made.title})
    return made


@transaction.atomic
def detach_file(notice: Notice, pk: int, *, by: Acting) -> None:
    """Take a file out of a draft; OutOfScope where the draft has none such."""
    row = locked_draft(notice, by)
    found = row.attachments.filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    record(by, "notices.file_detached", row, place=by.place_code, values={"title": found.title})
    found.delete()


@transaction.atomic
def drop_draft(notice: Notice, *, by: Acting) -> None:
    """Drop a draft; its row stays, so that the audit log points at something."""
    row = locked_draft(notice, by)
    row.state = Notice.State.DROPPED
    row.save(update_fields=["state"])
    record(by, "notices.draft_dropped", row, place=by.place_code, values={"title": row.title})


@transaction.atomic
def forward_notice(notice: Notice, year: ProgrammeYear, *, by: Acting, at: datetime) -> Notice:
    """Begin a notice that passes on one that came: it stands as the first annex.

    OutOfScope for one that did not come for the user's office, Refused for one no longer in force.
    """
    require(by, WRITE)
    if not receipts_for(by).filter(notice=notice).exists():
        raise OutOfScope
    if notice.state != Notice.State.SENT:
        says = Text(
            "这份通知已撤回或被替代，请转发现行的通知。",
            "This notice is recalled or superseded; pass the one in force on.",
        )
        raise Refused([Reason(says)])
    content = notice.content or {}
    given = {
        "title": f"转发{content['title']}",
        "text": (
            f"现将《{content['title']}》（{content['number']}）转发给你们，请结合实际抓好落实。"
        ),
        "due": notice.due.isoformat() if notice.due else "",
    }
    return open_draft(year, by=by, at=at, given=given, forwards=notice)
