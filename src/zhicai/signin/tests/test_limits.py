"""A public form takes as much from one address as its people send, and no more in the same hour."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zhicai.foundation.errors import TooMany
from zhicai.signin.actions.allowances import spend
from zhicai.signin.models import Sent
from zhicai.signin.tests.scene import AT
from zhicai.signin.visitors import Visitor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OFFICE, HOME = Visitor(address="10.1.2.3"), Visitor(address="2001:db8::7")


def send(by, at, what="form", most=3):
    spend(what, by=by, most=most, within=HOUR, at=at)


def test_beyond_its_allowance_an_address_waits_and_is_told_until_when():
    for minute in (0, 10, 20):
        send(OFFICE, AT + timedelta(minutes=minute))
    with pytest.raises(TooMany) as refused:
        send(OFFICE, AT + timedelta(minutes=59))
    assert "10:00" in refused.value.says.zh
    assert "10:00" in refused.value.says.en
    send(OFFICE, AT + HOUR)


def test_other_addresses_and_other_forms_are_not_touched():
    for _ in range(3):
        send(OFFICE, AT)
    send(HOME, AT)
    send(OFFICE, AT, what="another")
    with pytest.raises(TooMany):
        send(OFFICE, AT)


def test_neighbours_in_one_ipv6_network_count_as_one():
    for last in "789":
        send(Visitor(address=f"2001:db8::{last}"), AT)
    with pytest.raises(TooMany):
        send(Visitor(address="2001:db8::ffff"), AT)


def test_addresses_are_kept_as_digests_and_go_after_a_day():
    send(OFFICE, AT)
    assert "10.1.2.3" not in Sent.objects.get().key
    send(HOME, AT + timedelta(days=2))
    assert Sent.objects.count() == 1


def test_an_address_that_guesses_codes_is_stopped_while_another_reads_on(client, settings):
    page = reverse("admission:receipt")
    for number in range(120):
        answer = client.post(page, {"code": f"WRONG{number}", "phone": "13900000000"})
        assert answer.status_code in (200, 422), answer.content
    stopped = client.post(page, {"code": "WRONG", "phone": "13900000000"})
    assert stopped.status_code == 429
    assert "没有受理" in stopped.content.decode()
    assert client.get(page).status_code == 200
    other = client.post(page, {"code": "WRONG", "phone": "13900000000"}, REMOTE_ADDR="10.9.9.9")
    assert other.status_code in (200, 422)
