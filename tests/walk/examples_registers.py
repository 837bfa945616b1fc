"""Examples of registers and coverage: a city's upload, lists of the law, a listed enterprise."""

from datetime import date

from tests.walk.own import ABSENT, Own
from tests.walk.people import CITY, COUNTY, reaches
from zhicai.places.models import Listing, Organisation
from zhicai.registers.actions import Listed, upload_list
from zhicai.registers.models import DoubtfulCode, Letter, ListUpload
from zhicai.results.actions.coverage import write_letters
from zhicai.results.queries.coverage import coverage_law

YILING, YICHANG = "420506", "420500"
HIGH_TECH = "high-tech-enterprise"
FAULTY = "企业名称,统一社会信用代码,所在县（市、区）\n宜昌甲公司,9142,夷陵区\n宜昌乙公司,,西陵区"


def furnish_registers(world, *, at):
    """Leave a list of a city with a fault, and a county's letter to one of its enterprises."""
    listed = Listed(HIGH_TECH, date(2022, 4, 1), "行走测试", "more")
    upload_list(listed, FAULTY.encode(), name="名录.csv", by=world.acting(CITY), at=at)
    law = coverage_law(world.year, on=world.on)
    rows = Listing.objects.filter(list_id=HIGH_TECH, organisation__home__code=YILING)
    write_letters(
        law, law.kind(HIGH_TECH), [rows.order_by("pk").first().organisation_id],
        by=world.acting(COUNTY), at=at,
    )  # fmt: skip


def lists(world, username):
    """The lists are those of the law, for everyone."""
    return Own((HIGH_TECH,), ("no-such-list",))


def uploads_own(world, username):
    """The office that uploaded it alone."""
    row = ListUpload.objects.filter(place__code=YICHANG, state="checked").first()
    return Own((row.pk,), ABSENT) if username == CITY else Own((), (row.pk, *ABSENT))


def codes_seen(world, username):
    """The province alone looks at codes."""
    return Own((DoubtfulCode.objects.order_by("pk").first().pk,), ABSENT)


def enterprises(world, username):
    """Whoever reaches the county where it sits."""
    row = Organisation.objects.filter(home__code=YILING, listings__isnull=False).first()
    return Own((row.pk,), ABSENT) if reaches(username, YILING) else Own((), (row.pk, *ABSENT))


def letters(world, username):
    """Whoever reaches the county where the enterprise sits."""
    pk = Letter.objects.filter(organisation__home__code=YILING).order_by("pk").first().pk
    return Own((pk,), ABSENT) if reaches(username, YILING) else Own((), (pk, *ABSENT))


EXAMPLES_OF_REGISTERS = {
    ("registers:members", "kind"): lists,
    ("registers:changes", "kind"): lists,
    ("registers:upload", "pk"): uploads_own,
    ("registers:marked", "pk"): uploads_own,
    ("registers:code", "pk"): codes_seen,
    ("results:coverage_list", "kind"): lists,
    ("results:coverage_write", "kind"): lists,
    ("results:coverage_enterprise", "pk"): enterprises,
    ("results:coverage_paper", "pk"): letters,
}


def _place(world, username):
    """A county within reach, and one of another city."""
    if reaches(username, YILING):
        foreign = [] if reaches(username, "420102") else ["420102"]
        return Own(({}, {"place": YILING}), tuple({"place": c} for c in (*foreign, "999999")))
    return Own(({},), ({"place": YILING}, {"place": "999999"}))


QUERIES_OF_REGISTERS = {"results:coverage": _place}
