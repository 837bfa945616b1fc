"""The assessment package: drawn up by the working group, decided by the provincial office."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.filing import actions as filing_actions
from zhicai.filing.actions import Note, Numbering
from zhicai.filing.models import Version
from zhicai.filing.queries import current_version
from zhicai.filing.rules import AT_ONCE, NUMBER, SETTLED, State, digest, takes_supplements
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.handbooks.actions import name_standard
from zhicai.law.schema import Level
from zhicai.places.models import Organisation, Place
from zhicai.planning.announcements import PackageInForce
from zhicai.planning.models import LineCourse, LineItem, Package, PackageLeave, PackageLine
from zhicai.planning.queries.asked import document_in, handling_in, series_of
from zhicai.planning.queries.packages import (
    DRAFT,
    LET_PASS,
    PACKAGE,
    SETTLE,
    asked_package,
    draft_content,
    drafts_package,
    fixes_classes,
    is_own,
    leaves_of,
    package_due,
    package_of,
    packages_visible_to,
)
from zhicai.planning.rules.checks import decide
from zhicai.planning.rules.package import (
    ClassLine,
    PackageContent,
    clean,
    empty_draft,
    from_json,
    read_draft,
    to_json,
)
from zhicai.planning.rules.package_checks import AskedPackage, package_checks
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of

LONGEST_REASON = 400


def day_of(at: datetime) -> date:
    """Return the day of a moment in China."""
    return at.astimezone(CHINA).date()


@transaction.atomic
def open_package(year: ProgrammeYear, *, by: Acting, at: datetime) -> Package:
    """Open the package of a year, or return the one there is (HB-3.2.6.2.a).

    Refused where the notice asks for no such package, or by the law's table another draws it up.
    """
    require(by, DRAFT)
    on = day_of(at)
    document = document_in(year, PACKAGE)
    if year.province.code != by.province or by.organisation_id is None:
        raise OutOfScope
    if not drafts_package(by, year, on=on):
        says = Text(
            "按通知的分工，考核培训材料由工作组编制。",
            "By the notice's division of duties the working group draws up the package.",
        )
        raise Refused([Reason(says, document.clause[0])])
    found = package_of(year)
    if found is not None:
        if not is_own(by, found):
            raise OutOfScope
        return found
    organisation = Organisation.objects.select_related("home").get(pk=by.organisation_id)
    filing = filing_actions.open_filing(
        kind=PACKAGE,
        series=series_of(year),
        title=f"{year.year} 年度{document.name.zh}",
        sender=organisation.home,
        organisation=organisation,
        receiver=year.province,
        receiver_level=Level.PROVINCE,
        handling=handling_in(year, PACKAGE, settings_of(year, on=on)),
        by=by,
    )
    package, fresh = Package.objects.get_or_create(
        programme_year=year,
        defaults={
            "organisation": organisation, "filing": filing, "draft": empty_draft(),
            "edited_by": by.name, "edited_at": at,
        },
    )  # fmt: skip
    if fresh:
        record(by, "planning.package_opened", package, place=year.province.code,
               clause=document.clause[0], values={"year": year.year})  # fmt: skip
    return package


def locked_package(package: Package, by: Acting, *, own: bool = True) -> Package:
    """Return the package's row locked; OutOfScope unless the user draws it up."""
    row = (
        Package.objects.select_for_update(of=("self",))
        .select_related("filing", "organisation", "programme_year__province")
        .get(pk=package.pk)
    )
    if own and not is_own(by, row):
        raise OutOfScope
    return row


def refuse_under_review(package: Package) -> None:
    """Raise Refused while a version of the package is sent or archived."""
    if package.filing.state in (State.SENT, State.ARCHIVED):
        says = Text(
            "材料已报送，正在办理，不能修改。要改，请先撤回，或等退回意见。",
            "The package is being handled. Withdraw it first, or wait for its return.",
        )
        raise Refused([Reason(says)])


@transaction.atomic
def save_package(
    package: Package, *, by: Acting, draft: Mapping[str, Any], revision: int, at: datetime
) -> Package:
    """Save what was typed, right or wrong, as the next revision; the same text again is none.

    Who fixes number, place and seats is a setting (A-HB-32): the other may not change them. Stale
    where somebody saved meanwhile, Refused while a version is under review.
    """
    require(by, DRAFT)
    row = locked_package(package, by, own=False)
    fixes = fixes_classes(by, row, on=day_of(at))
    if not is_own(by, row) and not fixes:
        raise OutOfScope
    if row.revision != revision:
        moment = row.edited_at.astimezone(CHINA).strftime("%m-%d %H:%M")
        says = Text(
            f"{row.edited_by} 在 {moment} 改过这份材料，您的修改没有覆盖对方。请载入新版后再改。",
            f"{row.edited_by} changed this package at {moment}; nothing was overwritten.",
        )
        raise Stale(says, by=row.edited_by, at=moment)
    refuse_under_review(row)
    fresh = clean(draft)
    if fresh == row.draft:
        return row
    if not fixes and _fixed(fresh) != _fixed(row.draft):
        says = Text(
            "按设置，班次的数量、办班地和名额由核心团队确定，工作组不能增减或改动。",
            "By the setting the core teams fix number, place and seats of classes.",
        )
        raise Refused([Reason(says, document_in(row.programme_year, PACKAGE).clause[0])])
    row.draft, row.revision = fresh, row.revision + 1
    row.edited_by, row.edited_at = by.name, at
    row.save(update_fields=["draft", "revision", "edited_by", "edited_at"])
    values = {"revision": row.revision, "classes": len(fresh["classes"])}
    record(by, "planning.package_edited", row, place=row.programme_year.province.code,
           values=values)  # fmt: skip
    return row


def _fixed(draft: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [(one["key"], one["city"], one["seats"]) for one in draft["classes"]]


@transaction.atomic
def carry_package(
    package: Package, *, by: Acting, draft: Mapping[str, Any], revision: int, at: datetime,
    source: str,
) -> Package:  # fmt: skip
    """Replace the draft by one that was made elsewhere (an Excel file); ``source`` is recorded."""
    row = save_package(package, by=by, draft=draft, revision=revision, at=at)
    record(by, "planning.package_carried", row, place=row.programme_year.province.code,
           values={"source": source})  # fmt: skip
    return row


@transaction.atomic
def let_pass(
    package: Package, what: str, *, reason: str, by: Acting, at: datetime, key: str = ""
) -> PackageLeave:
    """Let a class outside the window, or one batch more, pass; the province says why.

    Serves HB-3.2.1.a and HB-3.2.0.b. Letting the same pass again returns what stands.
    """
    require(by, LET_PASS)
    row = locked_package(package, by, own=False)
    if row.programme_year.province.code != by.province or not (
        packages_visible_to(by).filter(pk=row.pk).exists() or row.filing.last_sent_on is None
    ):
        raise OutOfScope
    if not reason.strip() or len(reason) > LONGEST_REASON:
        says = Text(f"请写明理由，不超过 {LONGEST_REASON} 字。", "Give the reason, in brief.")
        raise BadInput([Fault(says, field="reason")])
    keys = {one["key"] for one in row.draft["classes"]}
    if what not in PackageLeave.What.values or (what == PackageLeave.What.WINDOW) != (key in keys):
        raise OutOfScope
    asked = asked_package(row.programme_year, on=day_of(at))
    clause = asked.window_clause if key else (asked.most_batches and asked.most_batches.clause)
    given = {"reason": reason.strip(), "given_at": at, "given_by": by.name, "office": by.office}
    found, fresh = PackageLeave.objects.get_or_create(
        package=row, what=what, key=key, defaults=given
    )
    if fresh:
        values = {"what": what, "key": key}
        record(by, "planning.package_let_pass", row, place=row.programme_year.province.code,
               clause=clause or "", reason=reason.strip(), values=values)  # fmt: skip
    return found


@transaction.atomic
def send_package(
    package: Package, *, by: Acting, at: datetime, revision: int | None = None
) -> Package:
    """Send plan, course designs and sealed exam content together for the decision (HB-3.2.6.2.d).

    Refused with everything that is missing, each with its clause; the same package sent twice is
    sent once. Where a change after approval is only reported (A-HB-32) it holds at once.
    """
    require(by, DRAFT)
    row = locked_package(package, by)
    on = day_of(at)
    year = row.programme_year
    settings = settings_of(year, on=on)
    content = draft_content(row, on=on)
    _, faults = read_draft(row.draft)
    if revision is not None and revision != row.revision:
        says = Text("材料刚刚有修改，请载入新版后再报送。", "The package changed; load it again.")
        raise Stale(says, by=row.edited_by, at="")
    found = package_checks(content, faults, asked_package(year, on=on), leaves=leaves_of(row))
    decision = decide(found, reason=content.reason)
    decision.insist()
    approved = row.filing.in_force_id is not None
    _refuse_unchanged(row, to_json(content))
    document = document_in(year, PACKAGE)
    terms = filing_actions.Sending(
        handling=handling_in(year, PACKAGE, settings),
        due=package_due(year, on=on) if not approved else None,
        supplement=takes_supplements(settings),
        clause=document.clause[0],
    )
    row.filing = filing_actions.send(
        row.filing, by=by, content=to_json(content), terms=terms, at=at
    )
    values = {"flags": [reason.clause for reason in decision.reasons if reason.clause]}
    record(by, "planning.package_sent", row, place=year.province.code, clause=terms.clause or "",
           reason=content.reason, values=values)  # fmt: skip
    reported = approved and settings.get("change-after-approval") == "report"
    if row.filing.handling in AT_ONCE or reported:
        put_lines_in_force(row, current_version(row.filing), by=by, at=at)
    return row


def _refuse_unchanged(row: Package, content: Mapping[str, Any]) -> None:
    """Refuse to send once more what stands approved as it is."""
    filing = row.filing
    if filing.in_force is None or filing.state not in SETTLED:
        return
    if filing.in_force.digest == digest(content):
        says = Text(
            "与已审定的版本相同，没有需要重新审定的改动。",
            "This is what was approved; nothing has changed.",
        )
        raise Refused([Reason(says)])


@transaction.atomic
def withdraw_package(package: Package, *, by: Acting, at: datetime) -> Package:
    """Take the package back, as long as the provincial office has done nothing with it."""
    require(by, DRAFT)
    row = locked_package(package, by)
    row.filing = filing_actions.withdraw(row.filing, by=by, at=at)
    return row


@transaction.atomic
def return_package(
    package: Package,
    *,
    by: Acting,
    opinion: str,
    at: datetime,
    notes: Sequence[Note] = (),
    until: date | None = None,
) -> Package:
    """Send the package back with an opinion and remarks at its classes (HB-3.2.6.2.e)."""
    require(by, SETTLE)
    row = locked_package(package, by, own=False)
    row.filing = filing_actions.return_for_changes(
        row.filing, by=by, opinion=opinion, remarks=notes, until=until, at=at
    )
    return row


@transaction.atomic
def approve_package(
    package: Package, *, by: Acting, at: datetime, opinion: str = "", number: str = ""
) -> Package:
    """Decide on the package with number and date; its classes are in force from now on.

    Which step it is follows the setting of its handling (A-HB-17), 审定 by the notice.
    """
    require(by, SETTLE)
    row = locked_package(package, by, own=False)
    year = row.programme_year
    pattern = document_in(year, PACKAGE).number or NUMBER
    row.filing = filing_actions.settle(
        row.filing, by=by, at=at, opinion=opinion,
        numbering=Numbering(year.year, pattern, number.strip()),
    )  # fmt: skip
    put_lines_in_force(row, row.filing.in_force, by=by, at=at)
    return row


@transaction.atomic
def put_lines_in_force(
    package: Package, version: Version | None, *, by: Acting, at: datetime
) -> None:
    """Make a version's classes the planned ones; what it no longer has is dropped.

    A class keeps its row from version to version by its key; each design, paper and practical task
    names the version and the items of the capability standard that it meets (HB-3.2.5.f).
    """
    if version is None:
        return
    on = day_of(at)
    year = package.programme_year
    asked = asked_package(year, on=on)
    content = from_json(version.content)
    present = {row.key: row for row in package.lines.all()}
    codes = {line.city for line in content.classes}
    cities = {place.code: place for place in Place.objects.filter(code__in=codes)}
    for position, line in enumerate(content.classes, start=1):
        row = present.pop(line.key, None)
        row = row or PackageLine(package=package, key=line.key, in_force_on=on)
        row.version, row.position, row.dropped_on = version, position, None
        _fill(row, line, cities[line.city])
        row.standard = content.standard
        row.save()
        _renew_design(row, line)
        _name(row, line, asked, by=by, on=on)
    for row in present.values():
        if row.dropped_on is None:
            row.dropped_on = on
            row.save(update_fields=["dropped_on"])
    _name_papers(package, content, asked, by=by, on=on)
    values = {"version": version.number, "classes": len(content.classes)}
    record(by, "planning.lines_in_force", package, place=year.province.code, values=values)
    announce(PackageInForce(package.pk, at))


def _fill(row: PackageLine, line: ClassLine, city: Place) -> None:
    row.batch, row.title, row.city, row.venue = (
        line.batch or 1,
        line.title[:200],
        city,
        line.venue[:200],
    )
    row.starts_on, row.ends_on = line.days
    row.seats, row.undertaking_id = line.seats or 0, line.undertaking or 0
    row.gap = line.gap[:400]


def _renew_design(row: PackageLine, line: ClassLine) -> None:
    row.courses.all().delete()
    row.items.all().delete()
    LineCourse.objects.bulk_create(
        LineCourse(
            line=row, key=course.key, position=position, title=course.title[:200],
            hours=course.hours or 0, form=course.form.value, lecturer=course.lecturer[:120],
            items=list(course.items),
        )
        for position, course in enumerate(line.courses, start=1)
    )  # fmt: skip
    LineItem.objects.bulk_create(LineItem(line=row, item=item) for item in sorted(line.items))


def _name(row: PackageLine, line: ClassLine, asked: AskedPackage, *, by: Acting, on: date) -> None:
    """Name the standard's items that the design meets; none where no standard was in force."""
    if row.standard is None or row.standard != asked.standard:
        return
    items = [item.id for item in asked.wanted if item.id in line.items]
    if items:
        name_standard(
            row, sort="course-design", year=row.package.programme_year, version=row.standard,
            items=items, by=by, on=on,
        )  # fmt: skip


def _name_papers(
    package: Package, content: PackageContent, asked: AskedPackage, *, by: Acting, on: date
) -> None:
    """Name the standard's items that each paper and practical task of the slot meets."""
    named = {one.pk: one for one in content.papers if one.items and one.standard == asked.standard}
    for paper in package.papers.filter(pk__in=named).defer("content"):
        one = named[paper.pk]
        name_standard(
            paper, sort=one.sort, year=package.programme_year, version=one.standard or 0,
            items=one.items, by=by, on=on,
        )  # fmt: skip
