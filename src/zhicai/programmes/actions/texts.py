"""Put a text of the programme in other words, without touching the code."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import OutOfScope, Stale
from zhicai.foundation.text import Text
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import decided, refuse_faults, require_keeper
from zhicai.programmes.announcements import TextReworded
from zhicai.programmes.models import ProgrammeYear, Wording
from zhicai.programmes.queries import texts_of

LONGEST_TITLE, LONGEST_PAGE = 200, 20_000


@transaction.atomic
def reword(
    year: ProgrammeYear,
    key: str,
    *,
    zh: str,
    en: str,
    reason: str,
    by: Acting,
    at: datetime,
    version: int | None = None,
) -> Wording:
    """Write a new version of a text; the versions before stay readable (HB-1.a, HB-P.b).

    ``version`` is the one that the editor has changed: Stale where another has been written since.
    The same words again write nothing new.
    """
    require_keeper(by, year)
    text = texts_of(year).get(key)
    if text is None:
        raise OutOfScope
    zh, en = _tidy(zh), _tidy(en)
    most = LONGEST_PAGE if text.form == "page" else LONGEST_TITLE
    address = text.form == "address"
    refuse_faults(
        [
            *rules.text_faults(zh, field="zh", most=most, required=not address),
            *(rules.address_faults(zh, field="zh") if address else ()),
            *rules.text_faults(en, field="en", most=most, required=False),
            *rules.reason_faults(reason),
        ]
    )
    last = text.wording
    if last is not None and (last.zh, last.en) == (zh, en):
        return last
    if version is not None and last is not None and version != last.version:
        says = Text(
            "这段文字已有更新的版本，您的修改没有保存。请对照新版后再改。",
            "There is a newer version of this text; yours was not saved. Compare and edit again.",
        )
        raise Stale(says, by=last.decided_by, at=last.decided_at.isoformat())
    wording = Wording.objects.create(
        programme_year=year,
        key=key,
        version=(last.version if last else 0) + 1,
        zh=zh,
        en=en,
        **decided(by, at=at, reason=reason),
    )
    record(
        by,
        "programmes.text_reworded",
        wording,
        place=year.province.code,
        clause=text.clauses[0] if text.clauses else "",
        reason=reason.strip(),
        values={"key": key, "version": wording.version, "zh": zh, "en": en},
    )
    announce(TextReworded(year.pk, key))
    return wording


def _tidy(words: str) -> str:
    return words.replace("\r\n", "\n").strip()
