"""Leave out of a style sheet the classes that no page uses, by the first word of their name."""

import re
from collections.abc import Collection, Iterator

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HEAD = re.compile(r'(@charset "[^"]*";)?\s*(/\*!.*?\*/)?', re.DOTALL)
COMMA = re.compile(r",(?![^()]*\))")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
NOT = re.compile(r":not\([^)]*\)")
GROUPS = ("@media", "@supports")


def without_families(css: str, families: Collection[str]) -> str:
    """Return ``css`` without the selectors that name a class of one of ``families``.

    ``accordion`` stands for ``.accordion`` and ``.accordion-item`` alike. A rule whose selectors
    all go, goes. Of the comments the licence at the head of the sheet stays.
    """
    head = HEAD.match(css)
    told = head[0] if head else ""
    return told + _trimmed(COMMENT.sub("", css[len(told) :]), frozenset(families))


def _trimmed(css: str, families: frozenset[str]) -> str:
    kept = []
    for selectors, body in _rules(css):
        if selectors.startswith(GROUPS):
            inside = _trimmed(body, families)
            kept.append(f"{selectors}{{{inside}}}" if inside else "")
        elif selectors.startswith("@"):
            kept.append(f"{selectors}{{{body}}}")
        else:
            left = ",".join(one for one in COMMA.split(selectors) if not _named(one) & families)
            kept.append(f"{left}{{{body}}}" if left else "")
    return "".join(kept)


def _named(selector: str) -> set[str]:
    """The families of the classes that a selector asks for; what it asks against does not count."""
    return {name.split("-")[0] for name in CLASS.findall(NOT.sub("", selector))}


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Every rule of one level: what stands before its brace, and what stands between its braces."""
    start = 0
    while (brace := css.find("{", start)) >= 0:
        depth, end = 1, brace + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:brace].strip(), css[brace + 1 : end - 1]
        start = end
