"""QTI in: items of 2.1, 2.2 and 3.0, one file or a package; names differ only in how they are
written.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from zhicai.exams.interchange.drafts import Found, Raw
from zhicai.exams.interchange.markup import (
    attribute,
    child,
    lines_of,
    local,
    parse,
    squeezed,
    under,
    unpack,
)
from zhicai.exams.interchange.told import rubric_of, told, truth
from zhicai.exams.rules.editing import number
from zhicai.exams.rules.items import BLANK
from zhicai.files.rules import MEDIA_TYPES

_INTERACTION = re.compile(r"interaction$")
_TAKEN = {
    "choiceinteraction", "orderinteraction", "matchinteraction", "extendedtextinteraction",
    "uploadinteraction",
}  # fmt: skip
_BLOCKS = {"p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "br", "ul",
           "ol", "table", "itembody", "prompt", "rubricblock", "simplechoice"}  # fmt: skip
MEDIA = {media: str(kind) for kind, media in MEDIA_TYPES.items()}
"""Kinds of files by their media type."""
_ASIDE = {"rubricblock", "feedbackblock", "feedbackinline", "modalfeedback", "templateblock"}


@dataclass(frozen=True, slots=True)
class _Response:
    """What is right: values in order, texts that earn marks, the marks."""

    right: tuple[str, ...]
    earning: tuple[str, ...]
    several: bool


WHY = "why_"
"""How the reason of a question of a case is named: with the name of its response."""
PART = "zc-part"
"""The class of a block whose gaps are one question of a case, as ``qti_out`` writes it."""


@dataclass(frozen=True, slots=True)
class _Gaps:
    """A question of a case that is filled in: its words and the gaps in them."""

    stem: str
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Body:
    """An item's body taken apart: words, gaps in them, interactions with the words before."""

    words: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    asked: list[tuple[str, Element | _Gaps]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def taken(self) -> str:
        """Return the words so far and begin anew."""
        text = lines_of("".join(self.words))
        self.words.clear()
        return text


def read(data: bytes) -> Found:
    """Return the items of a QTI file or package; rows count its items from 1."""
    found = Found()
    if data.startswith(b"PK\x03\x04"):
        parts = unpack(data)
        tags = _manifest(parts.get("imsmanifest.xml"))
        files = [(name, parts[name]) for name in sorted(parts, key=_in_order)]
    else:
        tags, files = {}, [("", data)]
    row = 0
    for name, content in files:
        if name.endswith("imsmanifest.xml"):
            continue
        root = parse(content)
        if local(root) == "questestinterop":
            says = "这是 QTI 1.2，请在原平台选 QTI 2.1 以上导出。"
            found.fault(row + 1, says, "This is QTI 1.2; export it as 2.1 or later.")
            continue
        items = [root] if local(root) == "assessmentitem" else list(under(root, "assessmentitem"))
        for item in items:
            row += 1
            _item(found, row, item, tags.get(name, []))
    return found


def _in_order(name: str) -> tuple[str, int, str]:
    """Items in the order of their numbers, ``10.xml`` after ``9.xml``."""
    digits = re.search(r"(\d+)\D*$", name)
    return (name[: digits.start()] if digits else name, int(digits[1]) if digits else 0, name)


def _manifest(content: bytes | None) -> dict[str, list[str]]:
    """Return the keywords of each file of a package."""
    if content is None:
        return {}
    found: dict[str, list[str]] = {}
    for resource in under(parse(content), "resource"):
        words = ["".join(one.itertext()).strip() for one in under(resource, "string", "langstring")]
        found[attribute(resource, "href")] = words
    return found


def _item(found: Found, row: int, item: Element, tags: Iterable[str]) -> None:
    body = child(item, "itembody")
    if body is None:
        found.fault(row, "这道题没有题目正文（itemBody）。", "This item has no body.", "stem")
        return
    values: dict[str, Any] = told(tags)
    values.setdefault("id", attribute(item, "identifier"))
    said = [(attribute(one, "identifier"), _words(one)) for one in under(item, "modalfeedback")]
    if why := "\n".join(words for key, words in said if not key.startswith(WHY)):
        values["why"] = why
    responses = {
        attribute(one, "identifier"): _response(one) for one in under(item, "responsedeclaration")
    }
    marks = _marks(item)
    taken = _Body()
    _walk(body, taken)
    for name in taken.strange:
        found.fault(row, f"“{name}”这种作答方式不支持，没有导入。",
                    f"The interaction “{name}” is not taken.", "kind")  # fmt: skip
    if taken.strange:
        return
    rubrics: dict[str, str] = {}
    for one in under(body, "rubricblock"):
        key = attribute(one, "dataresponse")
        rubrics[key] = f"{rubrics.get(key, '')}\n{_words(one)}"
    asked = _asked(taken, responses, marks, rubrics)
    whys = {key.removeprefix(WHY): words for key, words in said if key.startswith(WHY)}
    for part in (asked or {}).get("parts", ()):
        key = part.pop("key")
        if key in whys:
            part["why"] = whys[key]
    if asked is None:
        found.note(row, "没有作答的说明文字，没有导入。", "Nothing is asked: left aside.")
        return
    found.raws.append(Raw(row, values | asked))


def _response(one: Element) -> _Response:
    correct = child(one, "correctresponse")
    values = under(correct, "value") if correct is not None else ()
    right = tuple(squeezed("".join(value.itertext())) for value in values)
    earning = tuple(
        attribute(entry, "mapkey")
        for entry in under(one, "mapentry")
        if _amount(attribute(entry, "mappedvalue")) > 0
    )
    return _Response(right, earning, attribute(one, "cardinality") in ("multiple", "ordered"))


def _amount(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0


def _marks(item: Element) -> dict[str, Any]:
    """Return the marks by the outcome that holds them; ``""`` are those of the whole item."""
    found: dict[str, Any] = {}
    for one in under(item, "outcomedeclaration"):
        name = attribute(one, "identifier")
        most = attribute(one, "normalmaximum")
        default = child(one, "defaultvalue")
        if name == "MAXSCORE" and default is not None:
            most = "".join(default.itertext()).strip()
        if most:
            found["" if name in ("SCORE", "MAXSCORE") else name] = number(_short(most))
    return found


def _short(written: str) -> str:
    return f"{_amount(written):g}"


def _walk(one: Element, body: _Body) -> None:
    """Take words, gaps and interactions out of a body, in the order of the page."""
    name = local(one)
    if name in _ASIDE:
        return
    if name == "textentryinteraction":
        body.gaps.append(attribute(one, "responseidentifier"))
        body.words.append(BLANK)
        return
    if _INTERACTION.search(name):
        if name in _TAKEN:
            body.asked.append((body.taken(), one))
        else:
            body.strange.append(str(one.tag).rpartition("}")[2])
        return
    if PART in attribute(one, "class").split():
        part = _Body()
        _walk_inside(one, part)
        body.asked.append((body.taken(), _Gaps(part.taken(), tuple(part.gaps))))
        return
    _walk_inside(one, body)


def _walk_inside(one: Element, body: _Body) -> None:
    block = local(one) in _BLOCKS
    if block:
        body.words.append("\n")
    body.words.append(squeezed_ends(one.text or ""))
    for inner in one:
        if isinstance(inner.tag, str):
            _walk(inner, body)
        body.words.append(squeezed_ends(inner.tail or ""))
    if block:
        body.words.append("\n")


def squeezed_ends(text: str) -> str:
    """Return text with white space as single spaces, those at its ends kept as one."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", text)


def _words(one: Element) -> str:
    body = _Body()
    for inner in (one.text or "", *one):
        if isinstance(inner, str):
            body.words.append(squeezed_ends(inner))
        elif isinstance(inner.tag, str):
            _walk(inner, body)
            body.words.append(squeezed_ends(inner.tail or ""))
    return lines_of("".join(body.words))


def _asked(
    body: _Body, responses: Mapping[str, _Response], marks: Mapping[str, Any],
    rubrics: Mapping[str, str],
) -> dict[str, Any] | None:  # fmt: skip
    after = body.taken()
    whole = marks.get("")
    if not body.asked and not body.gaps:
        return None
    if not body.asked:
        blanks = [_texts(responses.get(name)) for name in body.gaps]
        return {"kind": "fill-in", "stem": after, "blanks": blanks} | _with("marks", whole)
    before, one = body.asked[0]
    if len(body.asked) == 1 and not body.gaps and not isinstance(one, _Gaps):
        asked = _interaction(one, before, responses, rubrics)
        if after:
            asked["stem"] = lines_of(f"{asked['stem']}\n{after}")
        return asked | _with("marks", whole)
    return _case(body, responses, marks, rubrics)


def _with(key: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {key: value}


def _case(
    body: _Body, responses: Mapping[str, _Response], marks: Mapping[str, Any],
    rubrics: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Several things are asked: the words before the first are the passage."""
    passage, parts = "", []
    for n, (before, one) in enumerate(body.asked):
        if isinstance(one, _Gaps):
            passage = before if n == 0 else passage
            blanks = [_texts(responses.get(name)) for name in one.keys]
            key = one.keys[0].rpartition("_G")[0] if one.keys else ""
            parts.append({"kind": "fill-in", "stem": one.stem, "blanks": blanks, "key": key,
                          "marks": marks.get(f"SCORE_{key}", 1)})  # fmt: skip
            continue
        prompt = child(one, "prompt")
        if n == 0:
            # Without a prompt the last line before is what is asked, the rest the passage.
            head, _line, last = before.rpartition("\n")
            passage, before = (before, "") if prompt is not None else (head, last)
        key = attribute(one, "responseidentifier")
        part = _interaction(one, before, responses, rubrics) | {"key": key}
        if part["kind"] not in ("short", "upload"):
            part["marks"] = marks.get(f"SCORE_{key}", 1)
        parts.append(part)
    return {"kind": "case", "passage": passage, "parts": parts}


def _interaction(
    one: Element, before: str, responses: Mapping[str, _Response], rubrics: Mapping[str, str]
) -> dict[str, Any]:
    prompt = child(one, "prompt")
    stem = lines_of(f"{before}\n{_words(prompt) if prompt is not None else ''}")
    key = attribute(one, "responseidentifier")
    response = responses.get(key, _Response((), (), several=False))
    rubric = rubric_of(rubrics.get(key) or rubrics.get("", ""))
    match local(one):
        case "choiceinteraction":
            return _choice(one, stem, response)
        case "orderinteraction":
            texts = {attribute(c, "identifier"): _words(c) for c in under(one, "simplechoice")}
            steps = [texts[key] for key in response.right if key in texts]
            return {"kind": "ordering", "stem": stem, "steps": steps}
        case "matchinteraction":
            return _matched(one, stem, response)
        case "uploadinteraction":
            kinds = attribute(one, "type").lower().split()
            accepts = [MEDIA[kind] for kind in kinds if kind in MEDIA] or ["docx", "pdf"]
            return {"kind": "upload", "stem": stem, "rubric": rubric, "accepts": accepts}
        case _:
            return {"kind": "short", "stem": stem, "rubric": rubric}


def _choice(one: Element, stem: str, response: _Response) -> dict[str, Any]:
    choices = [(attribute(c, "identifier"), _words(c)) for c in under(one, "simplechoice")]
    right = set(response.right or response.earning)
    truths = [truth(words) for _, words in choices]
    if len(choices) == 2 and set(truths) == {True, False} and len(right) == 1:
        said = next((t for (key, _), t in zip(choices, truths, strict=True) if key in right), None)
        return {"kind": "true-false", "stem": stem, "right": said}
    most = attribute(one, "maxchoices")
    several = response.several or (most not in ("", "1") and len(right) > 1)
    options = [
        {"text": words, "right": True} if key in right else {"text": words}
        for key, words in choices
    ]
    return {"kind": "multiple" if several else "single", "stem": stem, "options": options}


def _matched(one: Element, stem: str, response: _Response) -> dict[str, Any]:
    sets = [
        {attribute(c, "identifier"): _words(c) for c in under(half, "simpleassociablechoice")}
        for half in under(one, "simplematchset")
    ]
    lefts, rights = [*sets, {}, {}][:2]
    pairs, used = [], set()
    for value in response.right or response.earning:
        left, _space, right = value.partition(" ")
        if left in lefts and right in rights:
            pairs.append({"left": lefts[left], "right": rights[right]})
            used.add(right)
    found: dict[str, Any] = {"kind": "matching", "stem": stem, "pairs": pairs}
    others = [words for key, words in rights.items() if key not in used]
    return found | ({"distractors": others} if others else {})


def _texts(response: _Response | None) -> list[str]:
    if response is None:
        return []
    return list(dict.fromkeys((*response.right, *response.earning)))
