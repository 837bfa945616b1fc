"""Which events offices may be told of: how each is found, who may know of it, what is said.

Told within the transaction of what happened: both are there or neither.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import holds, may
from zhicai.api.actions import tell
from zhicai.api.queries import listeners
from zhicai.filing.announcements import FilingReturned, FilingSent, FilingSettled
from zhicai.filing.models import Filing
from zhicai.foundation import clock
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.notices.announcements import NoticeSent
from zhicai.notices.models import Notice, Receipt
from zhicai.places.queries import path_of
from zhicai.planning.models import Plan
from zhicai.programmes.announcements import NoticeIssued, SettingDecided, YearOpened
from zhicai.programmes.models import Notice as ProgrammeNotice
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.addressed import is_own

Data = Mapping[str, Any]
Told = tuple[Data, Callable[[Acting], bool]]
"""What is said of an event, and whether an office may know of it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: its name on the wire, in words, and how one is told."""

    name: str
    says: Text
    of: type[Any]
    told: Callable[[Any], Told]


def _filing(event: FilingSent | FilingReturned | FilingSettled) -> Told:
    filing = Filing.objects.select_related("sender", "receiver").get(pk=event.filing_id)
    plan = Plan.objects.filter(filing=filing).values_list("pk", flat=True).first()
    path = path_of(filing.sender, on=clock.today())
    data = {
        "filing": filing.pk,
        "kind": filing.kind,
        "series": filing.series,
        "state": filing.state,
        "place": filing.sender.code,
        "plan": plan,
        "link": _link("planning:plan", plan) if plan else "",
    }

    def knows(office: Acting) -> bool:
        own = office.organisation_id is not None
        mine = own and filing.sender_organisation_id == office.organisation_id
        return mine or (holds(office, "planning.read") and may(office, "planning.read", path))

    return data, knows


def _year(event: YearOpened) -> Told:
    year = ProgrammeYear.objects.select_related("province").get(pk=event.programme_year_id)
    data = {"year": year.pk, "programme": year.programme, "of": year.year}
    return {**data, "link": _link("programmes:overview")}, _in_province(year)


def _setting(event: SettingDecided) -> Told:
    year = ProgrammeYear.objects.select_related("province").get(pk=event.programme_year_id)
    data = {
        "year": year.pk,
        "parameter": event.parameter,
        "in_force_from": event.in_force_from.isoformat(),
        "link": _link("programmes:setting", event.parameter),
    }
    return data, _in_province(year)


def _issued(event: NoticeIssued) -> Told:
    notice = ProgrammeNotice.objects.select_related("programme_year__province").get(
        pk=event.notice_id
    )
    data = {"notice": notice.pk, "number": notice.number, "link": _link("programmes:overview")}
    return data, _in_province(notice.programme_year)


def _sent(event: NoticeSent) -> Told:
    notice = Notice.objects.get(pk=event.notice_id)
    data = {
        "notice": notice.pk,
        "due": notice.due.isoformat() if notice.due else None,
        "link": _link("notices:notice", notice.pk),
    }

    def knows(office: Acting) -> bool:
        if not holds(office, "notices.read"):
            return False
        levels = {duty.level for duty in office.duties if duty.level}
        own = office.organisation_id is None and notice.place_id == office.place_id
        if own and notice.level in levels:
            return True
        return Receipt.objects.filter(is_own(office), notice=notice).exists()

    return data, knows


def _in_province(year: ProgrammeYear) -> Callable[[Acting], bool]:
    province = year.province.code
    return lambda office: holds(office, "programmes.read") and office.province == province


def _link(view: str, *args: object) -> str:
    return f"{settings.ZHICAI_SITE}{reverse(view, args=args)}"


KINDS = (
    Kind("filing.sent", Text("材料已报送", "a document was sent"), FilingSent, _filing),
    Kind("filing.returned", Text("材料被退回", "a document was returned"), FilingReturned, _filing),
    Kind("filing.settled", Text("材料已办结", "a document was settled"), FilingSettled, _filing),
    Kind("year.opened", Text("项目年度启动", "a programme year was opened"), YearOpened, _year),
    Kind(
        "setting.decided", Text("待定事项已定", "a setting was decided"), SettingDecided, _setting
    ),
    Kind(
        "programme.issued", Text("实施方案印发", "the programme was issued"), NoticeIssued, _issued
    ),
    Kind("notice.sent", Text("通知已发送", "a notice was sent"), NoticeSent, _sent),
)
EVENTS = {kind.name: kind.says for kind in KINDS}


def _teller(kind: Kind) -> Callable[[Any], None]:
    def told(event: object) -> None:
        wanted = list(listeners(kind.name, on=clock.today()))
        if not wanted:
            return
        data, knows = kind.told(event)
        for subscription, office in wanted:
            if knows(office):
                tell(subscription, kind.name, data, by=SYSTEM, at=clock.now())

    return told


for one in KINDS:
    subscribe(one.of, _teller(one), within=True)
