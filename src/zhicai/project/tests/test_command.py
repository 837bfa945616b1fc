"""The site's command line: what it lists, refuses, and how it gets ready to serve."""

import shutil
import socket

import pytest

from zhicai.law.library import PACKAGED
from zhicai.project import command, law, serve


@pytest.mark.parametrize("words", [[], ["--help"]])
def test_it_lists_its_commands(capsys, words):
    assert command.main(words) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(
        command.COMMANDS
    )


def test_an_unknown_command_is_answered_with_the_one_that_was_meant(capsys):
    assert command.main(["obligation"]) == 2
    assert "Did you mean obligations?" in capsys.readouterr().err


def test_every_command_can_be_loaded():
    for name, entry in command.COMMANDS.items():
        assert callable(command.import_module(entry.module).main), name


def test_the_packaged_law_can_be_read(capsys):
    assert law.main([]) == 0
    said = capsys.readouterr().out
    assert "✓ hubei-2022: " in said
    assert "✓ zhejiang-2024: " in said


def test_a_fault_in_a_provinces_own_folder_is_named_with_file_and_line(capsys, tmp_path):
    folder = tmp_path / "hubei-2022"
    shutil.copytree(PACKAGED / "hubei-2022", folder)
    with (folder / "clauses.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: HB-9.z\n")
    line = (folder / "clauses.yaml").read_text("utf-8").count("\n")
    assert law.main([str(folder)]) == 1
    assert f"hubei-2022/clauses.yaml, line {line}: " in capsys.readouterr().out


def test_a_taken_port_is_said_with_the_way_out(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert serve.main(["--port", str(port)]) == 1
    assert f"--port {port + 1}" in capsys.readouterr().err


def test_a_port_that_does_not_exist_is_refused(capsys):
    assert serve.main(["--port", "70000"]) == 1
    assert "70000" in capsys.readouterr().err


def test_static_files_are_collected_only_when_they_change(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    left_over = settings.STATIC_ROOT / "of-an-older-version.css"
    serve.collect_static_files()
    assert (settings.STATIC_ROOT / "ui" / "zc.css").is_file()
    left_over.touch()
    serve.collect_static_files()
    assert left_over.exists()
    monkeypatch.setattr(serve, "__version__", "9.9")
    serve.collect_static_files()
    assert not left_over.exists()
    assert (settings.STATIC_ROOT / "ui" / "zc.css").is_file()
