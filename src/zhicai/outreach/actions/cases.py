"""A good-practice case: its city writes and sends it, the province returns, selects, publishes."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.filing.actions import Sending, accept, open_filing, return_for_changes, send
from zhicai.filing.models import Filing
from zhicai.filing.rules import State
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling, Level
from zhicai.outreach.actions.deciding import clause_of, refuse_faults, require_seat, topic_keys
from zhicai.outreach.announcements import CasePublished
from zhicai.outreach.models import PracticeCase
from zhicai.outreach.queries import facts_of, may_write, own_case
from zhicai.outreach.queries.cases import KIND
from zhicai.outreach.rules.cases import CaseFacts, draft_faults, sending_faults
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear

CITES = "outreach.cases"


@transaction.atomic
def open_case(year: ProgrammeYear, facts: CaseFacts, *, by: Acting, at: datetime) -> PracticeCase:
    """Begin a case as a draft of the user's city."""
    level = require_seat(by, "outreach.submit_case")
    refuse_faults(draft_faults(facts))
    place = Place.objects.get(pk=by.place_id)
    prefix = f"{year.programme}-{year.year}-case-"
    number = Filing.objects.filter(kind=KIND, sender=place, series__startswith=prefix).count() + 1
    filing = open_filing(
        kind=KIND,
        series=f"{prefix}{number}",
        title=facts.title.strip(),
        sender=place,
        sender_level=level,
        receiver=year.province,
        receiver_level=Level.PROVINCE,
        handling=Handling.ACCEPTANCE,
        by=by,
    )
    return PracticeCase.objects.create(
        place=place,
        level=level.value,
        filing=filing,
        edited_by=by.name,
        edited_at=at,
        **_columns(facts),
    )


def _columns(facts: CaseFacts) -> dict[str, str]:
    return {
        "title": facts.title.strip(),
        "topic": facts.topic,
        "summary": facts.summary.strip(),
        "body": facts.body.replace("\r\n", "\n").strip(),
    }


@transaction.atomic
def keep_case(
    pk: int, facts: CaseFacts, *, revision: int, by: Acting, at: datetime
) -> PracticeCase:
    """Save a case that is still the city's to write; Stale where someone has saved since."""
    require(by, "outreach.submit_case")
    case = _locked(own_case(by, pk).pk)
    _insist_writable(case)
    refuse_faults(draft_faults(facts))
    columns = _columns(facts)
    if all(getattr(case, name) == value for name, value in columns.items()):
        return case
    if case.revision != revision:
        says = Text(
            "这个案例刚被别人修改过，您的修改没有保存。",
            "Someone else has just changed this case; your changes were not saved.",
        )
        raise Stale(says, by=case.edited_by, at=f"{case.edited_at.astimezone(CHINA):%H:%M}")
    for name, value in columns.items():
        setattr(case, name, value)
    case.revision += 1
    case.edited_by, case.edited_at = by.name, at
    case.save()
    return case


def _insist_writable(case: PracticeCase) -> None:
    if not may_write(case):
        says = Text("案例已经报送，不能再改。", "The case has been sent; it cannot be changed.")
        raise Refused([Reason(says)])


def _locked(pk: int) -> PracticeCase:
    rows = PracticeCase.objects.select_for_update(of=("self",))
    return rows.select_related("filing", "place").get(pk=pk)


@transaction.atomic
def send_case(year: ProgrammeYear, pk: int, *, by: Acting, at: datetime) -> PracticeCase:
    """Send a case to the province (HB-4.5.g): frozen as it is; BadInput while something lacks."""
    require(by, "outreach.submit_case")
    case = _locked(own_case(by, pk).pk)
    _insist_writable(case)
    facts = facts_of(case)
    refuse_faults([*draft_faults(facts), *sending_faults(facts, topics=topic_keys(year))])
    Filing.objects.filter(pk=case.filing_id).update(title=case.title)
    clause = clause_of(year, CITES) or None
    case.filing = send(
        case.filing,
        by=by,
        content=_columns(facts),
        terms=Sending(Handling.ACCEPTANCE, clause=clause),
        at=at,
    )
    return case


@transaction.atomic
def select_case(pk: int, *, by: Acting, at: datetime, opinion: str = "") -> PracticeCase:
    """Select a case that was sent; it can then be published."""
    case = _received(by, pk)
    case.filing = accept(case.filing, by=by, at=at, opinion=opinion)
    return case


@transaction.atomic
def return_case(pk: int, *, by: Acting, at: datetime, opinion: str) -> PracticeCase:
    """Send a case back with an opinion; BadInput without one."""
    case = _received(by, pk)
    case.filing = return_for_changes(case.filing, by=by, at=at, opinion=opinion)
    return case


def _received(by: Acting, pk: int) -> PracticeCase:
    require(by, "outreach.select_case")
    row = PracticeCase.objects.filter(pk=pk, filing__receiver_id=by.place_id)
    if not row.exclude(filing__state=State.DRAFT).exists():
        raise OutOfScope
    return _locked(pk)


@transaction.atomic
def publish_case(year: ProgrammeYear, pk: int, *, by: Acting, at: datetime) -> PracticeCase:
    """Publish a selected case to all offices, as it was when it was selected; once."""
    case = _received(by, pk)
    if case.published_on is not None:
        return case
    version = case.filing.in_force
    if version is None:
        says = Text("先遴选，再发布。", "Select it before publishing it.")
        raise Refused([Reason(says, clause_of(year, CITES) or None)])
    case.published = version.content
    case.published_on, case.published_by = at.astimezone(CHINA).date(), by.name
    case.save(update_fields=["published", "published_on", "published_by"])
    record(
        by,
        "outreach.case_published",
        case,
        place=case.place.code,
        clause=clause_of(year, CITES),
        values={"title": version.content["title"], "digest": version.digest},
    )
    announce(CasePublished(case.pk))
    return case
