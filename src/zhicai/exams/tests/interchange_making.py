"""Makes items of every kind for round trips, and files of other platforms for imports."""

import io
import zipfile
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from zhicai.exams.interchange.drafts import Asked, Draft, Known, Rest, settle
from zhicai.foundation.text import Text

KNOWN = (
    Known("patent-law", "中华人民共和国专利法",
          (("2008-12-27", date(2009, 10, 1), date(2021, 5, 31)),
           ("2020-10-17", date(2021, 6, 1), None))),
    Known("patent-law-rules", "中华人民共和国专利法实施细则",
          (("2023-12-11", date(2024, 1, 20), None),)),
)  # fmt: skip
TOPICS = {
    "know-1": Text("知识产权新法政策解读", "New laws"),
    "skill-2": Text("高质量专利撰写", "Drafting"),
}
ASKED = Asked(TOPICS, KNOWN, date(2022, 2, 20))
SIGNS = "专利权申请创造性新颖的和与甲乙丙丁，。、“”abcXYZ019 %+<>&'\"$"
"""What stems are made of: Chinese, punctuation, and signs that XML and HTML give a meaning."""


def words(least=1, most=12, signs=SIGNS):
    """Words that begin and end with no space, without two spaces in a row."""
    return st.text(signs, min_size=least, max_size=most).map(
        lambda text: "题" + " ".join(text.split()) + "。"
    )


def unlike(count, most, signs=SIGNS):
    return st.lists(words(signs=signs), min_size=count, max_size=most, unique=True)


@st.composite
def choices(draw, kind):
    texts = draw(unlike(3, 5))
    right = {draw(st.integers(0, len(texts) - 1))}
    if kind == "multiple":
        right |= {(min(right) + 1) % len(texts)}
    return {
        "stem": draw(words()),
        "options": [
            {"text": text, "right": True} if n in right else {"text": text}
            for n, text in enumerate(texts)
        ],
    }


@st.composite
def contents(draw, kind):
    match kind:
        case "single" | "multiple":
            return draw(choices(kind))
        case "true-false":
            return {"stem": draw(words()), "right": draw(st.booleans())}
        case "fill-in":
            blanks = draw(st.lists(unlike(1, 2, "专利权abc01 "), min_size=1, max_size=3))
            stem = "____".join(draw(words()) for _ in range(len(blanks) + 1))
            return {"stem": stem, "blanks": blanks}
        case "matching":
            lefts, rights = draw(unlike(2, 4)), draw(unlike(5, 6))
            found = {
                "stem": draw(words()),
                "pairs": [{"left": left, "right": right}
                          for left, right in zip(lefts, rights, strict=False)],
            }  # fmt: skip
            extra = rights[len(lefts) : len(lefts) + draw(st.integers(0, 1))]
            return found | ({"distractors": extra} if extra else {})
        case "ordering":
            return {"stem": draw(words()), "steps": draw(unlike(3, 5))}
        case "short" | "upload":
            points = draw(unlike(1, 3, "专利权申请新颖性abc"))
            found = {"stem": draw(words()),
                     "rubric": [{"point": point, "marks": draw(st.sampled_from([1, 2, 0.5]))}
                                for point in points]}  # fmt: skip
            return found | ({"accepts": ["docx", "pdf"]} if kind == "upload" else {})
        case _:
            kinds = draw(st.lists(st.sampled_from([k for k in KINDS if k != "case"]),
                                  min_size=2, max_size=3))  # fmt: skip
            parts = []
            for one in kinds:
                part = {"kind": one} | draw(contents(one))
                if one not in ("short", "upload"):
                    part["marks"] = draw(st.sampled_from([1, 2, 2.5]))
                if draw(st.booleans()):
                    part["why"] = draw(words())
                parts.append(part)
            return {"passage": draw(words()), "parts": parts}


KINDS = ("single", "multiple", "true-false", "fill-in", "matching", "ordering", "short", "upload",
         "case")  # fmt: skip


@st.composite
def drafts(draw, kinds=KINDS):
    kind = draw(st.sampled_from(kinds))
    content = draw(contents(kind))
    if draw(st.booleans()):
        content["why"] = draw(words())
    lines = content.get("parts") if kind == "case" else content.get("rubric", [])
    marks = Decimal(0)
    for one in lines or ():
        rubric = one.get("rubric")
        marks += (
            sum((Decimal(str(p["marks"])) for p in rubric), Decimal(0))
            if rubric
            else Decimal(str(one["marks"]))
        )
    rests = draw(
        st.lists(
            st.sampled_from([
                Rest("patent-law", "2020-10-17", "第二十二条"),
                Rest("patent-law", "2008-12-27", "第五条"),
                Rest("patent-law-rules", "2023-12-11", "第十二条第二款"),
            ]),
            min_size=1, max_size=2, unique=True,
        )
    )  # fmt: skip
    return Draft(
        kind, content, marks or draw(st.sampled_from([Decimal(1), Decimal(2), Decimal("2.5")])),
        draw(st.integers(1, 5)), draw(st.sampled_from(sorted(TOPICS))), tuple(rests),
        f"know-{draw(st.integers(1, 9999))}", draw(st.sampled_from(["", "教研组"])),
    )  # fmt: skip


def settled(found):
    return settle(found, ASKED)


def bare(draft):
    """A draft without the row it stood in."""
    return (draft.kind, dict(draft.content), draft.marks, draft.difficulty, draft.topic,
            draft.bases, draft.code, draft.source)  # fmt: skip


def docx_of(*paragraphs, numbering=""):
    """A .docx of paragraphs: words, or (words, numId, level) for one in a list."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = ""
    for one in paragraphs:
        text, listed, level = one if isinstance(one, tuple) else (one, None, 0)
        place = (
            f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>'
            "</w:pPr>"
            if listed
            else ""
        )
        body += f"<w:p>{place}<w:r><w:t>{text}</w:t></w:r></w:p>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", 8) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        whole = f"<w:document {w}><w:body>{body}</w:body></w:document>"
        package.writestr("word/document.xml", whole)
        if numbering:
            package.writestr("word/numbering.xml", f"<w:numbering {w}>{numbering}</w:numbering>")
    return made.getvalue()


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="upperLetter"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
