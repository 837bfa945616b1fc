"""The .docx as a package: an empty document of our own styles, and the same bytes each time."""

from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from zhicai.documents import measures as m
from zhicai.documents.styles import NAMESPACE, fonts_table_xml, styles_xml

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the package: a zip knows none before it."""
UNWANTED = (
    RELATION.THUMBNAIL,
    RELATION.CUSTOM_XML,
    RELATION.NUMBERING,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)


@cache
def _template() -> bytes:
    """An empty document with our styles and nothing else; made once a process."""
    document = docx.Document()
    parts = [document.part, document.part.package]
    for part in parts:
        for key in [key for key, one in part.rels.items() if one.reltype in UNWANTED]:
            del part.rels[key]
    _replace(document.styles.element, styles_xml())
    fonts = document.part.part_related_by(RELATION.FONT_TABLE)
    fonts._blob = fonts_table_xml().encode()
    _settings(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _replace(element: BaseOxmlElement, xml: str) -> None:
    fresh = parse_xml(xml)
    for child in list(element):
        element.remove(child)
    for key in list(element.attrib):
        del element.attrib[key]
    element.extend(list(fresh))


def _settings(document: Document) -> None:
    """Odd and even pages differ; punctuation at the edge is not squeezed out of the grid."""
    compatibility = "http://schemas.microsoft.com/office/word"
    _replace(
        document.settings.element,
        f'<w:settings xmlns:w="{NAMESPACE}"><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:defaultTabStop w:val="420"/><w:drawingGridVerticalSpacing w:val="156"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        "<w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"
        "<w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{compatibility}" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
    )


def new_document(*, title: str, author: str, dated: date | None) -> Document:
    """Return an empty A4 page with the margins, the grid and the properties of a paper."""
    document = docx.Document(BytesIO(_template()))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE[0]), Mm(m.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    section.left_margin, section.right_margin = Mm(m.LEFT), Mm(m.RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(m.FOOTER_FROM_BOTTOM)
    for grid in section._sectPr.findall(f"{{{NAMESPACE}}}docGrid"):
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(f'<w:docGrid xmlns:w="{NAMESPACE}" w:type="lines" w:linePitch="{m.LINE_TWIPS}"/>')
    )
    day = dated or date(EARLIEST[0], 1, 1)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = title[:255], author[:255], author[:255]
    core.created = core.modified = moment
    core.revision, core.comments, core.keywords, core.language = 1, "", "", "zh-CN"
    return document


def packed(document: Document) -> bytes:
    """Return the document's bytes, the same for the same document on any day."""
    first, out = BytesIO(), BytesIO()
    document.save(first)
    with ZipFile(first) as made, ZipFile(out, "w") as kept:
        for name in made.namelist():
            info = ZipInfo(name, EARLIEST)
            info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, 0, 0
            kept.writestr(info, made.read(name), compresslevel=9)
    return out.getvalue()
