"""The message centre: receipts by office, settings, templates, the outbox."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhicai.accounts.models import Role, User
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages import actions
from zhicai.messages.channels.registry import Uncertain
from zhicai.messages.models import Delivery, Message, Preference, Robot, Wording
from zhicai.messages.queries.routes import quiet_hours
from zhicai.messages.rules.wording import start_of
from zhicai.messages.tests.scenes import (
    DAY,
    NOON,
    Recorder,
    acting,
    hubei,
    office,
    officer,
    send,
    use_channels,
)
from zhicai.messages.worker import Worker

pytestmark = pytest.mark.django_db
YILING, WUJIA = ("420506", Level.COUNTY), ("420503", Level.COUNTY)


@pytest.fixture(autouse=True)
def places(tmp_path, settings):
    settings.DATA = tmp_path
    hubei()
    with clock.standing_at(DAY):
        yield


def at_work(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def zhang():
    return officer("zhang", "420500", Level.CITY)


@pytest.fixture
def city(zhang):
    return at_work(zhang)


@pytest.fixture
def sysadmin():
    return at_work(officer("sysadmin", "420000", Level.PROVINCE, role=Role.SYSTEM_ADMIN))


@pytest.fixture
def sms(monkeypatch):
    recorder = Recorder()
    use_channels(monkeypatch, recorder.channel("sms", reach="phone"))
    return recorder


def text(answer):
    return answer.content.decode()


# --- receipts ------------------------------------------------------------------------------------


def test_receipts_by_office_lead_to_what_an_office_has_not_read(city, zhang):
    chen = acting(officer("chen", *YILING))
    read = send(office(*YILING), "read", by=acting(zhang), title="看过的")
    send(office(*YILING), "unread", by=acting(zhang), title="没看的")
    send(office(*WUJIA), "other", by=acting(zhang), title="别家的")
    actions.mark_read(read, by=chen, at=NOON)
    page = text(city.get("/messages/offices/"))
    key = f"p{read.place_id}-county"
    assert f"/messages/sent/?to={key}&amp;state=unread" in page
    unread = text(city.get(f"/messages/sent/?to={key}&state=unread"))
    assert "没看的" in unread
    assert "看过的" not in unread
    assert "别家的" not in unread
    for junk in ("x", "p", "p1", "o99999999999999999999", "u²", "p1-county-x"):
        assert city.get("/messages/sent/", {"to": junk}).status_code == 200


def test_the_unread_of_the_whole_list_are_reminded_with_one_press(city, zhang):
    for number in range(60):
        send(office(*(YILING if number % 2 else WUJIA)), f"key {number}", by=acting(zhang))
    answer = city.post("/messages/sent/remind/?state=unread", {"everything": "1"}, follow=True)
    assert "已提醒 60 个单位" in text(answer)
    assert Message.objects.filter(key__startswith="unread-").count() == 60
    again = city.post("/messages/sent/remind/", {"selected": ["1", "x"]}, follow=True)
    assert again.status_code == 200


def test_the_receipts_are_exported_as_excel(city, zhang):
    send(office(*YILING), by=acting(zhang))
    answer = city.get("/messages/sent/?export=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert answer.content[:2] == b"PK"


def test_the_sender_sees_how_a_message_left_and_the_addressee_does_not(city, zhang):
    message = send(office(*YILING), by=acting(zhang))
    assert "本机文件" in text(city.get(f"/messages/{message.pk}/"))
    chen = at_work(officer("chen", *YILING))
    assert "本机文件" not in text(chen.get(f"/messages/{message.pk}/"))


def test_a_reader_may_not_remind(zhang):
    reader = at_work(officer("reader", "420500", Level.CITY, role=Role.READER))
    send(office(*YILING), by=acting(zhang))
    assert reader.get("/messages/sent/").status_code == 200
    assert reader.post("/messages/sent/remind/", {"everything": "1"}).status_code == 403


# --- settings ------------------------------------------------------------------------------------


def test_only_what_was_changed_is_kept_so_that_the_rest_follows_the_office(city, zhang, sms):
    User.objects.filter(pk=zhang.pk).update(phone="13900000000")
    page = text(city.get("/messages/settings/"))
    assert "13900000000" in page
    ticked = {"whose": "person", "urgent.sms": "on", "account.sms": "on", "notice.sms": "on"}
    city.post("/messages/settings/", ticked)
    kept = {(row.kind, row.wanted) for row in Preference.objects.filter(user=zhang)}
    assert kept == {("notice", True), ("reminder", False)}
    city.post("/messages/settings/", {"whose": "office", "reminder.sms": "on"})
    assert Preference.objects.filter(place__code="420500", wanted=False).exists()


def test_a_reader_does_not_choose_for_the_office(zhang):
    reader = at_work(officer("reader", "420500", Level.CITY, role=Role.READER))
    assert "保存单位设置" not in text(reader.get("/messages/settings/"))
    refused = reader.post("/messages/settings/", {"whose": "office"})
    assert refused.status_code == 403
    assert reader.post("/messages/settings/", {"whose": "robot"}).status_code == 403


def test_a_robot_of_another_site_is_refused_at_its_field(city, settings, monkeypatch):
    settings.ZHICAI_WECOM = True
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab-12"
    bad = city.post("/messages/settings/", {"whose": "robot", "robot": "https://evil.cn/"})
    assert bad.status_code == 422
    assert not Robot.objects.exists()
    city.post("/messages/settings/", {"whose": "robot", "robot": address})
    assert Robot.objects.get().address == address
    page = text(city.get("/messages/settings/"))
    assert "ab-12" not in page
    city.post("/messages/settings/", {"whose": "robot", "robot": ""})
    assert not Robot.objects.exists()


# --- templates -----------------------------------------------------------------------------------


def words(kind="reminder", **changed):
    start = start_of(kind)
    return {
        f"{part}_{language}": getattr(getattr(start, part), language)
        for part in ("short", "subject", "body")
        for language in ("zh", "en")
    } | changed


def test_every_fault_of_a_template_stands_at_its_field_and_nothing_is_kept(sysadmin):
    wrong = words(short_zh="{title} {网址}", subject_en="", body_zh="没有占位符 {")
    answer = sysadmin.post("/messages/templates/reminder/", wrong)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"short_zh", "subject_en", "body_zh"}
    assert not Wording.objects.exists()


def test_a_template_is_reworded_and_restored(sysadmin):
    sysadmin.post("/messages/templates/reminder/", words(short_zh="【知产】{to}：{title} {link}"))
    assert "已修改" in text(sysadmin.get("/messages/templates/"))
    sysadmin.post("/messages/templates/reminder/", {"restore": "1"})
    assert not Wording.objects.exists()
    assert sysadmin.get("/messages/templates/nothing/").status_code == 404


def test_an_officer_has_neither_templates_nor_outbox(city):
    for page in ("templates/", "templates/reminder/", "outbox/", "outbox/1/"):
        assert city.get(f"/messages/{page}").status_code == 403
    assert "投递情况" not in text(city.get("/messages/"))


# --- outbox --------------------------------------------------------------------------------------


def unsettled(sms, many=1):
    user = officer("chen", *YILING)
    User.objects.filter(pk=user.pk).update(phone="13900000000")
    for number in range(many):
        send(office(*YILING), f"key {number}", title="只给收件人看的标题")
    sms.raises = Uncertain(Text("没有答复", "no answer"))
    Worker(now=lambda: NOON).once()
    sms.raises = None


def test_the_outbox_shows_where_each_stands_and_never_what_it_says(sysadmin, sms):
    unsettled(sms)
    page = text(sysadmin.get("/messages/outbox/"))
    assert "无法确认" in page
    assert "没有答复" in page
    assert "只给收件人看的标题" not in page
    row = Delivery.objects.get()
    assert "只给收件人看的标题" not in text(sysadmin.get(f"/messages/outbox/{row.pk}/"))


def test_an_uncertain_delivery_is_confirmed_or_sent_again_from_its_page(sysadmin, sms):
    unsettled(sms, 2)
    first, second = Delivery.objects.order_by("pk")
    sysadmin.post(f"/messages/outbox/{first.pk}/settle/", {"do": "confirm"})
    sysadmin.post(f"/messages/outbox/{second.pk}/settle/", {"do": "again"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("sent", "waiting")
    again = sysadmin.post(f"/messages/outbox/{first.pk}/settle/", {"do": "again"}, follow=True)
    assert "已经送出" in text(again)


def test_all_that_did_not_go_is_put_back_with_one_press(sysadmin, sms):
    unsettled(sms, 60)
    answer = sysadmin.post(
        "/messages/outbox/retry/?state=uncertain", {"everything": "1"}, follow=True
    )
    assert "已放回队列 60 条" in text(answer)
    assert Delivery.objects.filter(state="waiting").count() == 60


def test_a_worker_that_does_not_run_shows(sysadmin):
    send(office(*YILING), at=NOON)
    assert "zhicai deliver" not in text(sysadmin.get("/messages/outbox/"))
    with clock.standing_at(NOON + timedelta(minutes=10)):
        assert "zhicai deliver" in text(sysadmin.get("/messages/outbox/"))


def test_quiet_hours_are_set_on_the_page(sysadmin):
    assert sysadmin.post("/messages/outbox/", {"begins": "25:00", "ends": ""}).status_code == 422
    sysadmin.post("/messages/outbox/", {"begins": "22:30", "ends": "07:00"})
    assert f"{quiet_hours().begins:%H:%M}" == "22:30"


def test_the_outbox_asks_the_same_few_questions_for_many_deliveries(sysadmin, sms):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            sysadmin.get("/messages/outbox/")
        return len(caught)

    unsettled(sms, 1)
    few = asked()
    for number in range(100):
        send(office(*YILING), f"more {number}")
    assert asked() <= few
