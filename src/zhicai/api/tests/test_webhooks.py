"""Webhooks: who is told what, signed, over the outbox; never into the site's own network."""

import hmac
import json
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client
from django.urls import reverse

from zhicai.accounts.models import User
from zhicai.api.actions import call_again, end_subscription, subscribe_office
from zhicai.api.events import EVENTS
from zhicai.api.models import Call
from zhicai.api.network import post
from zhicai.api.queries import call_for
from zhicai.api.tests.scenes import NOW
from zhicai.api.tests.test_endpoints import sent_notice
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.messages.channels.registry import Refused, Unavailable
from zhicai.messages.models import Delivery
from zhicai.messages.worker import Worker
from zhicai.planning.tests.scenes import WUHAN, XILING, YILING

HTTPS = "https://ip.example.gov.cn/zhicai"


class Receiver:
    """A system of an office on this machine: keeps what came, answers as it is told."""

    def __init__(self):
        self.status, self.came = 200, []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.came.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_words):
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings):
    settings.ZHICAI_HOOKS_PRIVATE = True
    one = Receiver()
    yield one
    one.server.shutdown()
    one.server.server_close()


def hook(acting, *events, url=HTTPS):
    return subscribe_office(url=url, events=events or EVENTS, known=EVENTS, by=acting, at=NOW)


def events_of(row):
    return list(
        Call.objects.filter(subscription=row).order_by("pk").values_list("event", flat=True)
    )


def deliver():
    Worker(now=lambda: NOW).once()


def test_an_office_is_told_of_what_it_may_see_and_of_nothing_else(hubei):
    mine, above, beside, far = (
        hook(acting)[0]
        for acting in (
            hubei.county(), hubei.city(), hubei.county(XILING), hubei.city(WUHAN),
        )
    )  # fmt: skip
    hubei.accepted(YILING)
    assert events_of(mine) == events_of(above) == ["filing.sent", "filing.settled"]
    assert events_of(beside) == events_of(far) == []
    sent_notice(hubei, hubei.city(), f"office:{YILING}:county")
    assert events_of(mine)[-1] == events_of(above)[-1] == "notice.sent"
    assert events_of(beside) == events_of(far) == []


def test_only_the_events_asked_for_are_told_and_none_after_the_end(hubei):
    row, _ = hook(hubei.city(), "filing.settled")
    hubei.accepted(YILING)
    assert events_of(row) == ["filing.settled"]
    end_subscription(row, by=hubei.city(), at=NOW)
    hubei.accepted(XILING)
    assert events_of(row) == ["filing.settled"]


def test_what_is_told_holds_ids_and_links_and_no_person(hubei):
    hook(hubei.city())
    plan = hubei.sent()
    body = Call.objects.get().body
    assert body["data"]["plan"] == plan.pk
    assert body["data"]["link"].endswith(reverse("planning:plan", args=[plan.pk]))
    assert set(body) == {"id", "event", "at", "data"}
    said = json.dumps(body, ensure_ascii=False)
    assert not [word for word in ("刘建国", "陈立群", "0717", "经办") if word in said]


def test_a_call_is_signed_and_its_receiver_can_prove_it(hubei, receiver):
    row, secret = hook(hubei.city(), "filing.sent", url=receiver.url)
    hubei.sent()
    deliver()
    ((headers, body),) = receiver.came
    second, _, digest = headers["X-Zhicai-Signature"].partition(",v1=")
    signed = second.removeprefix("t=").encode() + b"." + body
    assert hmac.new(secret.encode(), signed, sha256).hexdigest() == digest
    assert headers["X-Zhicai-Event"] == "filing.sent"
    assert json.loads(body) == Call.objects.get().body
    sent = Delivery.objects.get(channel="webhook")
    assert (sent.state, sent.reference, sent.letter) == ("sent", "200", None)
    call_again(Call.objects.get(), by=hubei.city(), at=NOW)
    deliver()
    assert [json.loads(came)["id"] for _, came in receiver.came] == [json.loads(body)["id"]] * 2
    assert Call.objects.filter(subscription=row).count() == 2


@pytest.mark.parametrize(
    ("status", "state"), [(302, "given_up"), (404, "given_up"), (500, "failed"), (429, "failed")]
)
def test_no_redirect_is_followed_and_trouble_is_shown(hubei, receiver, status, state):
    receiver.status = status
    hook(hubei.city(), "filing.sent", url=receiver.url)
    hubei.sent()
    deliver()
    assert len(receiver.came) == 1
    delivery = Delivery.objects.get(channel="webhook")
    assert delivery.state == state
    assert str(status) in delivery.problem_zh


def test_what_waits_for_an_ended_webhook_is_not_sent(hubei, receiver):
    row, _ = hook(hubei.city(), "filing.sent", url=receiver.url)
    hubei.sent()
    end_subscription(row, by=hubei.city(), at=NOW)
    deliver()
    assert receiver.came == []
    assert Delivery.objects.get(channel="webhook").state == "given_up"


@pytest.mark.parametrize(
    "url",
    [
        "http://ip.example.gov.cn/", "ftp://x/", "https://", "https://u:p@x.cn/", "https://x.cn/#a",
        "https://x.cn:99999/", "javascript:alert(1)", "https://x .cn/", "https://[::1", "", "知才",
        "http://127.0.0.1/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_https_is_refused_at_its_field(hubei, url):
    assert hook(hubei.city(), url=HTTPS)
    with pytest.raises(BadInput) as no:
        hook(hubei.city(), url=url)
    assert no.value.faults[0].field == "url"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"])
def test_nothing_is_posted_into_the_sites_own_network(host):
    with pytest.raises(Refused):
        post(f"https://{host}:9/", b"{}", {}, private=False)


def test_a_host_that_cannot_be_reached_is_tried_again_later():
    with pytest.raises(Unavailable):
        post("http://127.0.0.1:9/", b"{}", {}, private=True)


def test_the_pages_make_list_repeat_and_end(hubei, django_assert_max_num_queries):
    client, other = Client(), Client()
    client.force_login(User.objects.get(pk=hubei.city().user_id))
    other.force_login(User.objects.get(pk=hubei.county(XILING).user_id))
    page = reverse("api:hooks")
    assert client.post(page, {"url": "x", "events": ["filing.sent"]}).status_code == 422
    made = client.post(page, {"url": HTTPS, "events": ["filing.sent"]})
    secret = made.context["fresh"]
    assert secret in made.content.decode()
    assert secret not in client.get(page).content.decode()
    hubei.sent()
    call = Call.objects.get()
    one = reverse("api:hook", args=[call.subscription_id])
    with django_assert_max_num_queries(30):
        assert call.body["id"] in client.get(one).content.decode()
    for path in (one,):
        assert other.get(path).status_code == 404
    again, end = (
        reverse("api:call_again", args=[call.pk]),
        reverse("api:end_hook", args=[call.subscription_id]),
    )
    for path in (again, end):
        assert other.post(path).status_code == 404
        assert client.post(path).status_code == 302
    assert Call.objects.count() == 2
    assert client.get(one).status_code == 404


def test_the_webhook_of_another_office_cannot_be_called_again(hubei):
    hook(hubei.city())
    hubei.sent()
    call = Call.objects.get()
    assert call_for(hubei.city(), call.pk) == call
    with pytest.raises(OutOfScope):
        call_for(hubei.county(XILING), call.pk)
