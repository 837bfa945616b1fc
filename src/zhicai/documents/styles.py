"""The styles of an official paper as Word knows them; an office can change them in Word."""

from dataclasses import dataclass
from typing import Literal

from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from zhicai.documents import measures as m
from zhicai.documents.measures import Face

Align = Literal["left", "center", "right", "both"]
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CHARACTERS = 100
"""Word counts indents in hundredths of a character."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: face, points, alignment; indents in characters; outline level."""

    id: str
    name: str
    face: Face
    size: float
    align: Align = "left"
    first: float = 0
    left: float = 0
    right: float = 0
    colour: str = ""
    outline: int | None = None
    exact: int | None = m.LINE_TWIPS
    """Twips of a line; None lets a line be as high as what stands in it."""
    with_next: bool = False


MARK = Style("zcMark", "公文 发文机关标志", m.XIAOBIAOSONG, 42, "center", colour=m.RED, exact=None)
GRADE = Style("zcGrade", "公文 密级和紧急程度", m.HEI, m.SIZE_3)
NUMBER = Style("zcNumber", "公文 发文字号", m.FANGSONG, m.SIZE_3, "center")
TITLE = Style("zcTitle", "公文 标题", m.XIAOBIAOSONG, m.SIZE_2, "center", exact=680, with_next=True)
ADDRESSEES = Style("zcAddressees", "公文 主送机关", m.FANGSONG, m.SIZE_3, "both")
BODY = Style("zcBody", "公文 正文", m.FANGSONG, m.SIZE_3, "both", first=2)
HEADINGS = (
    Style("zcLevel1", "公文 一级标题", m.HEI, m.SIZE_3, "both", 2, outline=0, with_next=True),
    Style("zcLevel2", "公文 二级标题", m.KAI, m.SIZE_3, "both", 2, outline=1),
    Style("zcLevel3", "公文 三级标题", m.FANGSONG, m.SIZE_3, "both", 2, outline=2),
    Style("zcLevel4", "公文 四级标题", m.FANGSONG, m.SIZE_3, "both", 2, outline=3),
)
CITATION = Style("zcCitation", "公文 依据", m.KAI, m.SIZE_3, "both", first=2)
LISTED = Style("zcAnnexList", "公文 附件说明", m.FANGSONG, m.SIZE_3)
SIGNED = Style("zcSigned", "公文 署名和成文日期", m.FANGSONG, m.SIZE_3, "right", with_next=True)
CONTACT = Style("zcContact", "公文 附注", m.FANGSONG, m.SIZE_3, left=2)
ANNEX = Style("zcAnnex", "公文 附件序号", m.HEI, m.SIZE_3, outline=0, with_next=True)
CAPTION = Style("zcCaption", "公文 表题", m.HEI, m.SIZE_SMALL_4, "center", with_next=True)
CELL = Style("zcCell", "公文 表格", m.FANGSONG, m.SIZE_SMALL_4, "center", exact=None)
HEAD_CELL = Style("zcHeadCell", "公文 表头", m.HEI, m.SIZE_SMALL_4, "center", exact=None)
WIDE_CELL = Style("zcWideCell", "公文 宽表", m.FANGSONG, m.SIZE_5, "center", exact=None)
WIDE_HEAD = Style("zcWideHead", "公文 宽表表头", m.HEI, m.SIZE_5, "center", exact=None)
CODE = Style("zcCode", "公文 二维码", m.FANGSONG, m.SIZE_SMALL_4, exact=None)
RECORD = Style("zcRecord", "公文 版记", m.FANGSONG, m.SIZE_4, "both", left=1, right=1, exact=560)
FOOT = Style("zcFoot", "公文 页码", m.SONG, m.SIZE_4, exact=280)
STYLES = (
    MARK, GRADE, NUMBER, TITLE, ADDRESSEES, BODY, *HEADINGS, CITATION, LISTED, SIGNED, CONTACT,
    ANNEX, CAPTION, CELL, HEAD_CELL, WIDE_CELL, WIDE_HEAD, CODE, RECORD, FOOT,
)  # fmt: skip


def element(xml: str) -> BaseOxmlElement:
    """Return an element of Word's own namespace; ``xml`` is ours, never a caller's."""
    name = xml[1:].split(">")[0].split(" ")[0].rstrip("/")
    return parse_xml(xml.replace(f"<{name}", f'<{name} xmlns:w="{NAMESPACE}"', 1))


def fonts_xml(face: Face) -> str:
    """Return the element that names a face for every script, so that marks keep it too."""
    name = face.name
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" '
        'w:hint="eastAsia"/>'
    )


def styles_xml() -> str:
    """Return the whole of styles.xml: the defaults and the styles of the paper."""
    size = int(m.SIZE_3 * 2)
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:jc w:val="both"/></w:pPr></w:style>'
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    character = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
    )
    return (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'{fonts_xml(m.FANGSONG)}<w:kern w:val="2"/><w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{normal}{character}{table}{''.join(_style_xml(style) for style in STYLES)}</w:styles>"
    )


def _style_xml(style: Style) -> str:
    keep = "<w:keepNext/>" if style.with_next else ""
    exact = (
        f'w:line="{style.exact}" w:lineRule="exact"'
        if style.exact
        else 'w:line="288" w:lineRule="auto"'
    )
    outline = f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline is not None else ""
    colour = f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    size = int(style.size * 2)
    tight = f'<w:spacing w:val="{m.TIGHTER_TWIPS}"/>' if style.size == m.SIZE_3 else ""
    snap = "" if style.exact == m.LINE_TWIPS else '<w:snapToGrid w:val="0"/>'
    paragraph = (
        f'{keep}{snap}<w:spacing w:before="0" w:after="0" {exact}/>{_indent_xml(style)}'
        f'<w:jc w:val="{style.align}"/>{outline}'
    )
    run = f'{fonts_xml(style.face)}{colour}{tight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style.id}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _indent_xml(style: Style) -> str:
    return indent_xml(style.size, first=style.first, left=style.left, right=style.right)


def indent_xml(size: float, *, first: float = 0, left: float = 0, right: float = 0) -> str:
    """Return indents in characters of ``size`` points, with the twips for programs without them.

    ``first`` below 0 lets the first line hang out.
    """
    twips = size * m.TWIPS_A_POINT
    told = []
    for name, value in (("left", left), ("right", right)):
        if value:
            told.append(f'w:{name}Chars="{round(value * CHARACTERS)}" '
                        f'w:{name}="{round(value * twips)}"')  # fmt: skip
    name = "firstLine" if first >= 0 else "hanging"
    if first:
        told.append(f'w:{name}Chars="{round(abs(first) * CHARACTERS)}" '
                    f'w:{name}="{round(abs(first) * twips)}"')  # fmt: skip
    return f"<w:ind {' '.join(told)}/>" if told else ""


def fonts_table_xml() -> str:
    """Return fontTable.xml: each face with the one that stands in for it."""
    rows = "".join(
        f'<w:font w:name="{face.name}"><w:altName w:val="{face.instead}"/>'
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face in m.FACES
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:fonts xmlns:w="{NAMESPACE}">{rows}</w:fonts>'
    )
