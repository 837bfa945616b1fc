"""The ledger of points (HB-2.4.1.j): booked once, with caps; corrected, expired, settled."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from zhicai.archive.announcements import ClaimConfirmed
from zhicai.certificates.announcements import CertificateEnded
from zhicai.certificates.models import Certificate
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.merits.actions.ledger import correct, settle
from zhicai.merits.following import on_claim, on_ended
from zhicai.merits.models import Posting, Settlement
from zhicai.merits.queries.standing import balance_of, points_of, unbalanced
from zhicai.merits.tests.scenes import AT, ON, balanced, noon
from zhicai.messages.models import Message
from zhicai.people.actions import record_incentive
from zhicai.people.rules.incentives import IncentiveFacts

NEXT = date(2023, 2, 1)


def test_nothing_is_credited_while_points_are_not_in_use_and_the_clause_is_named(scene):
    scene.enacted()
    scene.open("points", to=False)
    scene.claimed()
    assert not scene.book()
    assert Posting.objects.count() == 0
    reason = scene.rules().closed("points")
    assert reason.clause == "HB-2.4.1.j"
    with pytest.raises(Refused) as refused:
        settle(scene.hubei.year, scene.rules(), by=scene.province, at=AT)
    assert refused.value.reasons[0].clause == "HB-2.4.1.j"


@pytest.mark.clause("HB-2.4.1.j")
def test_facts_are_credited_once_with_caps_said_read_by_the_specialist_and_corrected(
    scene, django_capture_on_commit_callbacks
):
    scene.enacted()
    with django_capture_on_commit_callbacks(execute=True):
        scene.claimed()
    for n in range(7):
        scene.claimed("achievement", "filing", f"专利 {n}")
    scene.book()
    # Title 15, certificate 20, filings 2 each but at most 10 a year.
    assert balance_of(scene.guo.pk, on=ON) == Decimal(45)
    cut = list(Posting.objects.filter(cut__gt=0))
    assert [(one.tenths, one.cut, one.cut_by) for one in cut] == [(0, 20, "year")] * 2
    assert not scene.book()
    assert balanced()
    row = Posting.objects.get(event="title")
    done = correct(row, scene.rules(), reason="级别登记有误", instead=Decimal("2.5"),
                   by=scene.province, at=AT)  # fmt: skip
    assert (done.tenths, done.reverses_id, done.reason) == (-150, row.pk, "级别登记有误")
    assert balance_of(scene.guo.pk, on=ON) == Decimal("32.5")
    assert points_of(scene.guo.pk, on=ON) == 32
    assert not scene.book()
    assert balanced()
    with pytest.raises(Refused):
        correct(row, scene.rules(), reason="再来", by=scene.province, at=AT)
    with pytest.raises(Refused):
        correct(done, scene.rules(), reason="再来", by=scene.province, at=AT)
    with pytest.raises(BadInput) as bad:
        correct(cut[0], scene.rules(), reason=" ", instead=Decimal("0.25"), by=scene.province,
                at=AT)  # fmt: skip
    assert {one.field for one in bad.value.faults} == {"reason", "instead"}
    for by in (scene.county, scene.own, scene.group):
        with pytest.raises((NotYourPage, OutOfScope)):
            correct(cut[0], scene.rules(), reason="x", by=by, at=AT)


def test_a_confirmed_claim_is_credited_and_a_changed_employer_is_not(scene):
    scene.enacted()
    row = scene.claimed()
    on_claim(ClaimConfirmed(row.pk, AT))
    on_claim(ClaimConfirmed(row.pk, AT))
    assert Posting.objects.filter(event="title").count() == 1
    assert Posting.objects.filter(person=scene.yang).count() == 0


def test_a_revoked_certificate_takes_its_points_back_exactly(scene):
    scene.enacted()
    scene.book()
    found = scene.certificates[0]
    Certificate.objects.filter(pk=found.pk).update(
        state="revoked", ended_at=AT, ended_on=ON, ended_reason="x", ended_by="x"
    )
    on_ended(CertificateEnded(found.pk, "revoked", AT))
    assert scene.tenths() == [("credit", 200), ("reversal", -200)]
    on_ended(CertificateEnded(found.pk, "revoked", AT))
    assert balance_of(scene.guo.pk, on=ON) == 0
    assert scene.tenths(scene.yang) == [("credit", 200)]
    assert balanced()


def test_points_expire_by_a_posting_and_a_reversal_undoes_the_expiry_with_the_credit(scene):
    scene.enacted()
    scene.claimed("achievement", "filing", "专利")
    scene.book()
    later = date(2025, 3, 20)
    assert scene.book(date(2025, 3, 19)).expired == 0
    assert scene.book(later).expired == 1
    assert scene.book(later).expired == 0
    row = Posting.objects.get(kind="expiry")
    assert (row.tenths, row.year, row.on) == (-20, 2025, later)
    assert balance_of(scene.guo.pk, on=date(2025, 3, 19)) == Decimal(22)
    assert balance_of(scene.guo.pk, on=later) == Decimal(20)
    credit = Posting.objects.get(event="achievement", kind="credit")
    correct(credit, scene.rules(later), reason="重复登记", by=scene.province, at=noon(later))
    assert balance_of(scene.guo.pk, on=later) == Decimal(20)
    assert balanced()


def test_who_has_points_is_told_of_a_correction_with_its_reason_and_of_a_settled_year(scene):
    scene.enacted()
    scene.claimed()
    law = scene.rules(NEXT)
    settle(scene.hubei.year, law, by=scene.province, at=noon(NEXT))
    settle(scene.hubei.year, law, by=scene.province, at=noon(NEXT))
    title = Posting.objects.get(event="title")
    correct(title, law, reason="登记有误", by=scene.province, at=noon(NEXT))
    own = Message.objects.filter(user=scene.guo.user_id, key__startswith="merits.").order_by("pk")
    assert [(one.title.zh, one.body.zh, one.link) for one in own if "grade" not in one.key] == [
        ("2022 年积分已结算", "全年 35 分，年末结余 35 分。", "/merits/me/"),
        ("一笔积分已更正", "原记 15 分，更正为 0 分。理由：登记有误", "/merits/me/"),
    ]


def test_a_settled_year_stays_and_what_comes_later_goes_to_the_open_one(scene):
    scene.enacted()
    scene.claimed()
    with pytest.raises(Refused):
        settle(scene.hubei.year, scene.rules(), by=scene.province, at=AT)
    law = scene.rules(NEXT)
    with pytest.raises(NotYourPage):
        settle(scene.hubei.year, law, by=scene.county, at=noon(NEXT))
    made = settle(scene.hubei.year, law, by=scene.province, at=noon(NEXT))
    assert (made.people, made.tenths) == (2, 550)
    assert settle(scene.hubei.year, law, by=scene.province, at=noon(NEXT)).pk == made.pk
    given = IncentiveFacts("honour", date(2022, 3, 30), "区奖励办法", honour="优秀专员")
    record_incentive(scene.guo, given, by=scene.county, at=AT)
    scene.book(NEXT)
    title = Posting.objects.get(event="title")
    done = correct(title, law, reason="登记有误", by=scene.province, at=noon(NEXT))
    late = Posting.objects.get(event="honour")
    assert (late.year, late.tenths, done.year) == (2023, 100, 2023)
    year = Posting.objects.filter(year=2022)
    assert sum(one.tenths for one in year) == made.tenths
    assert Settlement.objects.get().tenths == 550
    assert balanced()
    assert not unbalanced("hubei-2022").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE merits_posting SET tenths = 999",
        "UPDATE merits_posting SET reason = 'x', year = 2021",
        "DELETE FROM merits_entry",
        "UPDATE merits_entry SET tenths = tenths + 1",
        "UPDATE merits_settlement SET tenths = 0",
        "DELETE FROM merits_settledtotal",
        """INSERT INTO merits_posting (key, kind, programme, year, person_id, rule_set_id, rule,
           tenths, cut, cut_by, happened_on, "on", event, says_zh, says_en, reason, at, by, office)
           SELECT 'sneaked', 'credit', programme, 2022, person_id, rule_set_id, rule, 10, 0, '',
           happened_on, "on", event, says_zh, says_en, '', at, by, office FROM merits_posting
           WHERE event = 'title'""",
        """INSERT INTO merits_entry (posting_id, side, account, person_id, tenths)
           SELECT id, 'person', 'person', person_id, tenths + 5 FROM merits_posting
           WHERE event = 'title'""",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_booked_or_settled(scene, statement):
    scene.enacted()
    scene.claimed()
    scene.book()
    settle(scene.hubei.year, scene.rules(NEXT), by=scene.province, at=noon(NEXT))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert balanced()
