"""What the verbs of the log mean: each app names its own in its room ``verbs``.

``AuditConfig.ready`` reads that room of every app, so that the log can be read without knowing
codes.
"""

from collections.abc import Mapping

from zhicai.foundation.text import Text

_words: dict[str, Text] = {}


def name_verbs(words: Mapping[str, Text]) -> None:
    """Say what verbs (``app.what_happened``) mean."""
    _words.update(words)


def verb_words(verb: str) -> Text:
    """Return what a verb means; a verb of a version that is gone stands for itself."""
    return _words.get(verb) or Text(verb, verb)


def named_verbs() -> Mapping[str, Text]:
    """Return every verb that has words."""
    return dict(_words)


def verbs_about(words: str) -> list[str]:
    """Return the verbs whose meaning has these words in it, in either language."""
    wanted = words.casefold()
    return [verb for verb, says in _words.items() if wanted in f"{says.zh}\n{says.en}".casefold()]
