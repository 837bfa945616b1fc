"""The audit log can be read by people: what an action records has words in both languages."""

import ast
import re

from tests.architecture.source import SHIPPED, Source
from zhicai.audit.verbs import named_verbs

A_VERB = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*")


def _recorded(source: Source) -> set[str]:
    """The verbs that a file hands to ``record`` or to a function of its own that takes ``verb``."""
    verb_at = {"record": 1}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
            if "verb" in names:
                verb_at[node.name] = names.index("verb")
    found = set()
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if len(node.args) > verb_at.get(name, 99):
            constants = (one for one in ast.walk(node.args[verb_at[name]]) if _is_verb(one))
            found |= {one.value for one in constants}
    return found


def _is_verb(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and A_VERB.fullmatch(node.value) is not None
    )


def test_every_verb_that_is_recorded_has_words():
    silent = {
        f"{source.name}: {verb}"
        for source in SHIPPED
        for verb in _recorded(source) - named_verbs().keys()
    }
    assert silent == set()


def test_a_verb_is_put_into_words_by_its_own_app():
    strays = {
        verb
        for source in SHIPPED
        if source.room == "verbs" and source.app != "audit"
        for verb in re.findall(r'"([a-z]+\.[a-z_]+)":', source.text)
        if verb.partition(".")[0] != source.app
    }
    assert strays == set()
    assert all(says.zh and says.en and says.zh != says.en for says in named_verbs().values())
