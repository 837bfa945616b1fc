"""The law's words for kinds of employers, from the glossary; an unknown one is shown as it is."""

from collections.abc import Mapping
from functools import lru_cache

from zhicai.foundation.text import Text
from zhicai.law.library import REFERENCE
from zhicai.law.yaml_reader import Document, read_bytes


@lru_cache(maxsize=1)
def _terms() -> Mapping[str, Text]:
    path = REFERENCE / "glossary.yaml"
    content = Document(read_bytes(path, path.name), path.name).content
    rows = content if isinstance(content, list) else content.get("terms", [])
    return {row["code"]: Text(row["zh"], row["en"]) for row in rows if row.get("code")}


def employer_word(kind: str) -> Text:
    """Return the words for a kind of employer."""
    terms = _terms()
    return terms.get(kind) or terms.get(f"{kind}-enterprise") or Text(kind, kind)
