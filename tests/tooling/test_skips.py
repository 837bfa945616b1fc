"""``--no-skips``: CI fails on every skip that is not for absent ``../shared``."""

import os

import pytest

from tests.architecture.source import ROOT

SCENE = """
import pytest

def test_runs(): pass

def test_waits(): pytest.skip({reason!r})
"""


@pytest.fixture
def run(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT / "src"), str(ROOT))))
    monkeypatch.setenv("ZHICAI_DATA", str(pytester.path / "data"))
    settings = (
        (ROOT / "conftest.py").read_text("utf-8").replace('pytest_plugins = ["pytester"]', "")
    )
    pytester.makeconftest(settings)
    pytester.makeini(
        "[pytest]\nmarkers =\n browser\n postgresql\n"
        "DJANGO_SETTINGS_MODULE = zhicai.project.settings\n"
    )

    def runs(reason, *words):
        pytester.makepyfile(test_scene=SCENE.format(reason=reason))
        return pytester.runpytest_subprocess(*words)

    return runs


@pytest.mark.parametrize(
    ("reason", "words", "code"),
    [
        ("no Chromium", ("--no-skips",), pytest.ExitCode.TESTS_FAILED),
        ("no Chromium", ("--no-skips", "-n", "2"), pytest.ExitCode.TESTS_FAILED),
        ("shared: absent", ("--no-skips",), pytest.ExitCode.OK),
        ("no Chromium", (), pytest.ExitCode.OK),
    ],
)
def test_only_absent_shared_excuses_a_skip(run, reason, words, code):
    result = run(reason, *words)
    assert result.ret == code
    result.stdout.fnmatch_lines(["*LEFT OUT*", f"1 tests: {reason}"])
    assert "1 passed, 1 skipped" in result.stdout.lines[-1]
