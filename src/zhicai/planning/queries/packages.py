"""Reads of the assessment package: what it is held against, who sees which version, its papers."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership, Role, User
from zhicai.accounts.permissions import holds, require
from zhicai.filing.models import Version
from zhicai.filing.queries import current_version
from zhicai.filing.rules import SETTLED, State, blocks
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.handbooks.queries import standard_in_force
from zhicai.handbooks.queries.standards import standard_kind
from zhicai.law.dates import Span
from zhicai.law.programme import Programme
from zhicai.law.schema import Handling, Level, Obligation
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import in_force, places_under
from zhicai.planning.models import ExamPaper, Package, PackageLine, PaperReader
from zhicai.planning.queries.asked import document_in
from zhicai.planning.rules.asked import Item, Quota
from zhicai.planning.rules.package import (
    PackageContent,
    PaperLine,
    from_json,
    read_draft,
)
from zhicai.planning.rules.package_checks import AskedPackage, Leaves
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import (
    curriculum_of,
    date_rules,
    due_for,
    law_of,
    rights_of,
    settings_of,
    span_in,
)
from zhicai.programmes.queries.regions import Regions, is_core_team, regions_of

PACKAGE, LECTURER_LIST = "assessment-package", "lecturer-list"
SUBMITTED = "planning.assessment_packages_submitted"
DRAFT, READ, SETTLE, LET_PASS = (
    "planning.package", "planning.packages", "planning.settle_package", "planning.let_pass",
)  # fmt: skip
UNDERTAKING, CORE_TEAM = "undertaking", "core-team"
HELD_AGAINST = ("classes", "classes_per_place", "batches", "classes_outside_window")
CITED = ("plan", "design", "papers", "practical", "units")


def rule_counting(law: Programme, metric: str) -> Obligation | None:
    """Return the obligation that counts a metric, None where the notice asks for no such thing."""
    return next((rule for rule in law.obligations.values() if rule.metric == metric), None)


def package_track(law: Programme) -> str:
    """Return the track whose classes the package plans, empty where the notice asks for none."""
    rule = rule_counting(law, SUBMITTED)
    return (rule.track or "") if rule is not None else ""


def asked_package(year: ProgrammeYear, *, on: date) -> AskedPackage:
    """Return what the package of a year is held against on a day."""
    law, settings = law_of(year), settings_of(year, on=on)
    rules = {name: rule_counting(law, f"training.assessment_{name}") for name in HELD_AGAINST}
    keeps, each = rules["classes_outside_window"], rules["classes_per_place"]
    batches = rules["batches"]
    standard = standard_in_force(year, on=on)
    compulsory = {group.id for group in law.groups if group.compulsory}
    opens = rule_counting(law, "admission.registrations_opened")
    opening = span_in(opens, year, settings, date_rules(settings)) if opens else None
    regions = regions_of(year, on=on)
    cities = {place.code: place for place in Place.objects.filter(code__in=regions.venues)}
    return AskedPackage(
        track=package_track(law),
        clause=law.documents[PACKAGE].clause[0] if PACKAGE in law.documents else None,
        due=package_due(year, on=on),
        classes=_quota(rules["classes"]),
        each=_quota(each),
        places=tuple(each.places) if each else (),
        people=_quota(rule_counting(law, "results.assessment_people")),
        certified=_certified(law, year),
        pass_rate=_whole(settings.get("expected-pass-rate")),
        most_batches=Quota(batches.between[1], batches.clause, batches.effect)
        if batches and batches.between
        else None,
        batches=_whole(settings.get("assessment-batches")) or 1,
        windows=batch_windows(rules["classes"], year, settings),
        window_clause=_clause(keeps),
        venues={code: _named(cities[code]) for code in regions.venues if code in cities},
        units={one.pk: _named(one) for one in units(year, regions, on=on)},
        items=tuple(
            Item(item.id, item.group, item.label, item.name, item.clause, item.group in compulsory)
            for item in curriculum_of(year)
        ),
        lead_days=_whole(settings.get("lecturer-list-lead-days")) or 0,
        collide=bool(settings.get("warn-when-dates-collide")),
        registration_ends=opening.due if opening else None,
        standard=standard.version if standard else None,
        cites=_cites(year, opens),
    )


def _cites(year: ProgrammeYear, opens: Obligation | None) -> dict[str, str | None]:
    """The clauses of checks that no quota stands behind."""
    law, kind = law_of(year), standard_kind(year)
    return {
        "standard": kind.clause[0] if kind else None,
        "coverage": _clause(rule_counting(law, "planning.curriculum_items_covered")),
        "lead": _clause(rule_counting(law, "training.lecturer_lists_filed")),
        "registration": _clause(opens),
        "venues": _clause(rule_counting(law, "training.assessment_venue_cities")),
        **{key: law.cites(f"planning.package-{key}") for key in CITED},
    }


def _named(one: Place | Organisation) -> Text:
    return Text(one.name, one.english or one.name)


def _certified(law: Programme, year: ProgrammeYear) -> Quota | None:
    """The most people that any duty of the year wants certified."""
    found = [
        rule
        for rule in law.obligations.values()
        if rule.metric == "results.specialists_certified"
        and rule.at_least is not None
        and (not rule.years or year.year in rule.years)
    ]
    best = max(found, key=lambda rule: rule.at_least or 0, default=None)
    return _quota(best)


def _quota(rule: Obligation | None) -> Quota | None:
    if rule is None or rule.at_least is None:
        return None
    return Quota(rule.at_least, rule.clause, rule.effect)


def _clause(rule: Obligation | None) -> str | None:
    return rule.clause if rule is not None else None


def _whole(value: Any) -> int | None:
    return int(value) if value is not None else None


def batch_windows(
    rule: Obligation | None, year: ProgrammeYear, settings: Mapping[str, Any]
) -> dict[int, Span]:
    """Return the days of each batch: the notice's, the setting's for a second (A-HB-04)."""
    first = span_in(rule, year, settings, date_rules(settings)) if rule else None
    found = {1: first} if first else {}
    opens, until = settings.get("second-batch-from"), settings.get("second-batch-to")
    if first and opens is not None and until is not None:
        found[2] = Span(_in_year(opens, year), _in_year(until, year))
    elif first:
        found[2] = first
    return found


def _in_year(day: Any, year: ProgrammeYear) -> date:
    if isinstance(day, date):
        return day
    return date(year.year, day.month, min(day.day, monthrange(year.year, day.month)[1]))


def units(year: ProgrammeYear, regions: Regions, *, on: date) -> list[Organisation]:
    """Return who may undertake a class of the package: core teams, and agencies (HB-3.2.4.*).

    A body that is also a core team by the notice undertakes only as one that the province listed.
    """
    law = law_of(year)
    track = package_track(law)
    kinds = {
        law.bodies[right.body].organisation
        for right in law.rights
        if right.track == track and right.role == UNDERTAKING
    } - {None}
    teams = {
        law.bodies[right.body].organisation
        for right in law.rights
        if right.track == track and right.role == CORE_TEAM
    }
    listed = [one for one in regions.teams if one.kind in kinds]
    within = places_under((year.province.code,), on=on)
    others = Organisation.objects.filter(in_force(on), kind__in=kinds - teams, home__in=within)
    return [*listed, *others.order_by("name")]


def package_due(year: ProgrammeYear, *, on: date) -> date | None:
    """Return the day by which the package is due, reliefs counted in."""
    document = law_of(year).documents.get(PACKAGE)
    if document is None or document.due is None:
        return None
    return due_for(year, document.due, place_id=year.province_id, level=Level.PROVINCE, on=on)


# --- who sees it ---------------------------------------------------------------------------------


def packages_visible_to(acting: Acting) -> QuerySet[Package]:
    """Return the packages that the user may see something of.

    The working group sees its own from the draft on, the provincial office what was sent, teams and
    hosts what is in force; a core team that fixes the classes sees the draft too (A-HB-32).
    """
    rows = Package.objects.select_related(
        "programme_year__province", "organisation", "filing__receiver", "filing__in_force"
    ).filter(programme_year__province__code=acting.province)
    if not holds(acting, READ):
        return rows.none()
    if acting.organisation_id is None:
        return rows.exclude(filing__last_sent_on=None)
    mine = Q(organisation_id=acting.organisation_id)
    return rows.filter(mine | Q(filing__in_force__isnull=False) | Q(pk__in=_fixed_by(acting, rows)))


def _fixed_by(acting: Acting, rows: QuerySet[Package]) -> list[int]:
    """Packages whose classes this core team fixes."""
    if not holds(acting, DRAFT):
        return []
    return [
        row.pk
        for row in rows
        if row.organisation_id != acting.organisation_id
        and fixes_classes(acting, row, on=row.edited_at.date())
    ]


def fixes_classes(acting: Acting, package: Package, *, on: date) -> bool:
    """Say whether number, place and seats are this organisation's to fix (A-HB-32)."""
    year = package.programme_year
    by_team = settings_of(year, on=on).get("classes-fixed-by") == CORE_TEAM
    if by_team:
        return is_core_team(acting, year, on=on)
    return package.organisation_id == acting.organisation_id


def package_for(acting: Acting, pk: int) -> Package:
    """Return a package the user may see; OutOfScope for any other."""
    require(acting, READ)
    found = packages_visible_to(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def package_in_province(acting: Acting, pk: int) -> Package:
    """Return the package of the user's own province, drafts included, to who lets pass."""
    require(acting, LET_PASS)
    rows = Package.objects.select_related("programme_year__province", "filing", "organisation")
    found = rows.filter(pk=pk, programme_year__province__code=acting.province).first()
    if found is None:
        raise OutOfScope
    return found


def package_of(year: ProgrammeYear) -> Package | None:
    """Return the package of a year, None before it was opened."""
    return (
        Package.objects.filter(programme_year=year)
        .select_related("filing", "organisation", "programme_year__province")
        .first()
    )


def drafts_package(acting: Acting, year: ProgrammeYear, *, on: date) -> bool:
    """Say whether the user's organisation draws up the package of a year by the law's table."""
    if acting.organisation_id is None or not holds(acting, DRAFT):
        return False
    track = package_track(law_of(year))
    rows = rights_of(year, acting, on=on)
    return any(row.track == track and "draft-plan" in row.may for row in rows)


def is_own(acting: Acting, package: Package) -> bool:
    """Say whether the package is of the user's own working group."""
    return acting.organisation_id is not None and package.organisation_id == acting.organisation_id


def may_edit(acting: Acting, package: Package, *, on: date) -> bool:
    """Say whether the user may change the draft now: no version is under review."""
    if not holds(acting, DRAFT) or package.filing.state in (State.SENT, State.ARCHIVED):
        return False
    return is_own(acting, package) or fixes_classes(acting, package, on=on)


def may_settle(acting: Acting, package: Package) -> bool:
    """Say whether the package waits for the user's own office."""
    return holds(acting, SETTLE) and package.filing.state == State.SENT


# --- versions and papers -------------------------------------------------------------------------


def draft_content(package: Package, *, on: date) -> PackageContent:
    """Return the draft as facts, with the papers in the slot and the standard in force."""
    content, _ = read_draft(package.draft)
    standard = standard_in_force(package.programme_year, on=on)
    return replace(
        content, papers=papers_in(package), standard=standard.version if standard else None
    )


def papers_in(package: Package) -> tuple[PaperLine, ...]:
    """Return the papers in the slot now, without their content."""
    rows = package.papers.filter(in_draft=True)
    fields = rows.values_list("pk", "name", "sha256", "sort", "standard", "items")
    return tuple(PaperLine(*row[:5], items=tuple(row[5])) for row in fields)


def papers_of(package: Package) -> QuerySet[ExamPaper]:
    """Return every paper the slot has held, without content, with its openings."""
    return package.papers.defer("content").prefetch_related("openings")


def paper_for(acting: Acting, pk: int) -> ExamPaper:
    """Return a paper of a package the user may see; OutOfScope for any other."""
    found = ExamPaper.objects.defer("content").filter(pk=pk).select_related("package").first()
    if found is None or not sees_slot(acting, package_for(acting, found.package_id)):
        raise OutOfScope
    return found


def slots_of(source: str, keys: Iterable[str]) -> dict[str, ExamPaper]:
    """Return the slot in which each paper of a source lies now, by its key."""
    rows = ExamPaper.objects.filter(source=source, source_key__in=list(keys), in_draft=True)
    rows = rows.select_related("package__filing", "package__programme_year").defer("content")
    return {row.source_key: row for row in rows}


def has_exam_content(year: ProgrammeYear) -> bool:
    """Say whether the slot of a year's package holds exam content now."""
    rows = ExamPaper.objects.filter(package__programme_year=year, in_draft=True)
    return rows.filter(sort=ExamPaper.Sort.PAPER).exists()


def sees_slot(acting: Acting, package: Package) -> bool:
    """Say whether the user sees what lies in the slot: its names, never its content."""
    return is_own(acting, package) or holds(acting, SETTLE) or reads_papers(acting, package)


def readers_of(package: Package) -> QuerySet[PaperReader]:
    """Return who may open the exam content now."""
    return package.readers.filter(ended_at=None).select_related("user")


def user_named(pk: int | None) -> User:
    """Return a user by id; OutOfScope where there is none."""
    found = User.objects.filter(pk=pk or 0).first()
    if found is None:
        raise OutOfScope
    return found


def reads_papers(acting: Acting, package: Package) -> bool:
    """Say whether the user is named to open the exam content; a deputy never is for another."""
    return not acting.stands_for and readers_of(package).filter(user_id=acting.user_id).exists()


def readers_offered(package: Package, *, on: date) -> QuerySet[User]:
    """Return who can be named: members of the working group, and the provincial office."""
    group = Q(memberships__organisation=package.organisation)
    office = Q(
        memberships__place=package.programme_year.province,
        memberships__organisation=None,
        memberships__role__in=(Role.REGISTRAR, Role.OFFICER),
    )
    present = Membership.objects.filter(in_force(on))
    taken = readers_of(package).values("user")
    rows = User.objects.filter(group | office, memberships__in=present, is_active=True)
    return rows.exclude(pk__in=taken).distinct().order_by("name")


def version_of(package: Package, number: int | None = None) -> Version | None:
    """Return a version by number, the current one where none is asked for."""
    if number is None:
        return package.filing.in_force or current_version(package.filing)
    return package.filing.versions.filter(number=number).first()


def content_of(version: Version) -> PackageContent:
    """Return what a version holds."""
    return from_json(version.content)


def leaves_of(package: Package) -> Leaves:
    """Return what the province has let pass."""
    return frozenset(package.leaves.values_list("what", "key"))


# --- what is in force ----------------------------------------------------------------------------


def lines_in_force(year: ProgrammeYear) -> QuerySet[PackageLine]:
    """Return the classes of the package in force."""
    return PackageLine.objects.filter(package__programme_year=year, dropped_on=None).select_related(
        "city", "undertaking", "package__programme_year__province"
    )


def is_settled(package: Package | None) -> bool:
    """Say whether a version of the package has been settled, this one or an earlier one."""
    if package is None:
        return False
    return package.filing.state in SETTLED or package.filing.in_force_id is not None


def blocks_start(year: ProgrammeYear, *, on: date) -> bool:
    """Say whether no class of the package may start: it is decided on and has not been."""
    settings = settings_of(year, on=on)
    package = package_of(year)
    if is_settled(package):
        return False
    document = document_in(year, PACKAGE)
    chosen = settings.get(document.handling_by) if document.handling_by else None
    handling = Handling(chosen) if chosen else document.handling
    state = State(package.filing.state) if package else State.DRAFT
    return blocks(handling, state)


def waits_again(line: PackageLine, *, on: date) -> bool:
    """Say whether a class waits for approval anew: its city or the number of classes changed.

    Under the setting ``change-after-approval`` = report nothing waits (A-HB-32).
    """
    package = line.package
    year = package.programme_year
    if settings_of(year, on=on).get("change-after-approval") == "report":
        return False
    if package.filing.state != State.SENT or package.filing.in_force_id is None:
        return False
    version = current_version(package.filing)
    if version is None or version.pk == package.filing.in_force_id:
        return False
    fresh = {one.key: one for one in content_of(version).classes}
    one = fresh.get(line.key)
    return one is None or one.city != line.city.code
