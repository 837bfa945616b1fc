"""The words of a .docx, paragraph by paragraph, with the numbers that Word counts by itself."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from zhicai.exams.interchange.markup import parse, unpack, unsafe

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def words_of(data: bytes) -> str:
    """Return a document's text, a line a paragraph; BadInput for what is no .docx or unsafe.

    Numbers and letters of Word's own lists are written out, letters beginning anew under each
    number: ``1.`` with ``A.`` to ``D.`` below is what the author sees.
    """
    parts = unpack(data)
    if "word/document.xml" not in parts:
        raise unsafe()
    lists = _Lists(parts.get("word/numbering.xml"))
    body = parse(parts["word/document.xml"])
    return "\n".join(line for one in body.iter(f"{_W}p") for line in _lines(one, lists))


def _lines(paragraph: Element, lists: "_Lists") -> Iterator[str]:
    text = "".join(_pieces(paragraph))
    if text.strip():
        text = f"{lists.sign_of(paragraph)}{text}"
    yield from text.split("\n")


def _pieces(paragraph: Element) -> Iterator[str]:
    """Yield what a paragraph says; deleted text and that of boxes inside of it left out."""
    for one in paragraph.iter():
        if one.tag == f"{_W}t":
            yield one.text or ""
        elif one.tag == f"{_W}tab":
            yield "\t"
        elif one.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"


class _Lists:
    """Word's lists: what stands before the paragraphs of each, counted as they come."""

    def __init__(self, content: bytes | None) -> None:
        self.formats: dict[tuple[str, int], str] = {}
        self.counts: dict[tuple[str, int], int] = {}
        if content is None:
            return
        root = parse(content)
        abstract: dict[str, dict[int, str]] = {}
        for one in root.iter(f"{_W}abstractNum"):
            levels = abstract.setdefault(one.get(f"{_W}abstractNumId", ""), {})
            for level in one.iter(f"{_W}lvl"):
                kind = level.find(f"{_W}numFmt")
                number = level.get(f"{_W}ilvl", "0")
                if kind is not None and number.isdigit():
                    levels[int(number)] = kind.get(f"{_W}val", "")
        for one in root.iter(f"{_W}num"):
            of = one.find(f"{_W}abstractNumId")
            key = of.get(f"{_W}val", "") if of is not None else ""
            for depth, sign in abstract.get(key, {}).items():
                self.formats[one.get(f"{_W}numId", ""), depth] = sign

    def sign_of(self, paragraph: Element) -> str:
        """Return what Word would print before a paragraph, nothing where it is in no list."""
        key = self._place(paragraph)
        kind = self.formats.get(key, "") if key else ""
        if key is None or kind not in ("decimal", "upperLetter"):
            return ""
        self.counts[key] = self.counts.get(key, 0) + 1
        count = self.counts[key]
        if kind == "decimal":
            self._begin_anew(key)
            return f"{count}. "
        return f"{_LETTERS[(count - 1) % 26]}. "

    def _begin_anew(self, key: tuple[str, int]) -> None:
        """Letters, and levels below, begin anew after a number."""
        for other in list(self.counts):
            deeper = other[0] == key[0] and other[1] > key[1]
            if deeper or self.formats.get(other) == "upperLetter":
                self.counts[other] = 0

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        found = paragraph.find(f"{_W}pPr/{_W}numPr")
        if found is None:
            return None
        of, level = found.find(f"{_W}numId"), found.find(f"{_W}ilvl")
        if of is None:
            return None
        written = level.get(f"{_W}val", "0") if level is not None else "0"
        return of.get(f"{_W}val", ""), int(written) if written.isdigit() else 0
