"""The door of a sitting: a token of this login session and browser, a message that can be read."""

import json
from io import BytesIO

import pytest

from zhicai.exams import door
from zhicai.exams.actions.saving import Kept
from zhicai.exams.door import Door, read_token, token_for
from zhicai.exams.rules.saving import TAKEN

SESSION = "a" * 32
GOOD = {"key": "message-1", "kind": "save", "at": 1653008460000, "answers": [[1, 1, 0, False]]}


@pytest.fixture
def kept(monkeypatch):
    """What reaches the commit."""
    heard = []

    class Hears:
        def keep(self, sent):
            heard.append(sent)
            return Kept(TAKEN, 60, news=3)

    monkeypatch.setattr(door, "commit", Hears())
    return heard


def post(body, *, token=None, session=SESSION, length=None):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    status = []
    found = Door(lambda environ, start: [b"page"])(
        {
            "REQUEST_METHOD": "POST", "PATH_INFO": door.PATH,
            "CONTENT_LENGTH": str(len(content) if length is None else length),
            "wsgi.input": BytesIO(content), "HTTP_COOKIE": f"x=1; sessionid={session}",
            "HTTP_X_SITTING": token_for(7, device="desk", session_key=SESSION)
            if token is None else token,
        },
        lambda line, headers: status.append(line),
    )  # fmt: skip
    return int(status[0][:3]), json.loads(b"".join(found))


def test_a_message_goes_to_the_commit_with_what_the_token_says(kept):
    told = {"verdict": "taken", "left": 60, "paused": False, "news": 3, "saved": [[1, 1]]}
    assert post(GOOD) == (200, told)
    (sent,) = kept
    assert (sent.sitting, sent.device, sent.session, sent.key) == (7, "desk", SESSION, "message-1")
    assert sent.sent_at.isoformat() == "2022-05-20T09:01:00+08:00"


@pytest.mark.parametrize("token", ["", "7.desk", "7.desk.x.y", "..."])
def test_a_token_that_is_not_ours_opens_nothing(kept, token):
    status, told = post(GOOD, token=token)
    assert (status, told["verdict"], kept) == (401, "signed-out", [])


def test_a_token_opens_nothing_in_another_login_session(kept):
    assert post(GOOD, session="b" * 32)[0] == 401
    assert post(GOOD, session="")[0] == 401
    assert kept == []
    changed = token_for(7, device="desk", session_key=SESSION).replace("7.", "8.", 1)
    assert read_token(changed, SESSION) is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff", GOOD | {"key": "short"}, GOOD | {"key": 7},
        GOOD | {"kind": "erase"}, GOOD | {"answers": [[0, 1, 0, False]]},
        GOOD | {"answers": [[1, 0, 0, False]]}, GOOD | {"answers": [[1, 1, "长" * 20_001, False]]},
        GOOD | {"answers": [[1, 2**40, 0, False]]}, GOOD | {"answers": 7},
        GOOD | {"answers": [[1, 1, 0]]}, GOOD | {"at": 1e300}, GOOD | {"at": "now"},
        GOOD | {"answers": [[1, 1, 0, False]] * 501},
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_read_is_told_so_and_never_breaks(kept, body):
    status, told = post(body)
    assert (status, told["verdict"], kept) == (422, "unread", [])


def test_a_message_that_is_too_long_is_not_read(kept):
    assert post(GOOD, length=2_000_000)[0] == 422
    assert post(GOOD, length="many")[0] == 422


def test_everything_else_goes_on_to_the_pages():
    page = Door(lambda environ, start: [b"page"])
    assert page({"REQUEST_METHOD": "GET", "PATH_INFO": door.PATH}, lambda *_: None) == [b"page"]
    assert page({"REQUEST_METHOD": "POST", "PATH_INFO": "/"}, lambda *_: None) == [b"page"]
