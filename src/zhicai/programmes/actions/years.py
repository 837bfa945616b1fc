"""Open a programme year."""

from datetime import date

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.places.models import Place
from zhicai.programmes import rules
from zhicai.programmes.announcements import YearOpened
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.programmes.queries import library, settings_of, years
from zhicai.programmes.queries.next_year import goes_on, latest_decisions


@transaction.atomic
def open_year(programme: str, *, year: int, province: Place, by: Acting, on: date) -> ProgrammeYear:
    """Open a programme year of a province (HB-1.f); opening it again returns it as it is.

    What the province decided for the year before is carried over, apart from dates, which hold for
    their own year. Refused outside the notice's years, and after the first one where deadlines and
    quotas do not repeat (A-HB-29).
    """
    require(by, "programmes.keep", province.code)
    law = _law_for(programme, province)
    present = years().filter(programme=programme)
    opened = present.filter(year=year).first()
    if opened is not None:
        return opened
    before = present.filter(year__lt=year).first()
    settings = settings_of(before, on=on) if before else law.start_values(on)
    parameter = law.parameters.get("years-repeat")
    rules.may_open(
        year,
        years=law.head.years,
        repeats=settings.get("years-repeat", True),
        clause=parameter.clause[0] if parameter else law.head.notice.clause[0],
    ).insist()
    opened, fresh = ProgrammeYear.objects.get_or_create(
        programme=programme,
        year=year,
        defaults={"province": province, "opened_on": on, "opened_by": by.name},
    )
    if not fresh:  # someone else opened it a moment ago
        return opened
    carried = _carry_over(before, opened, law) if before else 0
    record(
        by,
        "programmes.year_opened",
        opened,
        place=province.code,
        clause=law.head.notice.clause[-1],
        values={"programme": programme, "year": year, "settings_carried_over": carried},
    )
    announce(YearOpened(opened.pk))
    return opened


def _law_for(programme: str, province: Place) -> Programme:
    law = library().programmes.get(programme)
    if law is None:
        says = Text(f"没有名为 {programme} 的项目。", f"There is no programme {programme}.")
        raise BadInput([Fault(says, field="programme")])
    if law.head.province != province.code:
        says = Text(
            f"项目“{law.head.name.zh}”不是{province.name}的。",
            f"The programme “{law.head.name.en}” is not one of {province.english}.",
        )
        raise BadInput([Fault(says, field="programme")])
    return law


def _carry_over(before: ProgrammeYear, opened: ProgrammeYear, law: Programme) -> int:
    """Repeat the decisions in force at the end of the year before, but for dates of that year."""
    carried = [
        SettingDecision(
            programme_year=opened,
            parameter=decision.parameter,
            value=decision.value,
            in_force_from=date(opened.year, 1, 1),
            reason=decision.reason,
            decided_at=decision.decided_at,
            decided_by=decision.decided_by,
            office=decision.office,
        )
        for decision in latest_decisions(before).values()
        if goes_on(law, decision.parameter)
    ]
    SettingDecision.objects.bulk_create(carried)
    return len(carried)
