"""The law of this site and of a programme year, and the settings decided about it."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings as site
from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import LawError, NotOpened
from zhicai.foundation.prepared import Prepared
from zhicai.foundation.text import Text
from zhicai.law.library import Library, Programme
from zhicai.law.schema.base import Expected
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.programmes.settings_in_force import Origin, Settings

NO_YEAR = Text(
    "本省还没有启动项目年度。省局方案管理岗位启动后，各单位要做的事和进度会显示在这里。",
    "No programme year of this province is open yet. Once the provincial rule keeper opens one, "
    "what every office owes and how far it is stand here.",
)


class _Shared:
    """The library of this process, read anew after another process has reloaded the rules."""

    def __init__(self) -> None:
        self.library = Library(site.ZHICAI_LAW_FOLDERS, keep=site.DATA / "law")
        self.stamp = reload_stamp()

    def fresh(self) -> Library:
        stamp = reload_stamp()
        if stamp != self.stamp:
            self.stamp = stamp
            self.library.reload()
        return self.library


@cache
def _shared() -> _Shared:
    return _Shared()


def stamp_file() -> Path:
    """Return the file whose time tells every process when the rules were last reloaded."""
    return Path(site.DATA) / "law" / "reloaded"


def reload_stamp() -> int:
    """Return when the rules were last reloaded, 0 before the first time."""
    try:
        return stamp_file().stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def library() -> Library:
    """Return the programmes of this site, the package's and the province's own."""
    return _shared().fresh()


def forget_library() -> None:
    """Read the folders that the site's settings name anew on next use."""
    _shared.cache_clear()


def law_of(year: ProgrammeYear) -> Programme:
    """Return the rules of a programme year; LawError where no version of them can be read."""
    try:
        return library().programme(year.programme)
    except KeyError as error:
        says = Text(
            "这个项目的规则读不出来，请方案管理员核对文件夹。",
            "the rules of this programme cannot be read; ask the rule keeper to check the folder.",
        )
        raise LawError(f"{year.programme}/programme.yaml", 1, says) from error


def years() -> QuerySet[ProgrammeYear]:
    """Return the programme years that have been opened, the latest first."""
    return ProgrammeYear.objects.select_related("province").order_by("-year", "programme")


def years_for(acting: Acting) -> QuerySet[ProgrammeYear]:
    """Return the programme years of the user's own province, the latest first."""
    return years().filter(province__code=acting.province)


def year_for(acting: Acting, *, on: date, wanted: int | None = None) -> ProgrammeYear:
    """Return the programme year an office works in: the wanted one, the day's, or the latest.

    NotOpened where none of its province has been opened.
    """
    found = pick_year(list(years_for(acting)), on=on, wanted=wanted)
    if found is None:
        raise NotOpened(NO_YEAR)
    return found


def pick_year(
    mine: Sequence[ProgrammeYear], *, on: date, wanted: int | None = None
) -> ProgrammeYear | None:
    """Return the wanted one of some programme years, the day's, or the latest; None out of none."""
    found = next((year for year in mine if year.pk == wanted), None)
    found = found or next((year for year in mine if year.year <= on.year), None)
    return found or next(iter(mine), None)


def _decided(year: int, on: date) -> QuerySet[SettingDecision]:
    rows = SettingDecision.objects.filter(programme_year=year, in_force_from__lte=on)
    return rows.order_by("in_force_from", "pk")


_decisions = Prepared(_decided, year=int, on=date)


def settings_of(year: ProgrammeYear, *, on: date) -> Settings:
    """Return the value of every parameter in force on a day, with where it comes from."""
    law = law_of(year)
    values = law.start_values(on)
    origins: dict[str, Origin] = {}
    unreadable: set[str] = set()
    for decision in _decisions.rows(year=year.pk, on=on):
        parameter = law.parameters.get(decision.parameter)
        if parameter is None:
            continue
        try:
            values[parameter.id] = parameter.parse(decision.value)
        except Expected:
            unreadable.add(parameter.id)
            continue
        unreadable.discard(parameter.id)
        origins[parameter.id] = Origin(
            by=decision.decided_by,
            office=decision.office,
            at=decision.decided_at,
            reason=decision.reason,
            in_force_from=decision.in_force_from,
        )
    return Settings(values, origins, on, frozenset(unreadable))


def history_of_setting(year: ProgrammeYear, parameter: str) -> QuerySet[SettingDecision]:
    """Return every decision about one parameter, the latest first."""
    return SettingDecision.objects.filter(programme_year=year, parameter=parameter).order_by(
        "-in_force_from", "-pk"
    )


def start_value(programme: Programme, parameter: str, *, on: date) -> Any:
    """Return a parameter's suggested start in force on a day."""
    return programme.start_values(on)[parameter]
