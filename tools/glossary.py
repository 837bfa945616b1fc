"""Writes docs/glossary.md from the glossary of the law, or says whether it is current.

``--check`` (the default) fails where the page is not what ``--write`` would write, and where a
term, its English or its identifier stands twice: there is one English word for each Chinese one.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from zhicai.foundation.errors import LawError
from zhicai.foundation.text import Text
from zhicai.law.library import REFERENCE
from zhicai.law.yaml_reader import Document

ROOT = Path(__file__).resolve().parent.parent
SOURCE = REFERENCE / "glossary.yaml"
PAGE = ROOT / "docs" / "glossary.md"
HEADING = re.compile(r"# --- (.+)")
EXPECTED = Text(
    "应在标题之下，写成 {zh: …, en: …, code: …}。",
    "expected {zh: …, en: …, code: …} under a heading.",
)
INTRODUCTION = """# Glossary

The field's terms, one English word for each Chinese one. The same words stand in code, pages and
API; the last column is the identifier. Written by `tools/glossary.py --write` from
`src/zhicai/law/reference/glossary.yaml`; change it there.
"""


def sections(text: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Each heading of the source with its terms."""
    document = Document(text.encode(), SOURCE.name)
    lines = text.splitlines()
    headings = {n: m[1].strip() for n, line in enumerate(lines, 1) if (m := HEADING.match(line))}
    found: dict[str, list[dict[str, str]]] = {heading: [] for heading in headings.values()}
    for position, term in enumerate(document.content):
        above = [heading for n, heading in headings.items() if n < document.line((position,))]
        if not above or set(term) != {"zh", "en", "code"}:
            raise document.fault((position,), EXPECTED)
        found[above[-1]].append(term)
    yield from found.items()


def page(text: str) -> str:
    """The page that the source makes."""
    parts = [INTRODUCTION]
    for heading, terms in sections(text):
        rows = [f"| {t['zh']} | {t['en']} | `{t['code']}` |" for t in terms]
        table = ["| 中文 | English | identifier |", "|---|---|---|", *rows]
        parts.append(f"## {heading[0].upper()}{heading[1:]}\n\n" + "\n".join(table) + "\n")
    return "\n".join(parts)


def doubled(text: str) -> list[str]:
    """What stands twice."""
    terms = [term for _, terms in sections(text) for term in terms]
    found = []
    for column in ("zh", "en", "code"):
        values = [term[column] for term in terms]
        found += [f"{column}: {value}" for value in values if values.count(value) > 1]
    return sorted(set(found))


def main(argv: list[str] | None = None) -> int:
    """Check or write; return 1 where the page is not current or a word stands twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="say whether the page is current")
    parser.add_argument("--write", action="store_true", help="write the page")
    wants = parser.parse_args(argv)
    text = SOURCE.read_text(encoding="utf-8")
    try:
        fresh, twice = page(text), doubled(text)
    except LawError as error:
        print(error.says.en)
        return 1
    for line in twice:
        print(f"stands twice, {line}")
    if wants.write:
        PAGE.write_text(fresh, encoding="utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != fresh:
        print("docs/glossary.md is not current; run tools/glossary.py --write")
        return 1
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main())
