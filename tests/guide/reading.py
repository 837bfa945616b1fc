"""A guide as the reader meets it: its files, its commands, the outputs that it promises."""

import re
from dataclasses import dataclass
from pathlib import Path

FILES = ("yaml", "csv", "json")
"""Blocks of these kinds are files where they have a title."""

_FENCE = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """One fenced block: ``sh`` is run, a titled YAML or CSV block is a file, ``text`` an output."""

    kind: str
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    """One page of ``docs/guide``."""

    blocks: tuple[Block, ...]

    @property
    def files(self) -> dict[str, str]:
        """Every file that the page writes, by its name."""
        return {b.title: b.text for b in self.blocks if b.title and b.kind in FILES}

    @property
    def commands(self) -> list[str]:
        """Every block of commands, in order."""
        return [b.text for b in self.blocks if b.kind == "sh"]

    def output(self, title: str) -> str:
        """What the page shows as the output called so."""
        (found,) = [b.text for b in self.blocks if b.kind == "text" and b.title == title]
        return found


def guide(path: Path) -> Guide:
    text = path.read_text(encoding="utf-8")
    return Guide(
        tuple(Block(m["kind"], m["title"] or "", m["text"]) for m in _FENCE.finditer(text))
    )
