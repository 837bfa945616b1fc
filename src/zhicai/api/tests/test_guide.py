"""``docs/guide/api.md``, executed: every call with its answer, the check of a signature, the
command.
"""

import json
import re
import shlex
from pathlib import Path

from django.test import Client

from zhicai.api.command import main
from zhicai.api.rules import signature_of
from zhicai.api.tests.scenes import system

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "guide" / "api.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def blocks(kind):
    return [text for name, text in BLOCKS if name == kind]


def ask(text, token):
    head, _, body = text.partition("\n\n")
    first, *lines = head.splitlines()
    method, path = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    headers["Authorization"] = headers["Authorization"].replace("TOKEN", token)
    client = Client(headers=headers)
    return client.generic(method, path, body.strip(), content_type="application/json").json()


def test_every_call_of_the_guide_answers_as_it_says(hubei):
    token = system(hubei.county(), "read", "plans:write").token
    calls, answers = blocks("http"), blocks("json")
    assert len(calls) == len(answers) >= 5
    for call, answer in zip(calls, answers, strict=True):
        told, promised = ask(call, token), json.loads(answer)
        assert {name: told.get(name) for name in promised} == promised, call


def test_the_signature_is_checked_as_the_guide_shows():
    (code,) = blocks("python")
    scope = {}
    exec(code, scope)
    header = signature_of("key", b"{}", at=1000)
    assert scope["is_ours"](header, b"{}", "key", 1010)
    assert not scope["is_ours"](header, b"{ }", "key", 1010)
    assert not scope["is_ours"](header, b"{}", "other", 1010)
    assert not scope["is_ours"](header, b"{}", "key", 2000)


def test_the_command_of_the_guide_writes_its_file(hubei, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.chdir(tmp_path)
    (command,) = blocks("sh")
    program, name, *words = shlex.split(command)
    assert (program, name) == ("zhicai", "export")
    assert main(words) == 0
    assert (tmp_path / words[0]).is_file()
