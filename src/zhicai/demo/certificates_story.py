"""Certificates: the province issues them for two classes after their make-ups; one is replaced.

The third class waits, so that the list of those who qualified is not empty. The documents are made
when somebody asks for them.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from zhicai.certificates import actions
from zhicai.certificates.models import Certificate
from zhicai.certificates.queries.issuing import waiting
from zhicai.certificates.queries.law import certificate_law
from zhicai.demo.assessment_story import WUHAN, YICHANG
from zhicai.demo.stage import Event, Stage, at
from zhicai.programmes.queries import years

OFFICER = "linhao"
ISSUED = {WUHAN: date(2022, 6, 24), YICHANG: date(2022, 6, 28)}


def certificates_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield the runs of the year and what is done with single certificates."""
    for code, day in ISSUED.items():
        yield Event(at(day, 10), partial(_issue, stage, programme, code))
    yield Event(at(date(2022, 7, 12), 15), partial(_replace, stage))


def _issue(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    year = years().get(programme=programme, year=2022)
    rows = waiting(certificate_law(year, on=moment.date()))
    rows = rows.filter(registration__training_class__place__code=code)
    keys = list(rows.order_by().values_list("pk", flat=True))
    if keys:
        by = stage.acting(OFFICER, on=moment.date())
        found = rows[0].registration.training_class
        actions.issue(year, keys, key=f"demo-{code}", by=by, at=moment, of_class=found)


def _replace(stage: Stage, moment: datetime) -> None:
    """One holder has lost the paper, another had it made by somebody who had no right to."""
    rows = list(Certificate.objects.filter(state="valid").order_by("pk")[3:5])
    by = stage.acting(OFFICER, on=moment.date())
    if len(rows) == 2:
        actions.replace(rows[0], reason="证书遗失，本人申请换发", by=by, at=moment)
        actions.revoke(rows[1], reason="经核实由他人代考", by=by, at=moment)
