"""The plugin: unknown clauses stop the run, outcomes of marked tests are kept with the commit."""

import json

import pytest

from zhicai.tracing.catalogue import clause_ids
from zhicai.tracing.outcomes import ROOT, Outcome, code_version, merge_outcomes, read_outcomes


@pytest.fixture
def run(pytester, monkeypatch, tmp_path):
    """Run pytest on one file with the plugin alone; return the result and what was kept."""
    monkeypatch.setenv("ZHICAI_DATA", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))

    def runs(source, *words):
        pytester.makepyfile(test_scene=source)
        pytester.makeini("[pytest]\nmarkers = clause(*ids): what the test shows\n")
        command = ("-p", "zhicai.tracing.plugin", "-p", "no:playwright", "-p", "no:django", *words)
        result = pytester.runpytest_subprocess(*command)
        file = tmp_path / "trace" / "outcomes.json"
        return result, json.loads(file.read_text("utf-8")) if file.exists() else {}

    return runs


SCENE = """
import pytest

@pytest.mark.clause("HB-0.a", "HB-0.b")
def test_holds(): pass

@pytest.mark.clause("HB-0.a")
@pytest.mark.parametrize("figure", [1, 2])
def test_breaks(figure): assert figure == 1

@pytest.mark.clause("HB-0.c")
def test_waits(): pytest.skip("shared: absent")

@pytest.fixture
def broken(): raise RuntimeError

@pytest.mark.clause("HB-0.d")
def test_never_starts(broken): pass

def test_claims_nothing(): pass
"""

EXPECTED = {
    "test_scene.py::test_holds": (["HB-0.a", "HB-0.b"], "passed"),
    "test_scene.py::test_breaks[1]": (["HB-0.a"], "passed"),
    "test_scene.py::test_breaks[2]": (["HB-0.a"], "failed"),
    "test_scene.py::test_waits": (["HB-0.c"], "not run"),
    "test_scene.py::test_never_starts": (["HB-0.d"], "failed"),
}


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["one process", "xdist"])
def test_outcomes_of_marked_tests_are_kept(run, words):
    _, kept = run(SCENE, *words)
    assert {n: (row["clauses"], row["result"]) for n, row in kept.items()} == EXPECTED
    assert {row["version"] for row in kept.values()} == {code_version()}


def test_a_partial_run_updates_only_what_it_ran(run):
    run(SCENE)
    mended = SCENE.replace("assert figure == 1", "pass")
    _, kept = run(mended, "-k", "test_breaks")
    assert kept["test_scene.py::test_breaks[2]"]["result"] == "passed"
    assert kept["test_scene.py::test_holds"]["result"] == "passed"


def test_an_unknown_clause_stops_the_collection(run):
    result, kept = run('import pytest\n@pytest.mark.clause("HB-9.z")\ndef test_claim(): pass\n')
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_scene.py::test_claim: no clause HB-9.z*"])
    assert kept == {}


def test_a_mark_without_a_clause_stops_the_collection(run):
    result, _ = run("import pytest\n@pytest.mark.clause\ndef test_claim(): pass\n")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_outcomes_of_another_version_read_as_not_run(tmp_path):
    file = tmp_path / "outcomes.json"
    old, new = (Outcome(f"test_{n}.py::test", ("HB-0.a",), "passed") for n in ("old", "new"))
    merge_outcomes(file, [old], "aaa")
    assert read_outcomes(file, "aaa") == (old,)
    assert read_outcomes(file, "bbb") == ()
    merge_outcomes(file, [new], "bbb")
    assert read_outcomes(file, "bbb") == (new,)
    assert read_outcomes(file, "aaa") == ()


def test_outcomes_without_a_version_read_as_not_run(tmp_path):
    file = tmp_path / "outcomes.json"
    merge_outcomes(file, [Outcome("test_a.py::test", ("HB-0.a",), "passed")], None)
    assert read_outcomes(file, None) == ()


@pytest.mark.parametrize("content", ["", "{broken", None])
def test_an_absent_or_broken_file_reads_as_nothing_run(tmp_path, content):
    file = tmp_path / "outcomes.json"
    if content is not None:
        file.write_text(content)
    assert read_outcomes(file, "aaa") == ()


def test_the_version_tells_a_changed_work_tree_from_the_commit(tmp_path, pytester):
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@localhost"]
    assert code_version(tmp_path) is None
    pytester.run(*git, "init", "-q")
    pytester.run(*git, "commit", "-q", "--allow-empty", "-m", "first")
    clean = code_version(tmp_path)
    assert len(clean) == 40
    (tmp_path / "new.py").touch()
    assert code_version(tmp_path) == f"{clean}+changes"


def test_the_known_ids_are_the_catalogue(shared):
    catalogue = (shared / "mission" / "clauses.yaml").read_text("utf-8").splitlines()
    ids = {line.removeprefix("- id: ") for line in catalogue if line.startswith("- id: ")}
    assert len(ids) == 349
    assert clause_ids() == ids
