"""Open a commendation, nominate, select, publish, strike, commend."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema.reviews import AwardRule
from zhicai.people.actions import record_incentive
from zhicai.people.models import Incentive, Person
from zhicai.people.presenters import employer_name
from zhicai.people.queries import employers_of, specialist_of
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.reviews.actions.rounds import (
    Publishing,
    RoundTerms,
    held_round,
    insist_list_over,
    open_round,
    publish_names,
    said_why,
)
from zhicai.reviews.models import CommendationRound, Nomination
from zhicai.reviews.permissions import CONCLUDE, NOMINATE, RUN
from zhicai.reviews.queries.commending import (
    commendation_for,
    nominable,
    nominated_by_office,
    nominator_of,
)
from zhicai.reviews.queries.facts import checked_of
from zhicai.reviews.queries.law import COMMENDATION, ReviewLaw
from zhicai.reviews.rules.commending import Standing, may_nominate, may_select, ranked
from zhicai.reviews.rules.content import content_of

Round = CommendationRound.State
State = Nomination.State
HEADS = ("所在地", "拟授予")
LONGEST_WORDS, MOST_AT_ONCE = 1000, 200


@transaction.atomic
def open_commendation(
    law: ReviewLaw, terms: RoundTerms, *, by: Acting, at: datetime
) -> CommendationRound:
    """Open a commendation; Refused, with HB-2.4.1.g, while it is switched off."""
    return open_round(CommendationRound.objects.all(), COMMENDATION, law, terms, by=by, at=at)


def _held(
    found: CommendationRound, by: Acting, at: datetime
) -> tuple[CommendationRound, ReviewLaw]:
    commendation_for(by, found.pk)
    return held_round(CommendationRound.objects.all(), found.pk, at=at)


def awards_in(round_: CommendationRound) -> dict[str, AwardRule]:
    """Return the awards of a round by id."""
    return {one.id: one for one in content_of(round_.criteria.content).awards}


# --- nominations ---------------------------------------------------------------------------------


@transaction.atomic
def nominate(
    found: CommendationRound, award: str, people: Sequence[int], *, reason: str, by: Acting,
    at: datetime,
) -> list[Nomination]:  # fmt: skip
    """Nominate people for an award, all or none; who is nominated for it already stays as is.

    OutOfScope for people whom the office may not nominate; Refused outside the days, over the
    office's quota, while commendation is off, and with everyone's conditions that are not met.
    """
    require(by, NOMINATE.name)
    row, law = _held(found, by, at)
    clause = law.clause(COMMENDATION)
    law.still_open(COMMENDATION)
    rule = awards_in(row).get(award)
    keys = list(dict.fromkeys(people))[: MOST_AT_ONCE + 1]
    faults = []
    if rule is None:
        faults.append(Fault(Text("请选择奖项。", "Choose the award."), "award"))
    if not 0 < len(keys) <= MOST_AT_ONCE:
        says = Text(f"请选择 1 到 {MOST_AT_ONCE} 人。", f"Choose 1 to {MOST_AT_ONCE} people.")
        faults.append(Fault(says, "selected"))
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_WORDS:
        says = Text(
            f"请写事迹和理由，不超过 {LONGEST_WORDS} 字。",
            f"Say what they did and why, in at most {LONGEST_WORDS} characters.",
        )
        faults.append(Fault(says, "reason"))  # fmt: skip
    if faults or rule is None:
        raise BadInput(faults)
    if row.state != Round.OPEN or not row.opens_on <= law.on <= row.closes_on:
        says = Text(
            f"提名时间是 {row.opens_on} 至 {row.closes_on}，现在不受理。",
            f"Nominations are taken from {row.opens_on} to {row.closes_on}, not now.",
        )
        raise Refused([Reason(says, clause)])  # fmt: skip
    chosen = list(nominable(by, on=law.on).filter(pk__in=keys))
    if len(chosen) != len(keys):
        raise OutOfScope
    there = row.nominations.filter(award=award, person__in=keys).exclude(state=State.WITHDRAWN)
    known = set(there.values_list("person", flat=True))
    new = [one for one in chosen if one.pk not in known]
    may_nominate(
        rule, nominator=nominator_of(by), already=nominated_by_office(by, row, award),
        more=len(new), clause=clause,
    ).insist()  # fmt: skip
    return _enter(row, law, rule, new, words, by, at)


def _enter(
    row: CommendationRound, law: ReviewLaw, rule: AwardRule, new: list[Person], words: str,
    by: Acting, at: datetime,
) -> list[Nomination]:  # fmt: skip
    asked = [one for one in content_of(row.criteria.content).conditions if one.of == rule.id]
    who = Person.objects.filter(pk__in=[one.pk for one in new])
    checks = checked_of(who, asked, law.kind_words, on=law.on)
    reasons = [
        Reason(Text(f"{one.name}：{check.unmet.zh}", f"{one.name}: {check.unmet.en}"),
               law.clause(COMMENDATION))
        for one in new for check in checks[one.pk] if not check.met
    ]  # fmt: skip
    if reasons:
        raise Refused(reasons)
    works = employers_of([one.pk for one in new])
    made = []
    for one in new:
        nomination = Nomination.objects.create(
            round=row, award=rule.id, award_name=rule.zh, person=one,
            nominator=nominator_of(by) or "", place_id=by.place_id,
            organisation_id=by.organisation_id, office=by.office,
            employer=employer_name(works.get(one.pk)), reason=words,
            conditions=[check.stored() for check in checks[one.pk]], nominated_at=at,
            nominated_by=by.name,
        )  # fmt: skip
        record(by, "reviews.nominated", nomination, place=one.home.code, reason=words[:400],
               clause=law.clause(COMMENDATION) or "", values={"award": rule.id})  # fmt: skip
        made.append(nomination)
    return made


@transaction.atomic
def withdraw_nomination(found: Nomination, *, by: Acting, at: datetime) -> Nomination:
    """Withdraw a nomination of one's own office while nominations are taken."""
    require(by, NOMINATE.name)
    row, law = _held(found.round, by, at)
    held = Nomination.objects.select_for_update(of=("self",)).select_related("person__home").get(
        pk=found.pk
    )  # fmt: skip
    if (held.place_id, held.organisation_id) != (by.place_id, by.organisation_id):
        raise OutOfScope
    if held.state == State.WITHDRAWN:
        return held
    if held.state != State.NOMINATED or row.state != Round.OPEN or law.on > row.closes_on:
        says = Text("提名已截止，不能撤回。", "Nominations are closed; it cannot be withdrawn.")
        raise Refused([Reason(says, law.clause(COMMENDATION))])
    held.state = State.WITHDRAWN
    held.save(update_fields=["state"])
    record(by, "reviews.nomination_withdrawn", held, place=held.person.home.code)
    return held


# --- selection -----------------------------------------------------------------------------------


@transaction.atomic
def select_winners(
    found: CommendationRound, chosen: Sequence[int], *, votes: Mapping[int, int],
    order: Mapping[int, int], by: Acting, at: datetime,
) -> int:  # fmt: skip
    """Record votes, order and who is selected; the selection replaces the one before.

    Refused over the award's quota, while nominations are still taken, and once it is published.
    """
    row, law = _held(found, by, at)
    require(by, RUN.name, law.province)
    clause = law.clause(COMMENDATION)
    if row.state != Round.OPEN or law.on <= row.closes_on:
        says = Text(
            "提名截止后、公示前才能评选。",
            "Winners are selected after nominations close and before the list is out.",
        )
        raise Refused([Reason(says, clause)])  # fmt: skip
    rows = list(
        row.nominations.select_for_update(of=("self",)).filter(
            state__in=(State.NOMINATED, State.SELECTED, State.NOT_SELECTED)
        ).select_related("person")
    )  # fmt: skip
    keys = {one.pk for one in rows}
    if not set(chosen) <= keys:
        raise OutOfScope
    if any(not 0 <= n <= 100_000 for n in (*votes.values(), *order.values())):
        says = Text("票数和排序应是 0 到 100000 的整数。", "Votes and order lie in 0 to 100,000.")
        raise BadInput([Fault(says, "votes")])
    picked = [one for one in rows if one.pk in set(chosen)]
    if any(one.person.user_id == by.user_id for one in picked):
        says = Text("不能评选本人。", "Nobody selects oneself.")
        raise Refused([Reason(says, clause)])
    may_select(list(awards_in(row).values()), Counter(one.award for one in picked),
               clause).insist()  # fmt: skip
    for one in rows:
        one.votes = votes.get(one.pk, one.votes)
        one.order = order.get(one.pk)
        one.state = State.SELECTED if one in picked else State.NOT_SELECTED
    Nomination.objects.bulk_update(rows, ["votes", "order", "state"])
    values = {"selected": [one.pk for one in picked], "votes": sum(votes.values())}
    record(by, "reviews.selected", row, place=law.province, clause=clause or "", values=values)
    return len(picked)


@transaction.atomic
def publish_winners(
    found: CommendationRound, how: Publishing, *, by: Acting, at: datetime
) -> CommendationRound:
    """Put those selected before the public, in order, with masked names. Refused with nobody
    selected; published already, it stands.
    """
    row, law = _held(found, by, at)
    require(by, CONCLUDE.name, law.province)
    if row.state != Round.OPEN:
        return row
    rows = list(
        row.nominations.select_for_update(of=("self",)).filter(
            state=State.SELECTED
        ).select_related("person__home")
    )  # fmt: skip
    if not rows:
        says = Text("还没有确定拟表彰人选。", "Nobody is selected yet.")
        raise Refused([Reason(says, law.clause(COMMENDATION))])
    place = {key: n for n, key in enumerate(awards_in(row))}
    rank = ranked([Standing(one.pk, one.votes, one.order) for one in rows])
    rows.sort(key=lambda one: (place.get(one.award, 0), rank.index(one.pk)))
    row.public_list = publish_names(
        f"{row.title}拟表彰名单公示", f"reviews.commendation:{row.pk}",
        [(one.person, one.award_name) for one in rows], HEADS, how,
        intro="经提名和评选，拟对下列专员予以表彰，现予公示。", by=by, at=at,
    )  # fmt: skip
    for number, one in enumerate(rows, 1):
        one.list_number = number
    Nomination.objects.bulk_update(rows, ["list_number"])
    row.state, row.published_at = Round.PUBLISHED, at
    row.save(update_fields=["state", "published_at", "public_list"])
    record(by, "reviews.commendation_published", row, place=law.province,
           clause=law.clause(COMMENDATION) or "", values={"people": len(rows)})  # fmt: skip
    return row


@transaction.atomic
def strike_nomination(found: Nomination, *, reason: str, by: Acting, at: datetime) -> Nomination:
    """Take someone off the published list, with the reason (an objection was upheld)."""
    row, law = _held(found.round, by, at)
    require(by, CONCLUDE.name, law.province)
    held = Nomination.objects.select_for_update(of=("self",)).select_related("person__home").get(
        pk=found.pk
    )  # fmt: skip
    if held.state == State.STRUCK:
        return held
    if held.state != State.SELECTED or row.state != Round.PUBLISHED:
        no = Text("只有公示中的人选可以取消。", "Only who stands on the published list is struck.")
        raise Refused([Reason(no, law.clause(COMMENDATION))])
    held.state, held.struck_why = State.STRUCK, said_why(reason)
    held.save(update_fields=["state", "struck_why"])
    record(by, "reviews.nomination_struck", held, place=held.person.home.code,
           reason=held.struck_why)  # fmt: skip
    return held


@transaction.atomic
def commend(found: CommendationRound, *, by: Acting, at: datetime) -> CommendationRound:
    """Commend those on the list: each gets the honour recorded, so that the file shows it.

    Refused until the list stood its days and objections are answered. Who is no specialist any
    more is struck with that reason. Done already, nothing changes.
    """
    row, law = _held(found, by, at)
    require(by, CONCLUDE.name, law.province)
    clause = law.clause(COMMENDATION)
    if row.state == Round.FINAL:
        return row
    if row.state != Round.PUBLISHED:
        says = Text("名单公示后才能表彰。", "Winners are commended after the list was published.")
        raise Refused([Reason(says, clause)])
    rows = list(
        row.nominations.select_for_update(of=("self",)).filter(
            state=State.SELECTED
        ).select_related("person__home").order_by("list_number")
    )  # fmt: skip
    insist_list_over(row.public_list, on=law.on, standing=[one.list_number or 0 for one in rows])
    for one in rows:
        if specialist_of(one.person, on=law.on) is None:
            one.state, one.struck_why = State.STRUCK, "表彰时已不是专员"
            one.save(update_fields=["state", "struck_why"])
            continue
        facts = IncentiveFacts(Incentive.Kind.HONOUR, law.on, row.title, honour=one.award_name)
        one.incentive = record_incentive(one.person, facts, by=by, at=at)
        one.state = State.WON
        one.save(update_fields=["state", "incentive"])
    row.state, row.final_at, row.awarded_on = Round.FINAL, at, law.on
    row.save(update_fields=["state", "final_at", "awarded_on"])
    won = sum(one.state == State.WON for one in rows)
    record(by, "reviews.commended", row, place=law.province, clause=clause or "",
           values={"won": won})  # fmt: skip
    return row
