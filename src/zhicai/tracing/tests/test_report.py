"""The report: every clause with its rules, its tests whether run or not, and their outcome."""

import json

import pytest

from zhicai.law.library import PACKAGED, read_programme
from zhicai.tracing import command
from zhicai.tracing.marks import MarkedTest, marked_tests
from zhicai.tracing.outcomes import Outcome
from zhicai.tracing.report import as_json, totals, trace


@pytest.fixture(scope="module")
def hubei():
    return read_programme(PACKAGED / "hubei-2022")


SOURCE = """
import pytest

@pytest.mark.clause("HB-0.a", "HB-0.b")
def test_on_a_function(): ...

@pytest.mark.parametrize("x", [1, pytest.param(2, marks=pytest.mark.clause("HB-0.c"))])
async def test_on_a_parameter(x): ...

def test_without(): ...

@pytest.mark.clause("HB-0.d")
class TestScene:
    def test_on_its_class(self): ...

    @pytest.mark.clause("HB-0.e")
    def test_on_both(self): ...

class NotATest:
    @pytest.mark.clause("HB-0.e")
    def test_no(self): ...
"""


def test_marks_are_found_wherever_pytest_lets_them_stand(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "test_a.py").write_text(SOURCE)
    (tmp_path / "src" / "test_b.py").write_text(
        'import pytest\npytestmark = [pytest.mark.clause("HB-1.a")]\ndef test_module(): ...\n'
    )
    assert marked_tests(tmp_path) == (
        MarkedTest("src/test_a.py::test_on_a_function", ("HB-0.a", "HB-0.b")),
        MarkedTest("src/test_a.py::test_on_a_parameter", ("HB-0.c",)),
        MarkedTest("src/test_a.py::TestScene::test_on_its_class", ("HB-0.d",)),
        MarkedTest("src/test_a.py::TestScene::test_on_both", ("HB-0.d", "HB-0.e")),
        MarkedTest("src/test_b.py::test_module", ("HB-1.a",)),
    )


def test_every_clause_is_listed_with_its_rules(hubei):
    clauses = {clause.id: clause for clause in trace([hubei], [], [])}
    assert list(clauses) == list(hubei.clauses)
    assert any(clause.rules for clause in clauses.values())
    for clause in clauses.values():
        assert clause.rules == hubei.rules_of_clause[clause.id]


@pytest.mark.parametrize(
    ("results", "passed"),
    [
        ((), None),
        (("passed",), True),
        (("passed", "passed"), True),
        (("passed", "not run"), None),
        (("passed", "failed", "not run"), False),
    ],
)
def test_all_parameters_of_a_test_make_one_outcome(hubei, results, passed):
    claim = [MarkedTest("t.py::test", ("HB-0.a",))]
    ran = [Outcome(f"t.py::test[{i}]", ("HB-0.a",), result) for i, result in enumerate(results)]
    [first, *_] = trace([hubei], claim, ran)
    assert [(test.id, test.passed) for test in first.tests] == [("t.py::test", passed)]
    assert first.passed is passed


def test_an_outcome_counts_only_while_the_mark_stands(hubei):
    ran = [Outcome("t.py::test", ("HB-0.a",), "passed")]
    assert not any(clause.tests for clause in trace([hubei], [], ran))


def test_totals_tell_passed_failed_and_not_run_apart(hubei):
    claims = [MarkedTest(f"t.py::test_{c}", (f"HB-0.{c}",)) for c in "abc"]
    ran = [
        Outcome("t.py::test_a", ("HB-0.a",), "passed"),
        Outcome("t.py::test_b", ("HB-0.b",), "failed"),
    ]
    figures = totals(trace([hubei], claims, ran))
    assert figures["clauses"] == len(hubei.clauses)
    assert {name: figures[name] for name in ("with_test", "passed", "failed", "not_run")} == {
        "with_test": 3,
        "passed": 1,
        "failed": 1,
        "not_run": 1,
    }


def test_the_json_has_the_agreed_shape(hubei):
    claims = [MarkedTest("t.py::test", ("HB-0.a",))]
    first = as_json(trace([hubei], claims, []))["clauses"][0]
    assert first == {
        "id": "HB-0.a",
        "kind": "role",
        "priority": "core",
        "rules": list(hubei.rules_of_clause["HB-0.a"]),
        "tests": [{"id": "t.py::test", "passed": None}],
    }


def test_the_command_prints_both_programmes_as_json_alone(capsys):
    assert command.main(["--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["totals"]["clauses"] == len(report["clauses"]) == 349


def test_the_command_lists_what_is_still_missing(capsys):
    assert command.main(["--json", "--without"]) == 0
    clauses = json.loads(capsys.readouterr().out)["clauses"]
    assert all(not clause["rules"] or not clause["tests"] for clause in clauses)


def test_the_table_names_both_programmes(capsys):
    assert command.main([]) == 0
    shown = capsys.readouterr().out
    assert "hubei-2022" in shown
    assert "zhejiang-2024" in shown
