"""What each room of an app may hold, and what never."""

import ast
import configparser
import re

from tests.architecture.source import APPS, ROOT, SHIPPED, Function, in_rooms

WRITING = {
    "save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "force_insert",
}  # fmt: skip
IN_THE_CALLERS_TRANSACTION = {"audit.record"}
"""``record`` is called inside the transaction of the action that it records."""
ON_NOBODYS_BEHALF = {
    "audit.seal_entries", "accounts.ask_reset", "messages.claim", "messages.note", "messages.tidy",
    "exams.keep", "exams.score_submitted",
}  # fmt: skip
"""A batch is sealed by the clock, a lost password asked for by whoever names an account, the outbox
emptied by its worker. What a browser sends in a sitting is taken by the pass that it shows.
"""
STANDING_ON_A_DAY = {"audit.actions"}
"""An entry's time is the moment of recording, whoever acts."""

LOOKS_AT_THE_CLOCK = re.compile(
    r"\bclock\.(now|today|standing)\b"
    r"|foundation\.clock import [^\n]*\b(now|today|standing)\b"
    r"|\btimezone\.(now|localdate|localtime)\b"
)


def _writes(node: ast.AST) -> bool:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            if inner.func.attr in WRITING:
                return True
            # A dict's update takes a mapping, a queryset's only names.
            if inner.func.attr == "update" and inner.keywords and not inner.args:
                return True
    return False


def _called(node: ast.AST) -> set[str]:
    return {
        inner.func.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
    }


def _is_atomic(node: Function) -> bool:
    return any("atomic" in ast.unparse(mark) for mark in node.decorator_list)


def _writing_actions(passes_on=lambda node: True):
    """Every public action that writes, itself or through another function of its file.

    ``passes_on`` says which functions make a writer of those that call them.
    """
    for source in in_rooms("actions"):
        functions = {n.name: n for n in source.tree.body if isinstance(n, Function)}
        writing = {name for name, node in functions.items() if _writes(node)}

        def calls_one(node, functions=functions, writing=writing):
            return any(passes_on(functions[name]) for name in _called(node) & writing)

        while more := {n for n, f in functions.items() if calls_one(f)} - writing:
            writing |= more
        for name in sorted(writing):
            if not name.startswith("_"):
                yield f"{source.app}.{name}", source, functions[name]


def test_every_action_that_writes_is_one_transaction():
    loose = [
        f"{source.at(node)} {name}"
        for name, source, node in _writing_actions(lambda called: not _is_atomic(called))
        if name not in IN_THE_CALLERS_TRANSACTION and not _is_atomic(node)
    ]
    assert loose == []


def test_every_action_that_writes_knows_by_whom():
    nameless = [
        f"{source.at(node)} {name}"
        for name, source, node in _writing_actions()
        if name not in ON_NOBODYS_BEHALF
        and "by" not in {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
    ]
    assert nameless == []


def test_views_and_forms_leave_tables_to_queries_and_actions():
    reaching = [
        source.at(node)
        for source in in_rooms("views", "api", "forms", "tasks")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "save", "delete", "bulk_create", "_base_manager"}
    ]
    assert reaching == []


def test_models_hold_no_signals_and_override_no_save():
    own = [
        f"{source.at(node)} {node.name}"
        for source in in_rooms("models")
        for node in source.functions()
        if node.name in {"save", "delete"}
    ]
    signals = [
        s.name for s in SHIPPED if "django.dispatch" in s.text or "db.models.signals" in s.text
    ]
    assert own + signals == []


def test_nothing_below_the_views_looks_at_the_clock():
    clocks = [
        source.name
        for source in in_rooms("rules", "models", "queries", "actions", "forms")
        if f"{source.app}.{source.room}" not in STANDING_ON_A_DAY
        and LOOKS_AT_THE_CLOCK.search(source.text)
    ]
    assert clocks == []


def test_the_contract_of_rooms_names_every_app_that_has_them():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    named = contracts["importlinter:contract:rooms"]["containers"].split()
    with_rooms = {s.app for s in in_rooms("views", "actions", "queries", "models", "rules")}
    assert sorted(named) == sorted(f"zhicai.{app}" for app in with_rooms)


def test_the_contract_of_apps_names_every_app():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:apps"]["layers"]
    named = layers.replace("(", " ").replace(")", " ").replace("|", " ").split()
    assert sorted(set(APPS) - set(named)) == []
