"""The audit administrator searches, samples and checks; nobody else, and without writing."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.audit.actions import record, seal_entries
from zhicai.audit.models import Entry
from zhicai.audit.queries import chain_report, entries, sample_of
from zhicai.foundation import clock
from zhicai.staff.tests.conftest import COUNTY, TODAY


@pytest.fixture
def log(scene):
    """A hundred entries over ten days."""
    for number in range(100):
        with clock.standing_at(clock.midday(TODAY + timedelta(days=number % 10))):
            record(
                scene.acting("chen" if number % 2 else "zhang"), f"planning.step_{number % 4}",
                scene.users["chen"], place=COUNTY, reason=f"第 {number} 步", values={"n": number},
            )  # fmt: skip
    return scene


def test_the_log_is_searched_by_person_office_verb_place_and_days(log, sign_in):
    browser = sign_in("shen")
    address = reverse("staff:audit")
    for query, count in (
        ({"who": "chen", "verb": "planning"}, 50),
        ({"office": "宜昌市局", "verb": "planning"}, 50),
        ({"verb": "planning.step_1"}, 25),
        ({"place": "4205", "verb": "planning"}, 100),
        ({"verb": "planning", "since": "2022-03-02", "until": "2022-03-03"}, 20),
        ({"verb": "planning", "since": "nonsense"}, 100),
        ({"verb": "开通岗位"}, entries().filter(verb="accounts.membership_given").count()),
    ):
        page = browser.get(address, query).content.decode()
        assert f"共 {count} 条" in page, query
    assert "没有符合" in browser.get(address, {"who": "nobody"}).content.decode()


def test_what_was_found_is_handed_out(log, sign_in):
    answer = sign_in("shen").get(
        reverse("staff:audit"), {"verb": "planning.step_1", "export": "xlsx"}
    )
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet.max_row >= 26


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(log):
    period = {"since": TODAY, "until": TODAY + timedelta(days=4), "count": 12}
    first, out_of = sample_of(entries(), seed="a7", **period)
    record(log.acting("chen"), "planning.later", log.users["chen"])
    assert (len(first), out_of) == (
        12,
        50 + Entry.objects.exclude(verb__startswith="planning").count(),
    )
    with clock.standing_at(clock.midday(TODAY + timedelta(days=9))):
        record(log.acting("chen"), "planning.outside", log.users["chen"])
    again, _ = sample_of(entries().exclude(verb__in=["planning.later"]), seed="a7", **period)
    assert [one.pk for one in again] == [one.pk for one in first]
    other, _ = sample_of(entries(), seed="b8", **period)
    assert [one.pk for one in other] != [one.pk for one in first]


def test_the_sample_page_draws_by_the_address_and_can_be_exported(log, sign_in):
    browser = sign_in("shen")
    address = reverse("staff:sample")
    query = {"since": "2022-03-01", "until": "2022-03-10", "count": "20", "seed": "2022-q1"}
    pages = [browser.get(address, query).content.decode() for _ in range(2)]
    assert pages[0].count("<tr><td") == pages[1].count("<tr><td") == 20
    assert (
        browser.get(address, {**query, "export": "xlsx"}).headers["Content-Type"].endswith("sheet")
    )
    for wrong in ({"count": "0"}, {"count": "9999"}, {"seed": "../x"}, {"since": "x"}):
        assert browser.get(address, {**query, **wrong}).status_code == 200
    assert browser.get(address).status_code == 200


def tamper(sql, *values):
    lift = "DROP TRIGGER audit_entry_no_update"
    if connection.vendor == "postgresql":
        lift = "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only"
    with connection.cursor() as cursor:
        cursor.execute(lift)
        cursor.execute(sql, values)


def test_one_altered_byte_is_found_and_its_seal_is_named(log, sign_in):
    first = seal_entries(at=clock.now())
    record(log.acting("chen"), "planning.more", log.users["chen"])
    second = seal_entries(at=clock.now())
    browser = sign_in("shen")
    assert "封条全部完好" in browser.get(reverse("staff:chain")).content.decode()
    altered = Entry.objects.filter(verb="planning.step_1").first()
    tamper("UPDATE audit_entry SET reason = %s WHERE id = %s", "第 x 步", altered.pk)
    (broken,) = chain_report().breaks
    assert (broken.first, broken.last) == (1, first.last_entry)
    page = browser.get(reverse("staff:chain")).content.decode()
    assert f"#1 – #{first.last_entry}" in page
    assert f"#{second.last_entry}" not in page


def test_the_log_is_the_audit_administrators_alone_and_looking_writes_nothing(log, sign_in):
    before = Entry.objects.count()
    for name in ("staff:audit", "staff:sample", "staff:chain"):
        assert sign_in("shen").get(reverse(name)).status_code == 200
        assert sign_in("shen").post(reverse(name)).status_code == 405
        for other in ("sun", "an", "lin", "chen"):
            assert sign_in(other).get(reverse(name)).status_code == 403
    assert Entry.objects.count() == before


def test_a_page_of_a_long_log_needs_as_many_queries_as_one_of_a_short(log, sign_in):
    browser = sign_in("shen")
    counts = []
    for verb in ("planning.step_1", "planning"):
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("staff:audit"), {"verb": verb})
        counts.append(len(queries))
    assert counts[0] == counts[1]
