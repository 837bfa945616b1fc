"""Public lists: masked names, an objection period, answers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from zhicai.accounts.waiting import sources
from zhicai.audit.models import Entry
from zhicai.foundation import clock
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.planning.tests import scenes
from zhicai.publicity.actions import (
    ListTerms,
    Row,
    answer_objection,
    object_to,
    publish_list,
    withdraw_list,
)
from zhicai.publicity.announcements import ListPublished
from zhicai.publicity.models import ListRow, Objection
from zhicai.publicity.queries import lists_about, lists_shown, objection_for
from zhicai.publicity.tests.scene import AT, DAY

ROWS = [Row("郭志军", ["甲公司"]), Row("欧阳明", ["乙公司"])]
SENT = {"name": "李四", "contact": "13800000000", "says": "第一行条件不符。"}


@pytest.fixture
def listed(hubei):
    """Put a list of Yichang before the public."""

    def listed(**changes):
        terms = {"title": "拟入选名单", "starts_on": DAY, "ends_on": DAY + timedelta(days=5),
                 "contact": "人事科 0717-1", "columns": ["单位"], "about": "test:1"}  # fmt: skip
        return publish_list(
            ListTerms(**terms | changes), ROWS, place=hubei.places[scenes.YICHANG],
            by=hubei.city(), at=AT,
        )  # fmt: skip

    return listed


def test_names_are_stored_masked_and_rows_never_change(listed):
    found = listed()
    assert [row.name for row in found.rows.all()] == ["郭*军", "欧阳*"]
    with transaction.atomic(), pytest.raises(DatabaseError, match="append-only"):
        ListRow.objects.update(name="郭志军")


def test_another_app_publishes_a_list_and_hears_of_it(listed, django_capture_on_commit_callbacks):
    heard = []
    subscribe(ListPublished, heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        found = listed()
    assert heard == [ListPublished(found.pk, "test:1")]
    assert lists_about("test:1").get().received == 0


def test_everything_wrong_with_a_list_is_said_at_once(hubei):
    terms = ListTerms(
        title="", starts_on=DAY, ends_on=DAY - timedelta(days=1), contact="", columns=["单位"]
    )
    with pytest.raises(BadInput) as refused:
        publish_list(
            terms, [Row("郭志军")], place=hubei.places[scenes.YICHANG], by=hubei.city(), at=AT
        )
    assert [f.field for f in refused.value.faults] == ["title", "contact", "ends_on", "rows"]
    with pytest.raises(OutOfScope):
        publish_list(terms, ROWS, place=hubei.places[scenes.WUHAN], by=hubei.city(), at=AT)


def test_the_public_reads_the_list_and_objects_while_it_stands(listed, client):
    found = listed()
    address = reverse("portal:list", args=[found.pk])
    said = client.get(address).content.decode()
    assert "郭*军" in said
    assert "郭志军" not in said
    row = found.rows.first()
    answer = client.post(address, SENT | {"row": str(row.pk)}, follow=True)
    assert "异议已收到" in answer.content.decode()
    objection = Objection.objects.get()
    assert (objection.row, objection.name) == (row, "李四")
    assert "李四" not in client.get(address).content.decode()
    entry = Entry.objects.get(verb="publicity.objection_received")
    assert "李四" not in str(entry.values) + entry.name
    with clock.standing_at(found.ends_on + timedelta(days=1)):
        assert "不再受理" in client.get(address).content.decode()
        assert client.post(address, SENT).status_code == 409
    with clock.standing_at(found.ends_on + timedelta(days=91)):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"row": "x"}, SENT | {"row": "999999"}, SENT | {"says": ""}])
def test_a_broken_objection_is_shown_again(listed, client, sent):
    page = client.post(reverse("portal:list", args=[listed().pk]), sent)
    assert page.status_code == 422
    assert Objection.objects.count() == 0


def test_a_machine_that_fills_the_trap_is_thanked_and_forgotten(listed, client):
    client.post(reverse("portal:list", args=[listed().pk]), SENT | {"website": "spam"})
    assert Objection.objects.count() == 0


def test_an_objection_waits_for_its_office_and_is_answered_once(listed, hubei, sign_in):
    found = listed()
    objection = object_to(found, row=None, name="李四", contact="1", says="不符", at=AT)
    (source,) = [s for s in sources() if s.key == "publicity.objections"]
    counts = [source.count(who, DAY) for who in (hubei.city(), hubei.county(), hubei.province())]
    assert counts == [1, 0, 0]
    (waiting,) = source.items(hubei.city(), DAY, 5)
    client = sign_in(hubei.city())
    assert "李四" in client.get(waiting.url).content.decode()
    address = reverse("publicity:answer_objection", args=[objection.pk])
    assert client.post(address, {"upheld": "yes"}).status_code == 422
    client.post(address, {"upheld": "no", "answer": "经核查符合条件。"})
    objection.refresh_from_db()
    assert (objection.upheld, objection.answered_by) == (False, "宜昌经办")
    assert client.post(address, {"upheld": "no", "answer": "再答"}).status_code == 409
    assert source.count(hubei.city(), DAY) == 0


def test_objections_are_read_in_scope_only_and_an_answer_has_words(listed, hubei):
    objection = object_to(listed(), row=None, name="李四", contact="1", says="不符", at=AT)
    with pytest.raises(OutOfScope):
        objection_for(hubei.city(scenes.WUHAN), objection.pk)
    with pytest.raises(OutOfScope):
        objection_for(hubei.province(), objection.pk)
    with pytest.raises(OutOfScope):
        answer_objection(objection, upheld=True, answer="x", by=hubei.city(scenes.WUHAN), at=AT)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Objection.objects.update(answered_at=AT)


def test_a_withdrawn_list_is_gone_from_the_public_and_takes_nothing(listed, hubei):
    found = listed()
    with pytest.raises(BadInput):
        withdraw_list(found, reason="", by=hubei.city(), at=AT)
    gone = withdraw_list(found, reason="名单有误", by=hubei.city(), at=AT)
    assert not lists_shown(on=DAY).exists()
    with pytest.raises(Refused):
        object_to(gone, row=None, name="a", contact="b", says="c", at=AT)


def test_an_office_pastes_a_table_and_the_list_stands(hubei, sign_in):
    client = sign_in(hubei.city())
    sent = {"title": "公示", "intro": "", "starts_on": "2022-04-08", "ends_on": "2022-04-12",
            "contact": "0717", "columns": "单位、班次",
            "rows": "郭志军\t甲公司\t一班\n张三，乙，二"}  # fmt: skip
    page = client.post(reverse("publicity:new_list"), sent, follow=True).content.decode()
    assert "郭*军" in page
    assert "张*" in page
    broken = client.post(reverse("publicity:new_list"), sent | {"rows": "郭志军"})
    assert broken.status_code == 422
    assert "另外 2 栏" in broken.content.decode()
    assert "公示" in client.get(reverse("publicity:lists")).content.decode()
