"""Examples of the money of assessment classes: support of one's own office, and others'."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk.examples_finance import HOMES, PAPER, YILING
from tests.walk.own import ABSENT, Own
from tests.walk.people import reaches
from zhicai.finance.actions import enter_support
from zhicai.finance.models import Support
from zhicai.finance.rules.supports import SupportFacts
from zhicai.foundation import clock
from zhicai.law.schema import Level

GIVING = (("420500", Level.CITY), (YILING, Level.COUNTY), ("429004", Level.COUNTY),
          ("421321", Level.COUNTY))  # fmt: skip


def furnish_assessment_money(world):
    """Support in staff of a city and three counties, each with its evidence."""
    for code, level in GIVING:
        facts = SupportFacts("staff", world.year.year, "巡检专班", world.on, people=2)
        by = world.acting(world.stage.officers[code, level])
        paper = SimpleUploadedFile("任命.pdf", PAPER, content_type="application/pdf")
        enter_support(facts, by=by, at=clock.midday(world.on), level=level, upload=paper)


def _rows(own):
    rows = list(Support.objects.filter(title="巡检专班").values_list("pk", "place__code"))
    mine = [pk for pk, code in rows if own(code)]
    return Own(tuple(mine), (*[pk for pk, code in rows if not own(code)], *ABSENT))


def supports_seen(world, username):
    """Support of offices in reach."""
    return _rows(lambda code: reaches(username, code))


def supports_own(world, username):
    """Only the office itself withdraws what it entered."""
    return _rows(lambda code: code == HOMES.get(username))


EXAMPLES_OF_ASSESSMENT_MONEY = {
    ("finance:support_evidence", "pk"): supports_seen,
    ("finance:support_withdraw", "pk"): supports_own,
}
