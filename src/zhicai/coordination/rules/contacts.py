"""Names and telephone numbers as they are written down, and as others see them."""

import re
from collections.abc import Iterator

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

PHONE = re.compile(r"[0-9+() -]{7,20}(转[0-9]{1,6})?")


def masked(phone: str) -> str:
    """Return a telephone number with its middle hidden.

    >>> masked("13871234567"), masked("0717-6256789"), masked("")
    ('138****4567', '071****6789', '')
    """
    kept = phone.strip()
    return f"{kept[:3]}****{kept[-4:]}" if len(kept) > 7 else "****" if kept else ""


def phone_faults(phone: str, field: str) -> Iterator[Fault]:
    """Yield what is wrong with a telephone number; it may be empty."""
    if phone.strip() and not PHONE.fullmatch(phone.strip()):
        says = Text(
            "电话写数字，例如 0717-6256789 或 13871234567。",
            "A telephone number is digits, such as 0717-6256789.",
        )
        yield Fault(says, field=field)


def needed(field: str, words: str, name: Text, longest: int) -> Iterator[Fault]:
    """Yield what is wrong with words that must be there and fit."""
    kept = words.strip()
    if not kept:
        yield Fault(Text(f"请填写{name.zh}。", f"Give {name.en}."), field=field)
    yield from fitting(field, kept, name, longest)


def fitting(field: str, words: str, name: Text, longest: int) -> Iterator[Fault]:
    """Yield what is wrong with words that are too long."""
    if len(words.strip()) > longest:
        says = Text(
            f"{name.zh}最多 {longest} 字，现在是 {len(words.strip())} 字。",
            f"{name.en} has at most {longest} characters, now {len(words.strip())}.",
        )
        yield Fault(says, field=field)
