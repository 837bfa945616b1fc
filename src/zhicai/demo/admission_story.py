"""Who registers for the classes: rosters of counties, people on their phones, waiting lists.

On Wednesdays a county that has a class within two weeks sends its roster, most of it as a table;
about one in forty registers alone. Some counties find more people than seats, some by far too few;
one leaves a roster with mistakes in it.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Count

from zhicai.accounts.acting import Acting, Oneself
from zhicai.admission.actions import (
    Application,
    Way,
    accept,
    import_roster,
    register_oneself,
    upload_roster,
)
from zhicai.admission.models import Registration
from zhicai.admission.queries.rosters import takes_public
from zhicai.demo.people import Trainee, trainee
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.places.models import Organisation
from zhicai.programmes.queries import years
from zhicai.training.models import TrainingClass

FIRST, LAST = date(2022, 3, 30), date(2022, 11, 30)
AHEAD = timedelta(days=12)
HEADS = (
    "姓名",
    "证件号码",
    "手机号",
    "工作单位",
    "单位类型",
    "单位所在县（市、区）",
    "岗位",
    "是否知识产权岗位",
)
FULL = (92, 81, 74, 88, 97, 69, 84, 78, 104, 90)
"""Per cent of the seats that counties fill, by the last digit of their code."""
FEW = 38
"""Per cent that counties fill where the work has hardly begun."""
ALONE = 40
"""One in so many registers on the own phone."""
MYSELF = Oneself("", "本人")


def admission_chapter(stage: Stage, programme: str, *, county: str) -> Iterator[Event]:
    """Yield every Wednesday's rosters from April to November."""
    day = FIRST
    while day <= LAST:
        yield Event(at(day, 15, 10), partial(_wednesday, stage, programme, county))
        day += timedelta(days=7)


def _wednesday(stage: Stage, programme: str, county: str, moment: datetime) -> None:
    year = years().get(programme=programme, year=2022)
    on = moment.date()
    empty = (
        TrainingClass.objects.filter(
            programme_year=year,
            line=None,
            state="open",
            starts_on__gt=on,
            starts_on__lte=on + AHEAD,
        )
        .annotate(people=Count("registrations"))
        .filter(people=0)
        .select_related("place", "programme_year__province")
        .order_by("pk")
    )
    used = _people_so_far(year.pk)
    for found in empty:
        code = found.place.code
        officer = stage.officer(code, Level(found.level), on=on)
        people = _found_by(found, used[code], employers_of(found.place_id))
        used[code] += len(people)
        alone = people[::ALONE] if takes_public(found, on=on) else []
        table = [one for one in people if one not in alone]
        _send_roster(found, table, officer, moment)
        for number, one in enumerate(alone):
            _register_alone(found, one, f"demo-{found.pk}-{number}", officer, moment)
        if code == county:
            _leave_mistakes(found, used[code], officer, moment)


def _people_so_far(year: int) -> dict[str, int]:
    rows = Registration.objects.filter(training_class__programme_year=year)
    counted = rows.values_list("training_class__place__code").annotate(people=Count("pk"))
    return defaultdict(int, dict(counted))


def employers_of(place: int) -> list[tuple[str, str]]:
    """Return name and kind of enterprises that stand in the lists of a county."""
    rows = Organisation.objects.filter(home_id=place, kind="enterprise", valid_to=None)
    return [(name, "high-tech-enterprise") for name in rows.values_list("name", flat=True)[:40]]


def _found_by(found: TrainingClass, since: int, known: list[tuple[str, str]]) -> list[Trainee]:
    """The people a county finds for a class, those of earlier classes left out."""
    code = found.place.code
    share = FEW if int(code) % 17 == 3 else FULL[int(code) % 10]
    count = max(found.capacity * share // 100, 5)
    numbers = range(since, since + count)
    return [trainee(code, found.place.short_name, number, known) for number in numbers]


def _roster(people: list[Trainee], county: str) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEADS)
    for one in people:
        ip_post = "是" if one.is_ip_post else "否"
        rows.writerow([one.name, one.number, one.phone, one.employer, one.kind, county, one.post,
                       ip_post])  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def _send_roster(
    found: TrainingClass, people: list[Trainee], officer: Acting, moment: datetime
) -> None:
    upload = upload_roster(
        found, _roster(people, found.place.name), name=f"{found.place.short_name}学员名单.csv",
        way=Way(over_waits=True), by=officer, at=moment,
    )  # fmt: skip
    import_roster(upload, only_sound=True, by=officer, at=moment + timedelta(minutes=2))


def _leave_mistakes(found: TrainingClass, since: int, officer: Acting, moment: datetime) -> None:
    """A second roster as offices send it, checked and left to be mended."""
    people = [trainee(found.place.code, found.place.short_name, since + n) for n in range(12)]
    content = _roster(people, found.place.name).decode("utf-8-sig")
    content = content.replace(people[2].number, "4.20506E+17").replace(people[5].phone, "1380000")
    content = content.replace(people[9].number, people[8].number)
    upload_roster(
        found, content.encode("gb18030"), name="补报名单.csv", way=Way(), by=officer,
        at=moment + timedelta(hours=1),
    )  # fmt: skip


def _register_alone(
    found: TrainingClass, one: Trainee, key: str, officer: Acting, moment: datetime
) -> None:
    person = PersonFacts(
        one.name, found.place_id, id_kind="resident", id_number=one.number, phone=one.phone,
        employer=EmployerFacts(
            name=one.employer, kind=one.kind, post=one.post, is_ip_post=one.is_ip_post
        ),
    )  # fmt: skip
    register_oneself(found, Application(person, key=key), by=MYSELF, at=moment)
    row = Registration.objects.get(key=key)
    if row.state == Registration.State.APPLIED:
        accept(row, by=officer, at=moment + timedelta(hours=1))
