"""A newcomer's account, checked field by field: pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhicai.accounts.rules import is_username
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

LONGEST_NAME = 60
LONGEST_EMAIL = 120
LONGEST_REASON = 200
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"1\d{10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone for whom an account is opened: ``office`` is its key, ``role`` the post there."""

    username: str
    name: str
    office: str
    role: str
    phone: str = ""
    email: str = ""


def newcomer_faults(one: Newcomer) -> Iterator[Fault]:
    """Yield what is wrong with a newcomer by itself, each fault at its field."""
    if not one.name:
        yield Fault(Text("请填写姓名。", "Enter the name."), field="name")
    elif len(one.name) > LONGEST_NAME:
        says = Text(f"姓名不超过 {LONGEST_NAME} 字。", f"At most {LONGEST_NAME} characters.")
        yield Fault(says, field="name")
    if not is_username(one.username):
        says = Text(
            "账号用 2 至 40 个字母、数字或 . _ @ -，以字母或数字开头。",
            "An account has 2 to 40 letters, digits or . _ @ - and begins with a letter or digit.",
        )
        yield Fault(says, field="username")
    yield from contact_faults(one.phone, one.email)


def contact_faults(phone: str, email: str) -> Iterator[Fault]:
    """Yield what is wrong with a phone and an e-mail; both may be empty."""
    if phone and not _PHONE.fullmatch(phone):
        says = Text(
            "手机号是 11 位数字，以 1 开头。", "A mobile number has 11 digits and begins with 1."
        )
        yield Fault(says, field="phone")
    if email and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        says = Text("邮箱形如 name@example.cn。", "An address looks like name@example.cn.")
        yield Fault(says, field="email")


def reason_faults(reason: str) -> Iterator[Fault]:
    """Yield what is wrong with a reason: it must be given, and be short."""
    if not reason:
        yield Fault(Text("请写明原因。", "Give the reason."), field="reason")
    elif len(reason) > LONGEST_REASON:
        says = Text(f"原因不超过 {LONGEST_REASON} 字。", f"At most {LONGEST_REASON} characters.")
        yield Fault(says, field="reason")
