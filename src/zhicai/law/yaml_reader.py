"""YAML as offices write it: scalars stay text, a key stands once, each value knows its line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zhicai.foundation.errors import LawError
from zhicai.foundation.text import Text

Spot = tuple[str | int, ...]
"""Where a value stands inside the document: keys and positions from the top."""

LARGEST = 2_000_000
"""Bytes a rule file may have; the largest of ours is below a tenth of it."""

_NOTHING = {"", "~", "null", "Null", "NULL"}


def read_bytes(path: Path, name: str) -> bytes:
    """Return the content of a rule file, at most one byte more than :data:`LARGEST`."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        says = Text(f"文件读不出来（{why}）。", f"the file cannot be read ({why}).")
        raise LawError(name, 1, says) from error


class Document:
    """One file read: ``content`` (dicts, lists, str, None) and the line of every value in it."""

    def __init__(self, raw: bytes, name: str) -> None:
        self.name = name
        self._lines: dict[Spot, int] = {}
        try:
            self.content = self._value(self._compose(self._decode(raw)), ())
        except RecursionError as error:
            says = Text("层次太深，请写平一些。", "nested too deeply; write it flatter.")
            raise LawError(name, 1, says) from error

    def line(self, spot: Spot) -> int:
        """Return the 1-based line of the value at ``spot``, or of the nearest value around it."""
        while spot and spot not in self._lines:
            spot = spot[:-1]
        return self._lines.get(spot, 1)

    def fault(self, spot: Spot, says: Text) -> LawError:
        """Return the error to raise for the value at ``spot``."""
        return LawError(self.name, self.line(spot), says)

    def _decode(self, raw: bytes) -> str:
        if len(raw) > LARGEST:
            limit = LARGEST // 1_000_000
            says = Text(f"文件超过 {limit} MB。", f"the file exceeds {limit} MB.")
            raise LawError(self.name, 1, says)
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            says = Text("请把文件存成 UTF-8 编码。", "save the file as UTF-8.")
            raise LawError(self.name, line, says) from error

    def _compose(self, text: str) -> Node | None:
        try:
            composed: Node | None = YAML(typ="rt", pure=True).compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            says = Text(
                "这里的 YAML 写法有误，请检查缩进、冒号、引号，不要用制表符。",
                "this is not YAML; check indentation, colons and quotes, and use no tabs"
                f" ({error.problem}).",
            )
            raise LawError(self.name, mark.line + 1 if mark else 1, says) from error
        except YAMLError as error:
            line = text[: getattr(error, "position", 0)].count("\n") + 1
            says = Text("这里有不可见的控制字符，请删除。", "remove the control character here.")
            raise LawError(self.name, line, says) from error
        return composed

    def _value(self, node: Node | None, spot: Spot) -> Any:
        if node is None:
            return None
        line = node.start_mark.line + 1
        if node.anchor:
            # Aliases multiply: nine lines of them can stand for a billion values.
            says = Text(
                "不用锚点（&）和别名（*），请把内容写出来。",
                "no anchors (&) and aliases (*); write the content out.",
            )
            raise LawError(self.name, line, says)
        self._lines[spot] = line
        if isinstance(node, ScalarNode):
            return None if node.style is None and node.value in _NOTHING else node.value
        if isinstance(node, SequenceNode):
            return [self._value(item, (*spot, i)) for i, item in enumerate(node.value)]
        return dict(self._pairs(node, spot)) if isinstance(node, MappingNode) else None

    def _pairs(self, node: MappingNode, spot: Spot) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                says = Text("键应是一个词。", "a key must be a plain word.")
                raise LawError(self.name, line, says)
            if key.value in seen:
                says = Text(
                    f"“{key.value}” 写了两次，请只留一个。",
                    f"“{key.value}” stands twice; keep one.",
                )
                raise LawError(self.name, line, says)
            seen.add(key.value)
            found = self._value(value, (*spot, key.value))
            self._lines[(*spot, key.value)] = line
            yield key.value, found
