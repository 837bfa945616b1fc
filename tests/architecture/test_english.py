"""Everything the site says, it says in Chinese and in English."""

import ast
import re

import english

from tests.architecture.source import SHIPPED

NOT_OUR_TONE = re.compile(r"请勿|您好|亲，|！|!$")


def test_every_text_has_english_and_no_english_is_left_over():
    assert english.report().lines == []


def _words(node):
    """The constant words of a string or an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) for part in node.values)
    return ""


def _sentences():
    """Every ``Text("中文", "English")`` written in the code."""
    for source in SHIPPED:
        for node in ast.walk(source.tree):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id == "Text" and len(node.args) == 2:
                yield source.at(node), _words(node.args[0]), _words(node.args[1])


def test_sentences_of_the_code_have_english_without_chinese():
    mixed = [
        where
        for where, _, words in _sentences()
        if english.CHINESE.search(words) and words not in english.KEPT_CHINESE
    ]
    assert mixed == []


def test_the_tone_is_plain():
    texts = {use.place: english.first(use.msgid) for use in english.used_texts()}
    texts |= {where: zh for where, zh, _ in _sentences()}
    assert {where: text for where, text in texts.items() if NOT_OUR_TONE.search(text)} == {}
