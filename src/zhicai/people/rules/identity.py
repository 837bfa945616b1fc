"""What a person's facts must be, and how they are shown to whom they do not concern."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.sheets.identities import mobile, resident_id
from zhicai.sheets.written import CellError

RESIDENT = "resident"
NUMBERS = {
    "permanent": re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
    "hongkong-macao": re.compile(r"[HM][0-9]{8,10}"),
    "taiwan": re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
    "passport": re.compile(r"[A-Z0-9]{5,17}"),
}
"""The form of the numbers of other documents than the resident ID."""

DOTS = "•・．‧∙"
"""What is typed for the middle dot of a name; all are written as ``·``."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """Where someone works: a listed organisation by id, or a name; the law's word for its kind."""

    organisation_id: int | None = None
    name: str = ""
    kind: str = ""
    post: str = ""
    is_ip_post: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person on entering; ``home_id`` is the place that keeps the record."""

    name: str
    home_id: int
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    employer: EmployerFacts | None = None


def cleaned(facts: PersonFacts, *, on: date) -> tuple[PersonFacts, list[Fault]]:
    """Return the facts in one writing (half width, no blanks), and what is wrong, by field."""
    faults: list[Fault] = []
    name = cleaned_name(facts.name)
    if not name:
        faults.append(Fault(Text("请填写姓名。", "Write the name."), field="name"))
    elif len(name) > LONGEST_NAME:
        says = Text(
            f"姓名最多 {LONGEST_NAME} 字。", f"A name has at most {LONGEST_NAME} characters."
        )
        faults.append(Fault(says, field="name"))
    number, phone = facts.id_number, facts.phone
    try:
        number = _number(facts, on)
    except CellError as error:
        faults.append(Fault(error.says, field="id_number"))
    try:
        phone = mobile(phone) if phone.strip() else ""
    except CellError as error:
        faults.append(Fault(error.says, field="phone"))
    faults += _employer(facts.employer)
    kind = facts.id_kind if number else ""
    return replace(facts, name=name, id_number=number, id_kind=kind, phone=phone), faults


def _number(facts: PersonFacts, on: date) -> str:
    if not facts.id_number.strip():
        return ""
    if facts.id_kind == RESIDENT:
        return resident_id(facts.id_number, born_to=on)
    number = "".join(unicodedata.normalize("NFKC", facts.id_number).split()).upper()
    form = NUMBERS.get(facts.id_kind)
    if form is None:
        raise CellError(Text("请先选证件类型。", "Choose the kind of document first."))
    if not form.fullmatch(number):
        raise CellError(
            Text(
                "证件号码的格式与所选证件类型不符；请对照证件核对，或改选类型。",
                "The number does not have the form of such a document; check it or the kind.",
            )
        )
    return number


def _employer(employer: EmployerFacts | None) -> Iterator[Fault]:
    if employer is not None and employer.organisation_id is None and not employer.name.strip():
        yield Fault(Text("请填写工作单位。", "Name the employer."), field="employer")


def cleaned_name(name: str) -> str:
    """Return a name with one kind of middle dot, and blanks only between Latin words."""
    dotted = "".join("·" if sign in DOTS else sign for sign in name)
    words = unicodedata.normalize("NFC", dotted).split()
    latin = all(word.isascii() for word in words)
    return (" " if latin else "").join(words)


def sex_of(id_kind: str, id_number: str) -> str:
    """Return the sex that a resident ID number says (its 17th digit), empty for other numbers."""
    if id_kind != RESIDENT or len(id_number) != 18:
        return ""
    return "male" if int(id_number[16]) % 2 else "female"


def masked_name(name: str) -> str:
    """Show the surname: 郭建军 is 郭*军, 李娜 is 李*."""
    if len(name) < 2:
        return name
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def masked_number(number: str) -> str:
    """Show the first four and the last two places of a document's number."""
    if len(number) <= 8:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def masked_phone(phone: str) -> str:
    """Show the first three and the last four digits of a phone number."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
