"""Arrange regions, cities and core teams; enter the honours of bases (A-HB-05)."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.models import Organisation, Place
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import decided, refuse_faults, require_keeper
from zhicai.programmes.announcements import SettingDecided
from zhicai.programmes.models import (
    CityRegion,
    CoreTeam,
    Honour,
    ProgrammeYear,
    Region,
    RegionDecision,
    SettingDecision,
)
from zhicai.programmes.queries.law_in_force import law_of
from zhicai.programmes.queries.regions import (
    REGIONS,
    as_candidates,
    cities_of_province,
    has_regions,
    last_arranged_from,
    named_honour,
    regions_clause,
    regions_kept,
    team_candidates,
    team_kinds,
)
from zhicai.programmes.rules.regions import Arrangement, arrangement_faults

FIRST_YEAR = 1990
DAY = timedelta(days=1)


@transaction.atomic
def arrange_regions(
    year: ProgrammeYear,
    found: Arrangement,
    *,
    reason: str,
    in_force_from: date,
    by: Acting,
    at: datetime,
) -> RegionDecision:
    """Put cities into regions and choose the core teams, from a day on (HB-2.2.2.a–h).

    What stood before ends the day before; an arrangement always starts where the last one does or
    later. The setting that the start values come from follows, so that its readers see the same.
    """
    require_keeper(by, year)
    law = law_of(year)
    if not has_regions(law):
        raise Refused([Reason(Text("本方案没有划分区域。", "This programme has no regions."))])
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    candidates = team_candidates(year, on=in_force_from)
    faults = [
        *rules.reason_faults(reason),
        *_day_faults(year, in_force_from),
        *arrangement_faults(
            found,
            cities=cities_of_province(year, on=in_force_from),
            candidates=as_candidates(candidates),
            honour=named_honour(year, on=in_force_from),
        ),
    ]
    refuse_faults(faults)
    by_key = _regions(year, found)
    _put_cities(year, found, by_key, in_force_from)
    _put_teams(year, found, by_key, in_force_from)
    names = {row.organisation.pk: row.organisation.name for row in candidates}
    decision = RegionDecision.objects.create(
        programme_year=year,
        in_force_from=in_force_from,
        arranged=_as_json(found, names),
        **decided(by, at=at, reason=reason),
    )
    _follow(year, found, names, in_force_from, decided(by, at=at, reason=reason))
    clause = regions_clause(law)
    values = {"regions": decision.arranged, "in_force_from": in_force_from.isoformat()}
    record(
        by, "programmes.regions_arranged", decision, place=year.province.code, clause=clause,
        reason=reason.strip(), values=values,
    )  # fmt: skip
    announce(SettingDecided(year.pk, REGIONS, in_force_from))
    return decision


def _day_faults(year: ProgrammeYear, day: date) -> list[Fault]:
    first = max(filter(None, (date(year.year, 1, 1), last_arranged_from(year))))
    if day >= first:
        return []
    says = Text(f"生效日不能早于 {first}。", f"It can come into force on {first} at the earliest.")
    return [Fault(says, field="in_force_from")]


def _regions(year: ProgrammeYear, found: Arrangement) -> dict[str, Region]:
    known = regions_kept(year)
    for line in found.regions:
        row = known.get(line.key) or Region(programme_year=year, key=line.key)
        row.zh, row.en = line.zh.strip(), line.en.strip()
        row.save()
        known[line.key] = row
    return known


def _put_cities(
    year: ProgrammeYear, found: Arrangement, by_key: dict[str, Region], day: date
) -> None:
    wanted = {
        code: (by_key[line.key].pk, code in line.venues)
        for line in found.regions
        for code in line.cities
    }
    present = CityRegion.objects.filter(programme_year=year, valid_to=None)
    stays = set()
    for row in present.select_related("place"):
        if wanted.get(row.place.code) == (row.region_id, row.venue):
            stays.add(row.place.code)
        else:
            _end(row, day)
    places = {place.code: place for place in Place.objects.filter(code__in=wanted.keys() - stays)}
    CityRegion.objects.bulk_create(
        CityRegion(
            programme_year=year, region_id=wanted[code][0], place=place, venue=wanted[code][1],
            valid_from=day,
        )
        for code, place in sorted(places.items())
    )  # fmt: skip


def _put_teams(
    year: ProgrammeYear, found: Arrangement, by_key: dict[str, Region], day: date
) -> None:
    wanted = {
        team.organisation: (by_key[team.region].pk if team.region else None, team.reason.strip())
        for team in found.teams
    }
    for row in CoreTeam.objects.filter(programme_year=year, valid_to=None):
        if wanted.get(row.organisation_id) == (row.region_id, row.reason):
            del wanted[row.organisation_id]
        else:
            _end(row, day)
    CoreTeam.objects.bulk_create(
        CoreTeam(
            programme_year=year, organisation_id=pk, region_id=region, reason=why, valid_from=day
        )
        for pk, (region, why) in wanted.items()
    )


def _end(row: models.Model, day: date) -> None:
    """End a dated row the day before; one that began the same day never held."""
    assert isinstance(row, CityRegion | CoreTeam)
    if row.valid_from >= day:
        row.delete()
        return
    row.valid_to = day - DAY
    row.save(update_fields=["valid_to"])


def _as_json(found: Arrangement, names: dict[int, str]) -> dict[str, Any]:
    return {
        "regions": [
            asdict(line) | {"cities": list(line.cities), "venues": list(line.venues)}
            for line in found.regions
        ],
        "teams": [asdict(team) | {"name": names[team.organisation]} for team in found.teams],
    }


def _follow(
    year: ProgrammeYear,
    found: Arrangement,
    names: dict[int, str],
    day: date,
    decision: dict[str, Any],
) -> None:
    """Write the arrangement as the setting's value as well."""
    teams: dict[str, list[str]] = {}
    for team in found.teams:
        teams.setdefault(team.region, []).append(names[team.organisation])
    value = [
        {
            "region": line.zh, "region_en": line.en, "cities": " ".join(line.cities),
            "team": "、".join(teams.get(line.key, ())),
            "team_en": "、".join(teams.get(line.key, ())), "venue": " ".join(line.venues),
        }
        for line in found.regions
    ]  # fmt: skip
    SettingDecision.objects.create(
        programme_year=year, parameter=REGIONS, value=value, in_force_from=day, **decision
    )


@transaction.atomic
def enter_honour(
    year: ProgrammeYear,
    organisation: Organisation,
    *,
    of_year: int,
    title: str,
    by: Acting,
    at: datetime,
    number: str = "",
) -> Honour:
    """Enter a title that a base was given for a year; entering it again changes nothing."""
    require_keeper(by, year)
    if organisation.kind not in team_kinds(law_of(year)):
        raise OutOfScope
    faults = [
        *rules.text_faults(title, field="title", most=120),
        *rules.text_faults(number, field="number", most=60, required=False),
    ]
    if not FIRST_YEAR <= of_year <= year.year:
        says = Text(f"年度填 {FIRST_YEAR} 至 {year.year}。", f"A year up to {year.year}.")
        faults.append(Fault(says, field="of_year"))
    if faults:
        raise BadInput(faults)
    found, fresh = Honour.objects.get_or_create(
        organisation=organisation,
        year=of_year,
        title=title.strip(),
        defaults={"number": number.strip(), "entered_at": at, "entered_by": by.name},
    )
    if fresh:
        values = {"organisation": organisation.name, "year": of_year, "title": found.title}
        clause = regions_clause(law_of(year))
        record(by, "programmes.honour_entered", found, place=organisation.home.code,
               clause=clause, values=values)  # fmt: skip
    return found
