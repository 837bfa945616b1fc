from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.waiting import sources
from zhicai.coordination.actions import (
    add_agreed_task,
    finish_agreed_task,
    note_meeting,
    open_arrangement,
    write_side,
)
from zhicai.coordination.actions.arrangements import Contact, Held
from zhicai.coordination.models import AgreedTask, Arrangement
from zhicai.coordination.tests.test_tasks import PNG
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.planning.tests.scenes import WUHAN, YICHANG, at

DUE = date(2022, 3, 31)
CITY = Contact("张薇", "科长", "0717-6256789", "每季度一次", "市局管场地，基地管师资。")
BASE = Contact("肖岚", "主任", "13871234567", "每季度一次", "市局管场地，基地管师资。")


@pytest.fixture
def base(hubei):
    return hubei.body("base", home=YICHANG, serves=(YICHANG,))


@pytest.fixture
def row(hubei, desk, base):
    mine = desk(hubei.city())
    return open_arrangement(mine, YICHANG, base.organisation_id, by=mine.acting, at=at("01-20"))


@pytest.mark.clause("HB-4.1.e")
def test_city_and_base_keep_contacts_meetings_agreed_tasks_and_the_agreement(
    hubei, base, row, browse
):
    city, its_base = browse(hubei.city()), browse(base)
    there = f"/coordination/arrangements/{row.pk}/"
    for client, contact in ((city, CITY), (its_base, BASE)):
        sent = {"do": "contact", **{f: getattr(contact, f) for f in Contact.__slots__}}
        assert client.post(f"{there}write/", sent).status_code == 302
    sent = {"do": "meeting", "meeting-held_on": "2022-02-16", "meeting-minutes": "四月起每县一期。"}
    assert its_base.post(f"{there}write/", sent).status_code == 302
    sent = {"do": "agreed", "agreed-title": "排出讲师名单", "agreed-side": "base",
            "agreed-person": "肖岚", "agreed-due": "2022-03-31"}  # fmt: skip
    assert city.post(f"{there}write/", sent).status_code == 302
    task = AgreedTask.objects.get()
    done = {"note": "十二人已排定。"}
    assert its_base.post(f"/coordination/agreed/{task.pk}/done/", done).status_code == 302
    file = SimpleUploadedFile("合作协议.png", PNG)
    assert (
        city.post(f"/coordination/files/arrangement/{row.pk}/", {"file": file}).status_code == 302
    )
    for client in (city, its_base):
        page = client.get(there).content.decode()
        for words in ("张薇", "肖岚", "2022-02-16", "四月起每县一期。", "排出讲师名单",
                      "十二人已排定。", "合作协议.png"):  # fmt: skip
            assert words in page
    row.refresh_from_db()
    assert row.complete_on == hubei.on


def test_each_side_writes_its_own_and_nobody_else_writes_at_all(hubei, base, row):
    write_side(row, CITY, by=hubei.city(), at=at("01-21"))
    write_side(row, BASE, by=base, at=at("01-22"))
    row.refresh_from_db()
    assert (row.city_contact, row.base_contact) == ("张薇", "肖岚")
    with pytest.raises(OutOfScope):
        write_side(row, CITY, by=hubei.city(WUHAN), at=at("01-23"))
    with pytest.raises(NotYourPage):
        write_side(row, CITY, by=hubei.county(), at=at("01-23"))


def test_only_the_side_that_promised_says_that_it_is_done(hubei, base, row):
    task = add_agreed_task(
        row, title="排讲师", side="base", person="肖岚", due=DUE, by=hubei.city(), at=at("02-01")
    )
    with pytest.raises(Refused):
        finish_agreed_task(task, note="好了", by=hubei.city(), at=at("03-01"))
    with pytest.raises(BadInput):
        finish_agreed_task(task, note="", by=base, at=at("03-01"))
    assert finish_agreed_task(task, note="好了", by=base, at=at("03-01")).done_on == date(
        2022, 3, 1
    )


def test_what_is_wrong_is_said_field_by_field(hubei, row):
    by = hubei.city()
    with pytest.raises(BadInput) as refused:
        write_side(row, Contact("", "", "电话号码", "", ""), by=by, at=at("01-21"))
    assert {fault.field for fault in refused.value.faults} == {"name", "phone"}
    with pytest.raises(BadInput) as refused:
        add_agreed_task(row, title="", side="x", person="", due=None, by=by, at=at("02-01"))
    assert {f.field for f in refused.value.faults} == {"title", "side", "person", "due"}
    with pytest.raises(BadInput, match="还没有到"):
        note_meeting(row, Held(date(2022, 5, 1), "", "", "会"), by=by, at=at("02-01"))


def test_a_pair_is_opened_once_and_only_where_the_base_serves(hubei, desk, base, row):
    mine = desk(hubei.city())
    for code, organisation in ((YICHANG, base.organisation_id), (WUHAN, base.organisation_id)):
        with pytest.raises(OutOfScope):
            open_arrangement(mine, code, organisation, by=mine.acting, at=at("01-21"))
    assert Arrangement.objects.count() == 1


def test_others_see_masked_numbers_or_nothing(hubei, base, row, browse):
    write_side(row, BASE, by=base, at=at("01-22"))
    there = f"/coordination/arrangements/{row.pk}/"
    province = browse(hubei.province()).get(there).content.decode()
    assert "138****4567" in province
    assert "13871234567" not in province
    assert browse(hubei.city(WUHAN)).get(there).status_code == 404
    stranger = hubei.body("base", home=WUHAN, serves=(WUHAN, YICHANG))
    assert browse(stranger).get(there).status_code == 404


def test_the_list_offers_the_pairs_that_have_none(hubei, base, browse):
    client = browse(hubei.city())
    assert "建立工作机制" in client.get("/coordination/arrangements/").content.decode()
    sent = {"place": YICHANG, "organisation": str(base.organisation_id)}
    assert client.post("/coordination/arrangements/open/", sent).status_code == 302
    assert client.post("/coordination/arrangements/open/", sent).status_code == 404


def test_agreed_tasks_wait_in_the_inbox_of_their_side(hubei, base, row):
    add_agreed_task(
        row, title="排讲师", side="base", person="肖岚", due=DUE, by=hubei.city(), at=at("02-01")
    )
    mine = next(source for source in sources() if source.key == "coordination.agreed")
    assert (mine.count(base, hubei.on), mine.count(hubei.city(), hubei.on)) == (1, 0)
    assert mine.items(base, hubei.on, 5)[0].due == DUE
