"""XML and HTML from elsewhere: read without entities, document types or depths that hurt."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.sheets.package import PackageError, parts_of, refuse_declarations

DEEPEST = 60
"""Levels of elements; what other platforms write has about ten."""
LARGEST = 10 * 2**20
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = {"p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table",
           "pre", "blockquote"}  # fmt: skip
_PICTURES = {"img", "object", "audio", "video", "svg", "math"}
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML may hold."""


def unsafe() -> BadInput:
    """Return the refusal of a file that is damaged or not safe to open."""
    says = Text(
        "文件打不开，或不安全（损坏、带密码、带宏、压缩比异常、含 DTD 声明），没有读取；"
        "请在原来的平台重新导出，或用 Word、Excel 另存后再上传。",
        "The file cannot be read or is not safe to open (damaged, with a password, macros, a "
        "document type); export or save it again.",
    )
    return BadInput([Fault(says)])


def parse(data: bytes) -> Element:
    """Return the root of an XML document; BadInput for one with a document type, too deep, or
    none at all.
    """
    try:
        refuse_declarations(data)
        depth = 0
        root: Element | None = None
        for event, one in ElementTree.iterparse(io.BytesIO(data), events=("start", "end")):
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise unsafe()
            root = one if root is None else root
    except (BadInput, PackageError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise unsafe() from error
    if root is None:
        raise unsafe()
    return root


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the XML parts of a zip by name; BadInput for bombs, passwords and what is no zip."""
    try:
        return parts_of(data)
    except BadInput as error:
        raise unsafe() from error


def local(one: Element) -> str:
    """Return an element's name without namespace and without what QTI 3 puts before: lower case.

    >>> local(Element("{http://x}qti-choice-interaction")) == local(Element("choiceInteraction"))
    True
    """
    name = str(one.tag).rpartition("}")[2]
    return name.removeprefix("qti-").replace("-", "").lower()


def attribute(one: Element, name: str) -> str:
    """Return an attribute however a version of QTI spells it (``responseIdentifier`` or
    ``response-identifier``), empty where there is none.
    """
    for key, value in one.attrib.items():
        if key.rpartition("}")[2].replace("-", "").lower() == name:
            return value.strip()
    return ""


def under(one: Element, *names: str) -> Iterator[Element]:
    """Yield every element below with one of these names."""
    for inner in one.iter():
        if inner is not one and isinstance(inner.tag, str) and local(inner) in names:
            yield inner


def child(one: Element, name: str) -> Element | None:
    """Return the first child of a name."""
    return next(
        (inner for inner in one if isinstance(inner.tag, str) and local(inner) == name), None
    )


def squeezed(text: str) -> str:
    """Return text with runs of ASCII white space as one space; full-width spaces stay."""
    return _SPACES.sub(" ", text).strip(" ")


def lines_of(text: str) -> str:
    """Return text line by line, each without space at its ends, without empty ones."""
    lines = (squeezed(line) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


class _Plain(HTMLParser):
    """Keeps the words of HTML, a line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.pictures = 0
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.silent += 1
        if tag in _BLOCKS:
            self.words.append("\n")
        if tag in ("td", "th"):
            self.words.append(" ")
        self.pictures += tag in _PICTURES

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent = max(0, self.silent - 1)
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(_SPACES.sub(" ", data))


def words_of_html(html: str) -> tuple[str, bool]:
    """Return the words of HTML, a line a block, and whether it had pictures or the like."""
    reader = _Plain()
    reader.feed(html)
    reader.close()
    return lines_of("".join(reader.words)), bool(reader.pictures)


def element(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Add an element; signs that no XML may hold are left out."""
    made = SubElement(parent, tag, {key: clean(value) for key, value in attributes.items()})
    if text:
        made.text = clean(text)
    return made


def clean(text: str) -> str:
    """Return text without signs that no XML may hold."""
    return _ILLEGAL.sub("", text)


def written(root: Element) -> bytes:
    """Return an XML document as bytes, indented as people read it."""
    out: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return out
