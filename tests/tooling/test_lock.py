"""The lock files hold names, versions and hashes, and nothing about where anything came from."""

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

LOCKS = ("base", "dev", "uv")
PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def lines(lock):
    return (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8").splitlines()


def pinned(lock):
    return {match[1]: match[2] for line in lines(lock) if (match := PINNED.match(line))}


def wanted(*groups):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    texts = list(project["project"]["dependencies"])
    for group in groups:
        texts += project["dependency-groups"][group]
    names = (re.match(r"[\w.-]+", text)[0] for text in texts)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pinned_name_or_a_hash(lock):
    assert [line for line in lines(lock) if not PINNED.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash(lock):
    text = lines(lock)
    bare = [
        a
        for a, b in zip(text, [*text[1:], ""], strict=True)
        if PINNED.match(a) and not HASH.match(b)
    ]
    assert bare == []


@pytest.mark.parametrize(("lock", "groups"), [("base", ()), ("dev", ("dev",))])
def test_everything_that_the_project_asks_for_is_locked(lock, groups):
    assert wanted(*groups) - set(pinned(lock)) == set()


def test_working_on_it_stands_on_the_same_versions_as_running_it():
    assert pinned("base").items() <= pinned("dev").items()
