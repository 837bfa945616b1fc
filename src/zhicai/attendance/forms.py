"""The shape of input: a line entered by hand, a photo, a code shown, ticks of a device."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.attendance.actions.syncing import MOST_TICKS, OfflineTick
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

_KEY = re.compile(r"[A-Za-z0-9-]{8,60}", re.ASCII)
_MOST_BYTES = 200_000
BAD_TICKS = Text(
    "设备送来的签到记录无法识别，请刷新页面后再同步。",
    "The device's records cannot be read; load the page again and sync.",
)
TOO_MANY = Text(
    f"一次最多同步 {MOST_TICKS} 条。", f"At most {MOST_TICKS} records are synced at once."
)


class HandForm(forms.Form):
    """A line entered by hand."""

    what = forms.ChoiceField(
        label=_("补登内容"),
        choices=[("whole", _("全程到课")), ("in", _("签到时间")), ("out", _("签退时间"))],
    )
    clock_time = forms.TimeField(
        label=_("时间"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("补登签到、签退时间时填写"),
    )
    reason = forms.CharField(label=_("原因"), max_length=400)


class PhotoForm(forms.Form):
    """A photo with what it shows."""

    says = forms.CharField(label=_("说明"), max_length=120, required=False)
    taken_on = forms.DateField(
        label=_("拍摄日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CodeForm(forms.Form):
    """Who has no account signs in by the code of the registration and the phone."""

    code = forms.CharField(label=_("报名确认码"), max_length=12)
    phone = forms.CharField(
        label=_("报名时的手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


def keys_in(posted: QueryDict, name: str) -> list[int]:
    """Return the whole numbers posted under a name; what is none is left out."""
    return whole_numbers(posted.getlist(name))


def whole_numbers(given: Iterable[str]) -> list[int]:
    """Return the primary keys among words."""
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 18]


def ticks_from(body: bytes) -> list[OfflineTick]:
    """Return the ticks that a device sent as JSON; BadInput where they cannot be read.

    ``{"ticks": [{"key", "registration", "lesson", "out", "at"}]}``; ``at`` is ISO 8601 with a zone.
    """
    if len(body) > _MOST_BYTES:
        raise BadInput([Fault(TOO_MANY)])
    try:
        rows = json.loads(body)["ticks"]
        found = [_tick(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput([Fault(BAD_TICKS)]) from error
    if len(found) > MOST_TICKS:
        raise BadInput([Fault(TOO_MANY)])
    return found


def _tick(row: dict[str, Any]) -> OfflineTick:
    at = datetime.fromisoformat(row["at"])
    key, who, lesson = row["key"], row["registration"], row["lesson"]
    if at.tzinfo is None or not 2000 < at.year < 3000 or not isinstance(row["out"], bool):
        raise ValueError("at, out")
    if not _KEY.fullmatch(key) or not 0 < int(who) < 2**62 or not 0 < int(lesson) < 2**62:
        raise ValueError("key, registration, lesson")
    return OfflineTick(f"d-{key}", int(who), int(lesson), row["out"], at)
