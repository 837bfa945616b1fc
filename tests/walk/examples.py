"""What stands in an address: for each parameter one's own examples and foreign ones.

``EXAMPLES`` has a line for every (address, parameter). An ``Own`` answers for one of the cast; what
is ``foreign`` is somebody else's or does not exist, and the two must look the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.walk import people
from tests.walk.examples_admission import EXAMPLES_OF_ADMISSION, furnish_admission
from tests.walk.examples_api import EXAMPLES_OF_API, furnish_api
from tests.walk.examples_archive import EXAMPLES_OF_ARCHIVE, furnish_archive
from tests.walk.examples_assessment import EXAMPLES_OF_ASSESSMENT, furnish_assessment
from tests.walk.examples_assessment_money import (
    EXAMPLES_OF_ASSESSMENT_MONEY,
    furnish_assessment_money,
)
from tests.walk.examples_attendance import EXAMPLES_OF_ATTENDANCE, furnish_attendance
from tests.walk.examples_calls import EXAMPLES_OF_CALLS, furnish_calls
from tests.walk.examples_certificates import EXAMPLES_OF_CERTIFICATES, furnish_certificates
from tests.walk.examples_closing import EXAMPLES_OF_CLOSING, furnish_closing
from tests.walk.examples_coordination import (
    EXAMPLES_OF_COORDINATION,
    QUERIES_OF_COORDINATION,
    furnish_coordination,
)
from tests.walk.examples_dossiers import (
    EXAMPLES_OF_DOSSIERS,
    QUERIES_OF_DOSSIERS,
    furnish_dossiers,
)
from tests.walk.examples_exams_bank import EXAMPLES_OF_BANK, furnish_bank
from tests.walk.examples_exams_marking import EXAMPLES_OF_MARKING, furnish_marking
from tests.walk.examples_exams_pack import EXAMPLES_OF_PACKS
from tests.walk.examples_exams_papers import EXAMPLES_OF_PAPERS, furnish_papers
from tests.walk.examples_exams_practical import EXAMPLES_OF_PRACTICAL, furnish_practical
from tests.walk.examples_exams_room import EXAMPLES_OF_ROOM
from tests.walk.examples_exams_sitting import EXAMPLES_OF_SITTINGS, furnish_sittings
from tests.walk.examples_files import EXAMPLES_OF_FILES, furnish_files
from tests.walk.examples_finance import EXAMPLES_OF_FINANCE, furnish_finance
from tests.walk.examples_handbooks import EXAMPLES_OF_HANDBOOKS
from tests.walk.examples_lecturers import EXAMPLES_OF_LECTURERS, furnish_lecturers
from tests.walk.examples_lists import EXAMPLES_OF_LISTS, furnish_lists
from tests.walk.examples_merits import EXAMPLES_OF_MERITS, furnish_merits
from tests.walk.examples_messages import EXAMPLES_OF_MESSAGES
from tests.walk.examples_notices import EXAMPLES_OF_NOTICES, furnish_notices
from tests.walk.examples_outcomes import EXAMPLES_OF_OUTCOMES, furnish_outcomes
from tests.walk.examples_outreach import EXAMPLES_OF_OUTREACH, furnish_outreach
from tests.walk.examples_people import EXAMPLES_OF_PEOPLE, furnish_people
from tests.walk.examples_publicity import EXAMPLES_OF_PUBLICITY, furnish_publicity
from tests.walk.examples_registers import (
    EXAMPLES_OF_REGISTERS,
    QUERIES_OF_REGISTERS,
    furnish_registers,
)
from tests.walk.examples_reports import EXAMPLES_OF_REPORTS, furnish_reports
from tests.walk.examples_results import EXAMPLES_OF_RESULTS, furnish_results
from tests.walk.examples_reviews import EXAMPLES_OF_REVIEWS, furnish_reviews
from tests.walk.examples_signin import EXAMPLES_OF_SIGNIN
from tests.walk.examples_staff import EXAMPLES_OF_STAFF, furnish_staff
from tests.walk.examples_training import EXAMPLES_OF_TRAINING, furnish_training
from tests.walk.examples_verify import EXAMPLES_OF_VERIFY
from tests.walk.own import ABSENT, Own
from tests.walk.people import BASE, BOTH_SEATS, CITY, COUNTY, PROVINCE, reaches
from zhicai.filing.rules import State
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.monitoring.actions import open_feed
from zhicai.monitoring.queries.feeds import token_of
from zhicai.places.models import Organisation
from zhicai.planning.actions import keep_course, leave_guidance, open_plan
from zhicai.planning.models import Guidance, Plan, PlannedClass
from zhicai.planning.rules.drafts import empty_course
from zhicai.programmes.actions import add_curriculum_item
from zhicai.programmes.models import ProgrammeYear, Receipt

YILING, YICHANG, XIANTAO = "420506", "420500", "429004"


@dataclass
class World:
    """The told story, and what the walk adds so that every address has something of its own."""

    on: Any
    stage: Any
    year: ProgrammeYear
    made: dict[str, Any] = field(default_factory=dict)

    def acting(self, username):
        return self.stage.acting(username, on=self.on)


def furnish(stage, on):
    """Add what the story lacks: own plans of a city and a base, guidance, a feed, courses."""
    world = World(on, stage, ProgrammeYear.objects.get(programme="hubei-2022"))
    at = clock.midday(on)
    city, county, base = (world.acting(name) for name in (CITY, COUNTY, BASE))
    open_plan(world.year, by=city, at=at, level=Level.CITY)
    open_plan(world.year, by=base, at=at)
    planned = PlannedClass.objects.filter(place__code=YILING, dropped_on=None).first()
    leave_guidance(planned, by=world.acting(people.CENTRE), says="请提前通知学员。", at=at)
    course = empty_course() | {"title": "商标品牌建设", "hours": "3", "local": True}
    world.made["courses"] = {
        name: keep_course(course, by=world.acting(name), known=frozenset()).pk
        for name in (CITY, COUNTY, BOTH_SEATS, BASE)
    }
    world.made["feed"] = token_of(open_feed(by=county, at=at))
    added = add_curriculum_item(
        world.year, group="knows", zh="数据知识产权", en="Data IP", reason="企业需要",
        by=world.acting(people.RULE_KEEPER), at=at,
    )  # fmt: skip
    world.made["item"] = added.item
    furnish_files(world, at=at)
    furnish_coordination(world, at=at)
    furnish_outreach(world)
    furnish_staff(world)
    furnish_notices(world)
    furnish_people(world)
    furnish_publicity(world, on=on)
    furnish_api(world)
    furnish_admission(world, at=at)
    furnish_assessment(world)
    furnish_calls(world)
    furnish_lists(world)
    furnish_bank(world)
    furnish_papers(world)
    furnish_sittings(world)
    furnish_practical(world)
    furnish_marking(world)
    furnish_training(world)
    furnish_attendance(world)
    furnish_lecturers(world)
    furnish_finance(world)
    furnish_assessment_money(world)
    furnish_results(world, at=at)
    furnish_outcomes(world, at=at)
    furnish_certificates(world, at=at)
    furnish_archive(world, at=at)
    furnish_merits(world, at=at)
    furnish_reviews(world, at=at)
    furnish_registers(world, at=at)
    furnish_dossiers(world, at=at)
    furnish_closing(world, at=at)
    furnish_reports(world, at=at)
    return world


# --- plans ---------------------------------------------------------------------------------------


def _sent(world):
    """Plans of counties that have been sent, by place."""
    rows = Plan.objects.filter(level=Level.COUNTY).exclude(filing__state=State.DRAFT)
    return {plan.place.code: plan.pk for plan in rows.select_related("place")}


def _drafts(world):
    rows = Plan.objects.filter(level=Level.COUNTY, filing__state=State.DRAFT)
    return {plan.place.code: plan.pk for plan in rows.select_related("place")}


def plans_read(world, username):
    """A sent plan is read by those above it; a draft by its office alone and its guides."""
    sent = _sent(world)
    own = [pk for code, pk in sent.items() if reaches(username, code)]
    foreign = [pk for code, pk in sent.items() if not reaches(username, code)]
    drafts = _drafts(world)
    assert drafts, "the story has a county that has not sent its plan"
    foreign += [pk for code, pk in drafts.items() if code not in people.REACH[username]]
    return Own(tuple(own[:1] + own[-1:]), (*foreign[:1], *foreign[-1:], *ABSENT))


def _held_by(username):
    """The plans that are someone's own to draft."""
    if username == BASE:
        return Plan.objects.filter(organisation__name__startswith="三峡大学")
    level = Level.CITY if username == CITY else Level.COUNTY
    return Plan.objects.filter(place__code=_home(username), level=level)


def _home(username):
    return {CITY: YICHANG, COUNTY: YILING, BOTH_SEATS: XIANTAO, BASE: YICHANG}[username]


def plans_drafted(world, username):
    """Only the office itself touches its draft: neither the city above nor a neighbour."""
    own = tuple(_held_by(username).values_list("pk", flat=True))
    assert own, f"{username} has no plan of its own"
    others = Plan.objects.exclude(pk__in=own)
    above = others.filter(place__code__startswith="4205").first()
    far = others.exclude(place__code__startswith="4205").first()
    return Own(own, (above.pk, far.pk, *ABSENT))


def plans_reviewed(world, username):
    """Counties' plans in the reviewer's own city."""
    sent = _sent(world)
    own = [pk for code, pk in sent.items() if reaches(username, code)]
    foreign = [pk for code, pk in sent.items() if not reaches(username, code)]
    cities_own = Plan.objects.filter(place__code=YICHANG, level=Level.CITY).first()
    return Own(tuple(own[:2]), (foreign[0], foreign[-1], cities_own.pk, *ABSENT))


def classes_read(world, username):
    """Planned classes within reach."""
    rows = PlannedClass.objects.filter(dropped_on=None).select_related("place")
    own = [row.pk for row in rows if reaches(username, row.place.code)]
    foreign = [row.pk for row in rows if not reaches(username, row.place.code)]
    return Own(tuple(own[:1] + own[-1:]), (*foreign[:1], *foreign[-1:], *ABSENT))


def guidance_answered(world, username):
    """Only the office whose class it is answers."""
    rows = Guidance.objects.select_related("planned_class__plan__place")
    mine = [n.pk for n in rows if n.planned_class.place.code == YILING]
    others = [n.pk for n in rows if n.planned_class.place.code != YILING]
    if username == COUNTY:
        return Own(tuple(mine), (*others, *ABSENT))
    return Own((), (*mine, *others, *ABSENT))


def courses_kept(world, username):
    """The office's own library."""
    made = world.made["courses"]
    return Own((made[username],), (*(pk for name, pk in made.items() if name != username), *ABSENT))


# --- programme -----------------------------------------------------------------------------------


def receipts_seen(world, username):
    """One's own receipt; all of them for who oversees receipts."""
    mine, others = _receipts(world, username)
    if username in PROVINCE:
        return Own((*mine, *others)[:2])
    return Own(tuple(mine), (*others[:2], *ABSENT))


def receipts_acknowledged(world, username):
    """One's own receipt and no other."""
    mine, others = _receipts(world, username)
    return Own(tuple(mine), (*others[:2], *ABSENT))


def _receipts(world, username):
    acting = world.acting(username)
    rows = list(Receipt.objects.select_related("place"))
    mine = [
        row.pk
        for row in rows
        if (row.organisation_id or 0) == (acting.organisation_id or 0)
        and (row.organisation_id or row.place.code == acting.place_code)
    ]
    return mine, [row.pk for row in rows if row.pk not in mine]


def organisations(world, username):
    """Everyone who reads the programme reads its organisations."""
    return Own(tuple(Organisation.objects.values_list("pk", flat=True)[:2]))


def same_for_all(*own):
    """A part of the programme that is the same for everyone: there, or not."""
    return lambda world, username: Own(own, ("no-such-thing",))


def curriculum_item(world, username):
    """An item that the province has added."""
    return Own((world.made["item"],), ("no-such-item",))


# --- monitoring, messages, accounts --------------------------------------------------------------


def units(world, username):
    """A row of the matrix: a city for the province, a county for a city."""
    rows = {
        **dict.fromkeys(people.EVERYONE, YICHANG),
        CITY: YILING,
        COUNTY: YILING,
        BASE: YILING,
        BOTH_SEATS: XIANTAO,
    }
    foreign = ["420100"] if people.REACH[username] != "42" else []
    return Own((rows[username],), (*foreign, "999999"))


def places(world, username):
    """A county within reach, and one of another city."""
    own = XIANTAO if username == BOTH_SEATS else YILING
    foreign = ["420102"] if people.REACH[username] != "42" else []
    return Own((own,), (*foreign, "999999", "420505505"))


def feed_tokens(world, username):
    """Whoever knows the secret address reads it."""
    return Own((world.made["feed"],), (world.made["feed"][:-2] + "zz", "guess"))


def messages_read(world, username):
    """What has come for one's own office."""
    acting = world.acting(username)
    rows = Message.objects.all()
    if acting.organisation_id:
        mine = rows.filter(organisation_id=acting.organisation_id)
    else:
        mine = rows.filter(place_id=acting.place_id)
    others = rows.exclude(pk__in=mine)
    return Own(
        tuple(mine.values_list("pk", flat=True)[:1]),
        (*others.values_list("pk", flat=True)[:2], *ABSENT),
    )


Example = Callable[[World, str], Own]
EXAMPLES: dict[tuple[str, str], Example] = {
    **EXAMPLES_OF_ADMISSION,
    **EXAMPLES_OF_ARCHIVE,
    **EXAMPLES_OF_MERITS,
    **EXAMPLES_OF_CALLS,
    **EXAMPLES_OF_BANK,
    **EXAMPLES_OF_PAPERS,
    **EXAMPLES_OF_PRACTICAL,
    **EXAMPLES_OF_ROOM,
    **EXAMPLES_OF_PACKS,
    **EXAMPLES_OF_SITTINGS,
    **EXAMPLES_OF_MARKING,
    **EXAMPLES_OF_LISTS,
    **EXAMPLES_OF_API,
    **EXAMPLES_OF_ASSESSMENT,
    **EXAMPLES_OF_ATTENDANCE,
    **EXAMPLES_OF_COORDINATION,
    **EXAMPLES_OF_DOSSIERS,
    **EXAMPLES_OF_CLOSING,
    **EXAMPLES_OF_NOTICES,
    **EXAMPLES_OF_PEOPLE,
    **EXAMPLES_OF_PUBLICITY,
    **EXAMPLES_OF_REGISTERS,
    **EXAMPLES_OF_REPORTS,
    **EXAMPLES_OF_RESULTS,
    **EXAMPLES_OF_REVIEWS,
    **EXAMPLES_OF_OUTCOMES,
    **EXAMPLES_OF_SIGNIN,
    **EXAMPLES_OF_FILES,
    **EXAMPLES_OF_HANDBOOKS,
    **EXAMPLES_OF_OUTREACH,
    **EXAMPLES_OF_MESSAGES,
    ("planning:attach", "pk"): plans_drafted,
    **EXAMPLES_OF_STAFF,
    **EXAMPLES_OF_TRAINING,
    **EXAMPLES_OF_CERTIFICATES,
    **EXAMPLES_OF_VERIFY,
    **EXAMPLES_OF_LECTURERS,
    **EXAMPLES_OF_FINANCE,
    **EXAMPLES_OF_ASSESSMENT_MONEY,
    ("messages:message", "pk"): messages_read,
    ("messages:open", "pk"): messages_read,
    ("monitoring:rows", "unit"): units,
    ("monitoring:why", "rule"): same_for_all("county-files-class-plan"),
    ("monitoring:why", "code"): places,
    ("monitoring:why", "level"): same_for_all("county"),
    ("monitoring:feed", "token"): feed_tokens,
    ("planning:plan", "pk"): plans_read,
    ("planning:print", "pk"): plans_read,
    ("planning:export", "pk"): plans_read,
    ("planning:edit", "pk"): plans_drafted,
    ("planning:autosave", "pk"): plans_drafted,
    ("planning:lines", "pk"): plans_drafted,
    ("planning:withdraw", "pk"): plans_drafted,
    ("planning:answer", "pk"): plans_drafted,
    ("planning:import", "pk"): plans_drafted,
    ("planning:template", "pk"): plans_drafted,
    ("planning:review", "pk"): plans_reviewed,
    ("planning:class", "pk"): classes_read,
    ("planning:guide", "pk"): classes_read,
    ("planning:arrange", "pk"): classes_read,
    ("planning:answer_guidance", "pk"): guidance_answered,
    ("planning:drop_course", "pk"): courses_kept,
    ("programmes:withdraw_item", "item"): curriculum_item,
    ("programmes:setting", "parameter"): same_for_all("notice-receipt-due", "city-base-rule"),
    ("programmes:receipt", "pk"): receipts_seen,
    ("programmes:acknowledge", "pk"): receipts_acknowledged,
    ("programmes:text", "key"): same_for_all("guiding-principles"),
    ("programmes:organisation", "pk"): organisations,
    ("programmes:change_organisation", "pk"): organisations,
    ("programmes:change_organisation", "what"): same_for_all("member", "services"),
}


def _place(world, username):
    foreign = ["420102"] if people.REACH[username] != "42" else []
    own = XIANTAO if username == BOTH_SEATS else YILING
    return Own(({}, {"place": own}), tuple({"place": code} for code in (*foreign, "999999")))


def _city(world, username):
    """A city's summary is read by the city and by who sees the whole of it."""
    city = XIANTAO if username == BOTH_SEATS else YICHANG
    own = () if username == COUNTY else ({"place": city},)
    others = ["420100"] if people.REACH[username] != "42" else []
    return Own(own, tuple({"place": code} for code in (*others, YILING, "999999")))


QUERIES: dict[str, Example] = {
    **QUERIES_OF_COORDINATION,
    **QUERIES_OF_DOSSIERS,
    **QUERIES_OF_REGISTERS,
    "accounts:act_for": lambda world, username: Own(
        ({"key": world.acting(username).key},), ({}, {"key": "p999999"})
    ),
    "monitoring:cockpit": _place,
    "monitoring:obligations": _place,
    "monitoring:tasks": _place,
    "monitoring:calendar": _place,
    "monitoring:matrix": _place,
    "monitoring:remind": _place,
    "planning:curriculum": _place,
    "planning:summary": _city,
}
"""Addresses that stand for one thing or another by their query, with own and foreign ones."""
