"""``zhicai trace``: the clauses, what holds them and what shows them."""

import argparse
import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from zhicai.foundation.errors import LawError
from zhicai.law.library import PACKAGED, read_programme
from zhicai.tracing.marks import marked_tests
from zhicai.tracing.outcomes import ROOT, code_version, outcomes_file, read_outcomes
from zhicai.tracing.report import TracedClause, as_json, by_programme, totals, trace

VERDICTS = {
    True: "[green]passed[/]",
    False: "[bold red]failed[/]",
    None: "[yellow]not run[/]",
}


def main(argv: Sequence[str]) -> int:
    """Print the trace; return 0, or 1 where a programme cannot be read."""
    parser = argparse.ArgumentParser(prog="zhicai trace", description=__doc__)
    parser.add_argument("--json", action="store_true", help="as JSON, everything")
    parser.add_argument(
        "--without", action="store_true", help="only clauses still without a rule or without a test"
    )
    wants = parser.parse_args(argv)
    folders = sorted(file.parent for file in PACKAGED.glob("*/programme.yaml"))
    try:
        programmes = [read_programme(folder) for folder in folders]
    except LawError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    version = code_version()
    clauses = trace(programmes, marked_tests(ROOT), read_outcomes(outcomes_file(), version))
    if wants.without:
        clauses = tuple(clause for clause in clauses if not clause.rules or not clause.tests)
    if wants.json:
        sys.stdout.write(json.dumps(as_json(clauses), ensure_ascii=False, indent=1) + "\n")
    else:
        _print(clauses, version)
    return 0


def _print(clauses: Sequence[TracedClause], version: str | None) -> None:
    console = Console()
    for programme, members in by_programme(clauses):
        console.print(_table(programme, members))
    figures = totals(clauses)
    console.print(
        "{clauses} clauses · with a rule {with_rule} · with a test {with_test} "
        "(passed {passed}, failed {failed}, not run {not_run}) · neither {without_both}".format(
            **figures
        )
    )
    console.print(f"outcomes of {version}" if version else "no git here: outcomes cannot be dated")


def _table(programme: str, clauses: Sequence[TracedClause]) -> Table:
    count = totals(clauses)
    table = Table(title=programme, title_justify="left", box=None, pad_edge=False)
    table.add_column("clause", no_wrap=True)
    table.add_column("kind")
    table.add_column("priority")
    table.add_column("rules", overflow="fold", max_width=60)
    table.add_column("tests", justify="right")
    table.add_column("outcome", no_wrap=True)
    for clause in clauses:
        table.add_row(
            clause.id,
            clause.kind,
            clause.priority,
            "  ".join(clause.rules) or "[dim]–[/]",
            str(len(clause.tests) or "–"),
            VERDICTS[clause.passed] if clause.tests else "[dim]–[/]",
        )
    table.add_section()
    rules, tests = f"{count['with_rule']} with a rule", f"{count['with_test']}"
    table.add_row(f"{len(clauses)} clauses", "", "", rules, tests, f"{count['passed']} passed")
    return table
