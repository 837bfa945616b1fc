"""``./dev``: it lists its commands, names the one that was meant, and hands on exit codes."""

import importlib.machinery
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT


@pytest.fixture
def dev():
    loader = importlib.machinery.SourceFileLoader("zhicai_dev", str(ROOT / "dev"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("zhicai_dev", loader))
    loader.exec_module(module)
    return module


def run(*words):
    command = [sys.executable, str(ROOT / "dev"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_alone_it_lists_every_command_with_a_line(dev):
    done = run()
    assert done.returncode == 0
    for name, (function, _, _) in dev.COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert "\n" not in function.__doc__


def test_an_unknown_command_is_answered_with_the_one_that_was_meant():
    done = run("tset")
    assert done.returncode == 2
    assert "Did you mean test?" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_what_is_installed_for_work_is_enough_to_run(dev, tmp_path, monkeypatch, lock):
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    assert not dev.installed(lock)
    dev.STAMP.write_text(f'{{"dev": "{dev.digest("dev")}"}}')
    assert dev.installed(lock)


def test_what_is_installed_to_run_is_not_enough_for_work(dev, tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    dev.STAMP.write_text(f'{{"base": "{dev.digest("base")}"}}')
    assert dev.installed("base")
    assert not dev.installed("dev")


def test_a_changed_lock_is_installed_again(dev, tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    dev.STAMP.write_text('{"dev": "of another lock"}')
    assert not dev.installed("dev")


def test_what_it_starts_keeps_what_it_compiles(dev, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(dev, "VENV", Path(sys.prefix))
    for step in ("installed", "join_source", "run"):
        monkeypatch.setattr(dev, step, lambda *words: True)
    dev.enter("dev")
    started = subprocess.run(
        [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"],
        capture_output=True,
        text=True,
    )
    assert started.stdout == "False\n"


def test_without_venv_it_says_what_to_install(dev, tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "none")
    monkeypatch.setattr(dev, "ensurepip", None)
    with pytest.raises(dev.Stop, match="apt-get install python3-venv"):
        dev.make_environment()


def test_an_old_python_is_told_which_one_is_needed(dev, monkeypatch):
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(dev.Stop, match=r"needs Python 3\.11 or newer; this is Python 3\.9"):
        dev.right_python()


def test_a_failed_step_of_the_check_is_told_apart_and_shown(dev, capsys):
    assert dev.holds("fine", ["-c", "print('quiet')"])
    assert not dev.holds("broken", ["-c", "print('loud'); raise SystemExit(3)"])
    shown = capsys.readouterr().out
    assert "✓ fine" in shown
    assert "✗ broken" in shown
    assert "loud" in shown
    assert "quiet" not in shown
