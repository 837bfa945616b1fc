"""Adapters: what they hand over, and how each answer of a provider is understood."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.core import mail as sent_mail

from zhicai.messages.channels import file, mail, sms, wecom
from zhicai.messages.channels.posting import post
from zhicai.messages.channels.registry import (
    Parcel,
    Refused,
    Unavailable,
    Uncertain,
    configured,
)
from zhicai.messages.tests.scenes import NOON


def parcel(**given):
    values = {
        "key": "k1",
        "channel": "sms",
        "kind": "reminder",
        "to": "陈立群",
        "address": "13900000000",
        "unit": "宜昌市局",
        "subject": "请报送\r\nBcc: x@example.cn",
        "body": "正文",
        "short": '宜昌市局："请报送" & 查看 /m/1',
        "link": "/messages/1/",
        "language": "zh-hans",
        "written_at": NOON,
    }
    return Parcel(**{**values, **given})


@pytest.fixture
def provider():
    """A provider on this machine: what it got, what it answers, where it listens."""

    class Provider:
        got, status, answer = [], 200, '{"msgid": "9001"}'

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            Provider.got.append((dict(self.headers), body))
            if Provider.status == 0:
                return
            self.send_response(Provider.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            self.wfile.write(Provider.answer.encode())

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Provider.url = f"http://127.0.0.1:{server.server_port}/send"
    yield Provider
    server.shutdown()
    server.server_close()


def closed_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_nothing_outside_is_called_unless_it_is_configured():
    called_by_subscription_alone = {"webhook"}
    assert set(configured()) - called_by_subscription_alone == {"file"}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(302, Refused), (400, Refused), (429, Unavailable), (503, Unavailable), (500, Uncertain)],
)
def test_each_answer_says_whether_it_may_have_gone(provider, status, outcome):
    provider.status = status
    with pytest.raises(outcome):
        post(provider.url, b"x", {})
    assert len(provider.got) == 1, "a redirect is not followed"


def test_no_connection_is_certain_and_no_answer_is_not(provider):
    with pytest.raises(Unavailable):
        post(f"http://127.0.0.1:{closed_port()}/", b"x", {})
    provider.status = 0
    with pytest.raises(Uncertain):
        post(provider.url, b"x", {})


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://127.0.0.1/", "file:///etc/passwd"])
def test_only_https_leaves_the_machine(url):
    with pytest.raises(Refused):
        post(url, b"x", {})


def gateway(settings, provider, **given):
    start = {"url": provider.url, "form": "mobile={phone}&content={text}&id={key}"}
    settings.ZHICAI_SMS = {**start, "token": "t0", "ok": "", **given}


def test_an_sms_goes_as_the_form_that_the_office_wrote(provider, settings):
    gateway(settings, provider)
    assert sms.send(parcel()).reference == "9001"
    headers, body = provider.got[0]
    assert parse_qs(body) == {
        "mobile": ["13900000000"],
        "content": ['宜昌市局："请报送" & 查看 /m/1'],
        "id": ["k1"],
    }
    assert headers["Authorization"] == "Bearer t0"


def test_an_sms_goes_as_json_where_the_form_is_json(provider, settings):
    gateway(settings, provider, form='{"to": ["{phone}"], "body": "{text}"}')
    sms.send(parcel())
    told = json.loads(provider.got[0][1])
    assert told == {"to": ["13900000000"], "body": '宜昌市局："请报送" & 查看 /m/1'}


def test_a_gateway_that_answers_no_has_not_taken_it(provider, settings):
    gateway(settings, provider, ok='"code": *0')
    provider.answer = '{"code": 17, "why": "签名未备案"}'
    with pytest.raises(Refused) as no:
        sms.send(parcel())
    assert "签名未备案" in no.value.says.zh


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ('{"errcode": 0}', None),
        ('{"errcode": 45009}', Unavailable),
        ('{"errcode": 93000}', Refused),
        ("<html>", Uncertain),
        ("[]", Uncertain),
    ],
)
def test_a_robot_says_by_its_code_whether_it_took_the_text(provider, answer, outcome):
    provider.answer = answer
    going = parcel(address=provider.url)
    if outcome is None:
        wecom.send(going)
        assert "请报送" in json.loads(provider.got[0][1])["text"]["content"]
    else:
        with pytest.raises(outcome):
            wecom.send(going)


def test_a_mail_bears_the_key_and_no_header_of_a_title(settings):
    assert mail.send(parcel(address="chen@example.cn")).reference == "<k1@zhicai>"
    (one,) = sent_mail.outbox
    assert one.to == ["chen@example.cn"]
    assert one.subject == "请报送 Bcc: x@example.cn"
    assert one.extra_headers["Message-ID"] == "<k1@zhicai>"


def test_a_mail_server_that_cannot_be_reached_is_tried_later(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    with pytest.raises(Unavailable):
        mail.send(parcel(address="chen@example.cn"))


def smtp_server(answers):
    """A mail server that gives these answers after the greeting; an empty one hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listening, listening.accept()[0] as talk:
            talk.sendall(b"220 here\r\n")
            reader = talk.makefile("rb")
            for answer in answers:
                if not reader.readline() or not answer:
                    return
                talk.sendall(answer.encode() + b"\r\n")

    threading.Thread(target=serve, daemon=True).start()
    return listening.getsockname()[1]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (["250 hi", "250 from", "550 no such user", "250 reset", "221 bye"], Refused),
        (["250 hi", "250 from", "451 later", "250 reset", "221 bye"], Unavailable),
        (["250 hi", "250 from", "250 to", "354 go", ""], Uncertain),
    ],
)
def test_a_mail_servers_answers_are_told_apart(settings, answers, outcome):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = smtp_server(answers)
    with pytest.raises(outcome):
        mail.send(parcel(address="chen@example.cn"))


def test_a_folder_that_takes_nothing_is_tried_later(settings, tmp_path):
    (tmp_path / "outbox").write_text("in the way")
    settings.DATA = tmp_path
    with pytest.raises(Unavailable):
        file.write(parcel())
