"""Template tags and filters: icons, bilingual sentences, money, dates, numbers, states."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

from zhicai.ui import icons, slots, states

register = template.Library()

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NOTICE_ICONS = {
    "green": "circle-check",
    "success": "circle-check",
    "amber": "alert-triangle",
    "warning": "alert-triangle",
    "red": "alert-triangle",
    "error": "alert-triangle",
}


def in_english() -> bool:
    """Tell whether the active language is English (any variant)."""
    return (get_language() or "").startswith("en")


def day_of(moment: date) -> date:
    """Return the calendar day of ``moment`` in the site's time zone."""
    if isinstance(moment, datetime):
        return (localtime(moment) if is_aware(moment) else moment).date()
    return moment


def number(value: object) -> Decimal | None:
    """Read ``value`` as a number; None if it is none."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


@register.simple_tag
def icon(name: str, size: int = 18, extra: str = "") -> SafeString:
    """``{% icon 'bell' %}``: the inline SVG of a vendored icon, ``size`` px, in the text colour."""
    safe = str(conditional_escape(extra))
    return mark_safe(icons.drawing(name, int(size), safe))


@register.simple_tag
def html_lang() -> str:
    """Return the ``lang`` attribute of the page: ``zh-CN`` or ``en``."""
    return "en" if in_english() else "zh-CN"


@register.simple_tag
def colon() -> str:
    """Return the colon of the active language: full-width, or with a space after it."""
    return ": " if in_english() else "："


@register.filter
def listed(values: Iterable[object]) -> str:
    """Join short texts the way the active language lists them."""
    return (", " if in_english() else "、").join(said(value) for value in values)


@register.simple_tag
def clause_url(clause: object) -> str:
    """Return the page of a clause id, ``""`` while no app has registered one."""
    return slots.clause_url(str(clause)) if clause else ""


@register.filter
def said(value: object) -> str:
    """Return a bilingual sentence in the active language; a string as it is."""
    wanted = "en" if in_english() else "zh"
    return str(getattr(value, wanted, "" if value is None else value))


@register.filter
def is_number(value: object) -> bool:
    """Tell whether ``value`` is a number (0 is one; None and "" are none)."""
    return number(value) is not None


@register.filter
def notice_icon(tone: object) -> str:
    """Return the icon of a notice by its tone or Django message level."""
    return NOTICE_ICONS.get(str(tone), "info-circle")


@register.filter
def wan(fen: object) -> str:
    """Write an amount in fen as 万元 with one decimal: ``2360000000`` is ``2,360.0``."""
    amount = number(fen)
    return "" if amount is None else f"{amount / 1_000_000:,.1f}"


@register.filter
def yuan(fen: object) -> str:
    """Write an amount in fen as yuan to the fen: ``5200050`` is ``52,000.50``."""
    amount = number(fen)
    return "" if amount is None else f"{amount / 100:,.2f}"


@register.filter
def thousands(value: object) -> str:
    """Write a count with thousands separators: ``11286`` is ``11,286``."""
    amount = number(value)
    return "" if amount is None else f"{amount:,f}"


@register.filter
def percent(value: object, places: int = 1) -> str:
    """Write a share (0.715) as a percentage (``71.5%``) with ``places`` decimals."""
    amount = number(value)
    return "" if amount is None else f"{amount * 100:.{int(places)}f}%"


@register.filter
def share_of(value: object, whole: object) -> Decimal | None:
    """Return ``value / whole`` as a share; None when there is no whole."""
    part, total = number(value), number(whole)
    return part / total if part is not None and total else None


@register.filter
def width(share: object) -> str:
    """Write a share (0…1, clamped) as a CSS length for a meter: ``0.715`` is ``71.5%``."""
    amount = number(share) or Decimal(0)
    return f"{min(max(amount, Decimal(0)), Decimal(1)) * 100:.1f}%"


@register.filter
def cn_date(moment: date | None) -> str:
    """Write a day in prose: ``2022 年 6 月 20 日``; in English ``20 June 2022``."""
    if not moment:
        return ""
    day = day_of(moment)
    if in_english():
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


@register.filter
def short_date(moment: date | None) -> str:
    """Write a day in a table: ``06-20``."""
    return f"{day_of(moment):%m-%d}" if moment else ""


@register.filter
def short_time(moment: datetime | None) -> str:
    """Write a moment in a table: ``06-20 14:32``, in the site's time zone."""
    if not moment:
        return ""
    return f"{localtime(moment) if is_aware(moment) else moment:%m-%d %H:%M}"


@register.filter
def iso_date(moment: date | None) -> str:
    """Write a day beside a date input: ``2022-06-20``."""
    return day_of(moment).isoformat() if moment else ""


@register.filter
def state_tone(state: object) -> str:
    """Return the tone of an obligation's state."""
    return states.look(state).tone


@register.filter
def state_icon(state: object) -> str:
    """Return the icon of an obligation's state, ``""`` for none."""
    return states.look(state).icon


@register.filter
def state_word(state: object) -> str:
    """Return the word of an obligation's state in the active language."""
    return str(states.look(state).word)


@register.filter
def ring(share: object) -> str:
    """Write a share (0…1, clamped) as the drawn length of a ring whose whole length is 100."""
    return width(share).removesuffix("%")
