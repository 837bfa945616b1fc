"""What leaves the site: written with its message, delivered once, never twice in silence."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from zhicai.accounts.models import User
from zhicai.foundation.errors import BadInput, NotYourPage, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages import actions, queries
from zhicai.messages import chores as registered
from zhicai.messages.actions import delivering
from zhicai.messages.channels import registry
from zhicai.messages.models import Delivery, Message, Preference
from zhicai.messages.parcels import parcels_of
from zhicai.messages.rules.outbox import MOST_TRIES, Quiet, State
from zhicai.messages.tests.scenes import (
    NOON,
    Recorder,
    acting,
    admin,
    hubei,
    office,
    officer,
    send,
    use_channels,
)
from zhicai.messages.worker import Worker

pytestmark = pytest.mark.django_db
YILING = ("420506", Level.COUNTY)


@pytest.fixture(autouse=True)
def places(tmp_path, settings):
    settings.DATA = tmp_path
    hubei()


@pytest.fixture
def sms(monkeypatch):
    recorder = Recorder()
    use_channels(monkeypatch, recorder.channel("sms", reach="phone"))
    return recorder


def worker(at=NOON, **given):
    return Worker(now=lambda: at, **given)


def states():
    return sorted(Delivery.objects.values_list("state", flat=True))


def with_phone(username="chen", phone="13900000000"):
    user = officer(username, *YILING)
    User.objects.filter(pk=user.pk).update(phone=phone, email=f"{username}@example.cn")
    return user


# --- written with the message --------------------------------------------------------------------


def test_a_message_and_its_delivery_are_written_together_or_not_at_all():
    with transaction.atomic():
        send(office(*YILING))
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
    send(office(*YILING))
    assert Delivery.objects.get().message == Message.objects.get()


def test_the_same_key_again_makes_no_second_delivery():
    for _ in range(2):
        send(office(*YILING))
    assert Delivery.objects.count() == 1


def test_with_nothing_configured_everything_goes_into_the_local_folder_once(tmp_path):
    send(office(*YILING), link="/plans/")
    assert worker().once() == 1
    assert worker().once() == 0
    (file,) = (tmp_path / "outbox").rglob("*.json")
    told = json.loads(file.read_text("utf-8"))
    assert (told["to"], told["kind"]) == ("夷陵区局", "reminder")
    assert told["key"] == file.stem
    assert file.stat().st_mode & 0o077 == 0
    assert states() == ["sent"]


def test_another_apps_chore_that_fails_holds_up_no_message(sms, monkeypatch, caplog):
    def broken(at):
        raise OperationalError("no such table")

    monkeypatch.setattr(registered, "_chores", {"exams.broken": broken})
    with_phone()
    send(office(*YILING))
    assert worker().once() == 1
    assert "a chore failed" in caplog.text


def test_each_person_with_a_phone_gets_an_sms_and_nobody_of_another_office(sms):
    with_phone("chen", "13900000001")
    with_phone("liu", "13900000002")
    with_phone("none", "")
    User.objects.filter(pk=officer("far", "420502", Level.COUNTY).pk).update(phone="13900000003")
    send(office(*YILING))
    worker().once()
    assert sorted(parcel.address for parcel in sms.got) == ["13900000001", "13900000002"]
    assert all(len(parcel.short) <= 70 for parcel in sms.got)


def test_a_kind_goes_through_a_channel_as_the_person_wants_else_the_office_else_the_site(sms):
    chen, liu = acting(with_phone("chen")), acting(with_phone("liu", "13900000002"))
    actions.choose_for_office({("reminder", "sms"): False}, by=chen, at=NOON)
    send(office(*YILING), "first")
    assert not Delivery.objects.exists()
    actions.choose_for_oneself({("reminder", "sms"): True}, by=liu, at=NOON)
    send(office(*YILING), "second")
    assert [delivery.user.username for delivery in Delivery.objects.all()] == ["liu"]


def test_an_office_of_two_levels_chooses_for_both():
    gao = acting(officer("gao", "429004", Level.CITY, Level.COUNTY))
    actions.choose_for_office({("reminder", "file"): False}, by=gao, at=NOON)
    assert Preference.objects.count() == 2
    send(office("429004", Level.CITY), "city")
    send(office("429004", Level.COUNTY), "county")
    assert not Delivery.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_messages(sms, django_assert_max_num_queries):
    with_phone()
    drafts = [
        actions.Draft(office(*YILING), Text("一", "one"), Text("", ""), f"key {n}")
        for n in range(60)
    ]
    by = admin_actor()
    with django_assert_max_num_queries(12):
        actions.send_messages(drafts, kind=Message.Kind.REMINDER, by=by, at=NOON)
    assert Delivery.objects.count() == 60


def admin_actor():
    return acting(officer("zhang", "420500", Level.CITY))


# --- quiet hours ---------------------------------------------------------------------------------


def test_at_night_only_what_is_urgent_leaves(sms):
    with_phone()
    night = NOON + timedelta(hours=10)
    send(office(*YILING), "plain", at=night)
    send(office(*YILING), "urgent", at=night, kind=Message.Kind.URGENT)
    worker(night).once()
    assert [parcel.kind for parcel in sms.got] == ["urgent"]
    worker(night + timedelta(hours=11)).once()
    assert len(sms.got) == 2


def test_the_administrator_sets_the_quiet_hours_and_nobody_else(sms):
    chen = acting(with_phone())
    with pytest.raises(NotYourPage):
        actions.set_quiet_hours(Quiet(), by=chen, at=NOON)
    actions.set_quiet_hours(Quiet(NOON.time(), NOON.time()), by=admin(), at=NOON)
    send(office(*YILING), at=NOON + timedelta(hours=10))
    assert Delivery.objects.get().next_try == NOON + timedelta(hours=10)


# --- how a try ends ------------------------------------------------------------------------------


def test_what_is_unavailable_is_tried_again_later_and_given_up_in_the_end(sms):
    with_phone()
    send(office(*YILING))
    sms.raises = registry.Unavailable(Text("连接不上", "no connection"))
    at, tries = NOON, 0
    while Delivery.objects.get().state != State.GIVEN_UP:
        tries += worker(at).once()
        assert worker(at).once() == 0, "a failed try waits"
        at = max(Delivery.objects.get().next_try, at)
    assert tries == MOST_TRIES
    row = Delivery.objects.get()
    assert (row.attempts, row.problem_zh) == (MOST_TRIES, "连接不上")


def test_what_is_refused_is_not_tried_again(sms):
    with_phone()
    send(office(*YILING))
    sms.raises = registry.Refused(Text("空号", "no such number"))
    assert worker().once() == 1
    assert states() == ["given_up"]


@pytest.mark.parametrize(
    "error", [registry.Uncertain(Text("没有答复", "no answer")), RuntimeError("a bug")]
)
def test_what_may_have_gone_is_shown_and_not_sent_again(sms, error):
    with_phone()
    send(office(*YILING))
    sms.raises = error
    worker().once()
    assert worker(NOON + timedelta(days=3)).once() == 0
    assert states() == ["uncertain"]
    assert len(sms.got) == 1


def test_an_adapter_that_fails_does_not_stop_the_others(sms):
    with_phone("chen")
    with_phone("liu", "13900000002")
    sms.fails_for = {"13900000000"}
    send(office(*YILING))
    worker().once()
    assert states() == ["sent", "uncertain"]


def test_a_number_that_is_gone_meanwhile_is_refused(sms):
    user = with_phone()
    send(office(*YILING))
    User.objects.filter(pk=user.pk).update(phone="")
    worker().once()
    assert (states(), sms.got) == (["given_up"], [])


# --- workers that die ----------------------------------------------------------------------------


def left_by_a_dead_worker(channel):
    send(office(*YILING))
    (row,) = delivering.claim(channel, token="dead", at=NOON, most=10)
    return row


def test_what_a_dead_worker_left_goes_again_where_the_key_is_known():
    left_by_a_dead_worker("file")
    assert worker(NOON + timedelta(minutes=1)).once() == 0
    assert worker(NOON + timedelta(minutes=3)).once() == 1
    assert states() == ["sent"]


def test_what_a_dead_worker_left_is_uncertain_where_it_is_not(sms):
    with_phone()
    left_by_a_dead_worker("sms")
    assert worker(NOON + timedelta(minutes=3)).once() == 0
    assert (states(), sms.got) == (["uncertain"], [])


def test_a_clock_set_back_leaves_nothing_behind():
    left_by_a_dead_worker("file")
    yesterday = NOON - timedelta(days=1)
    Delivery.objects.update(next_try=yesterday)
    worker(yesterday).once()
    assert states() == ["sent"]


def test_a_late_worker_settles_what_was_already_counted_as_left(sms):
    with_phone()
    row = left_by_a_dead_worker("sms")
    later = NOON + timedelta(minutes=3)
    delivering.tidy(idempotent=["file"], at=later)
    delivering.note([(row, delivering.Outcome(State.SENT))], token="dead", at=later)
    assert states() == ["sent"]


def test_a_claim_belongs_to_one_worker():
    send(office(*YILING), "one")
    send(office(*YILING), "two")
    first = delivering.claim("file", token="a", at=NOON, most=1)
    second = delivering.claim("file", token="b", at=NOON, most=5)
    assert (len(first), len(second)) == (1, 1)
    assert first != second
    delivering.note([(first[0], delivering.Outcome(State.SENT))], token="b", at=NOON)
    assert states() == ["sending", "sending"]


# --- what an officer settles ---------------------------------------------------------------------


def test_the_administrator_tries_again_or_confirms_and_an_officer_may_not(sms):
    chen = acting(with_phone())
    send(office(*YILING))
    sms.raises = registry.Uncertain(Text("没有答复", "no answer"))
    worker().once()
    row = Delivery.objects.get()
    with pytest.raises(NotYourPage):
        actions.try_again([row], by=chen, at=NOON)
    sms.raises = None
    assert actions.try_again([row], by=admin(), at=NOON) == 1
    worker().once()
    assert states() == ["sent"]
    with pytest.raises(Refused):
        actions.try_again([row], by=admin("second"), at=NOON)
    with pytest.raises(Refused):
        actions.confirm_sent(row, by=admin("third"), at=NOON)


def test_an_uncertain_one_is_confirmed_without_another_sending(sms):
    with_phone()
    left_by_a_dead_worker("sms")
    later = NOON + timedelta(minutes=3)
    worker(later).once()
    actions.confirm_sent(Delivery.objects.get(), by=admin(), at=later)
    assert (states(), sms.got) == (["sent"], [])


# --- letters to a phone --------------------------------------------------------------------------

SECRET = "https://site/accounts/invited/s3cret/"


def invite(key="ticket-1", until=NOON + timedelta(days=3)):
    return actions.send_to_contact(
        actions.Contact("陈立群", phone="13900000000"),
        key=key,
        title=Text("开通账号", "Your account"),
        body=Text(f"请打开 {SECRET}", f"Open {SECRET}"),
        short=Text(f"开通账号 {SECRET}", f"Your account: {SECRET}"),
        by=admin_actor(),
        at=NOON,
        until=until,
    )


def stored_letter():
    with connection.cursor() as cursor:
        cursor.execute("SELECT letter FROM office_messages_delivery")
        return cursor.fetchone()[0]


def test_a_secret_link_lies_sealed_and_is_erased_once_it_has_gone(sms):
    invite()
    assert "s3cret" not in stored_letter()
    assert "13900000000" not in stored_letter()
    worker().once()
    assert sms.got[0].short == f"开通账号 {SECRET}"
    assert sms.got[0].address == "13900000000"
    assert stored_letter() is None


def test_a_letter_that_is_of_no_more_use_is_erased_unsent(sms):
    invite()
    worker(NOON + timedelta(days=4)).once()
    assert (states(), sms.got, stored_letter()) == (["given_up"], [], None)
    with pytest.raises(Refused, match="清除"):
        actions.try_again([Delivery.objects.get()], by=admin(), at=NOON)


def test_an_invitation_without_any_channel_lies_in_the_local_folder(tmp_path):
    invite()
    worker().once()
    (file,) = (tmp_path / "outbox").rglob("*.json")
    assert SECRET in file.read_text("utf-8")


def test_the_same_letter_is_put_out_once(sms):
    with_phone()
    first = actions.put_out(
        "sms", key="x", kind=Message.Kind.SYSTEM, to="A", address="1", letter={"short": "hi"},
        by=admin_actor(), at=NOON,
    )  # fmt: skip
    again = actions.put_out(
        "sms", key="x", kind=Message.Kind.SYSTEM, to="A", address="1", letter={},
        by=acting(officer("li", "420500", Level.CITY)), at=NOON,
    )  # fmt: skip
    assert first == again


# --- unread, words -------------------------------------------------------------------------------


def test_who_has_not_read_is_reminded_once_a_day_and_who_has_read_is_not():
    city = admin_actor()
    chen = acting(officer("chen", *YILING))
    officer("wu", "420502", Level.COUNTY)
    read = send(office(*YILING), "read", by=city)
    unread = send(office("420502", Level.COUNTY), "unread", by=city)
    actions.mark_read(read, by=chen, at=NOON)
    assert actions.remind_unread([read, unread], by=city, at=NOON) == 1
    assert actions.remind_unread([read, unread], by=city, at=NOON) == 0
    reminder = Message.objects.get(key__startswith="unread-")
    assert reminder.place.code == "420502"
    assert reminder.link == f"/messages/{unread.pk}/open/"
    with pytest.raises(BadInput):
        actions.remind_unread([], by=city, at=NOON)


def test_another_offices_messages_cannot_be_reminded_of():
    city = admin_actor()
    message = send(office(*YILING), "theirs", by=city)
    other = acting(officer("wuhan", "420100", Level.CITY))
    assert actions.remind_unread([message], by=other, at=NOON) == 0


def test_reworded_messages_leave_in_the_new_words_and_the_old_ones_come_back(sms):
    with_phone()
    send(office(*YILING))
    start = actions.choosing.start_of("reminder")
    words = actions.choosing.Template(
        Text("【知产】{to}：{title} {link}", start.short.en), start.subject, start.body
    )
    with pytest.raises(NotYourPage):
        actions.reword(Message.Kind.REMINDER, words, by=admin_actor(), at=NOON)
    boss = admin()
    actions.reword(Message.Kind.REMINDER, words, by=boss, at=NOON)
    rows = list(Delivery.objects.all())
    (parcel,) = parcels_of(rows, registry.channels()["sms"])
    assert parcel.short.startswith("【知产】chen：")
    actions.reword(Message.Kind.REMINDER, start, by=boss, at=NOON)
    (parcel,) = parcels_of(rows, registry.channels()["sms"])
    assert parcel.short.startswith("chen：")


def test_receipts_by_office_count_messages_and_not_readings():
    city = admin_actor()
    readers = [acting(officer(name, *YILING)) for name in ("chen", "liu")]
    messages = [send(office(*YILING), f"key {n}", by=city) for n in range(3)]
    for reader in readers:
        actions.mark_read(messages[0], by=reader, at=NOON)
    (row,) = queries.receipts_by_office(city)
    assert (row.name, row.sent, row.read, row.unread) == ("夷陵区局", 3, 1, 2)
