"""QTI 3.0 out: a package with one file an item and a manifest that carries what QTI has no field
for.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from zhicai.exams.interchange.drafts import Draft, raw_of
from zhicai.exams.interchange.markup import element, written
from zhicai.exams.interchange.qti import PART, WHY
from zhicai.exams.interchange.told import rubric_lines, tags_of
from zhicai.exams.rules.items import BLANK
from zhicai.files.rules import MEDIA_TYPES

_ASI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_RULES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
_MADE = (1980, 1, 1, 0, 0, 0)


def write(drafts: Iterable[Draft]) -> bytes:
    """Return items as a QTI 3 package, equal items as equal bytes; practical tasks are left out."""
    out = io.BytesIO()
    manifest = Element("manifest", {"xmlns": _CP, "identifier": "zhicai"})
    metadata = element(manifest, "metadata")
    element(metadata, "schema", "QTI Package")
    element(metadata, "schemaversion", "3.0.0")
    element(manifest, "organizations")
    resources = element(manifest, "resources")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for n, draft in enumerate((one for one in drafts if one.kind != "task"), 1):
            raw = raw_of(draft)
            name = f"items/{n}.xml"
            _put(package, name, written(_item(raw)))
            _resource(resources, n, name, raw)
        _put(package, "imsmanifest.xml", written(manifest))
    return out.getvalue()


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _MADE)
    info.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(info, content)


def _resource(resources: Element, n: int, name: str, raw: Mapping[str, Any]) -> None:
    row = element(
        resources, "resource", identifier=f"item-{n}", type="imsqti_item_xmlv3p0", href=name
    )
    general = element(element(element(row, "metadata"), "lom", xmlns=_LOM), "general")
    for tag in [*tags_of(raw), f"题号:{raw['id']}"]:
        element(element(general, "keyword"), "string", tag, language="zh-CN")
    element(row, "file", href=name)


def _item(raw: Mapping[str, Any]) -> Element:
    code = str(raw["id"])
    item = Element(
        "qti-assessment-item",
        {"xmlns": _ASI, "identifier": _identifier(code), "title": code or "-", "adaptive": "false",
         "time-dependent": "false", "xml:lang": "zh-CN"},
    )  # fmt: skip
    parts = raw["parts"] if raw["kind"] == "case" else [raw]
    keys = ["RESPONSE"] if len(parts) == 1 else [f"RESPONSE_{n}" for n in range(1, len(parts) + 1)]
    for key, part in zip(keys, parts, strict=True):
        _declarations(item, key, part)
    _outcomes(item, raw, keys, parts)
    body = element(item, "qti-item-body")
    if raw["kind"] == "case":
        _paragraphs(element(body, "div"), raw["passage"])
    for key, part in zip(keys, parts, strict=True):
        _asked(body, key, part, prompt=raw["kind"] == "case")
    if raw["kind"] in ("single", "multiple", "true-false", "ordering"):
        element(item, "qti-response-processing", template=f"{_RULES}match_correct.xml")
    _because(item, "why", raw.get("why"))
    for key, part in zip(keys, raw.get("parts", ()), strict=False):
        _because(item, f"{WHY}{key}", part.get("why"))
    return item


def _because(item: Element, name: str, why: Any) -> None:
    if why:
        feedback = element(
            item, "qti-modal-feedback",
            **{"outcome-identifier": "FEEDBACK", "show-hide": "show", "identifier": name},
        )  # fmt: skip
        _paragraphs(element(feedback, "qti-content-body"), str(why))


def _identifier(code: str) -> str:
    """QTI wants a name; the item's own number stands in the manifest."""
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", code) or "item"
    return plain if plain[0].isalpha() or plain[0] == "_" else f"_{plain}"


def _declarations(item: Element, key: str, part: Mapping[str, Any]) -> None:
    kind = part["kind"]
    if kind == "fill-in":
        for n, accepted in enumerate(part["blanks"], 1):
            texts = accepted if isinstance(accepted, list) else [accepted]
            made = _declared(item, _gap(key, n), "single", "string", [str(texts[0])])
            mapping = element(made, "qti-mapping", **{"default-value": "0"})
            for text in texts:
                element(mapping, "qti-map-entry", **{"map-key": str(text), "mapped-value": "1"})
        return
    if kind in ("short", "upload"):
        _declared(item, key, "single", "file" if kind == "upload" else "string", [])
        return
    cardinality = {"multiple": "multiple", "matching": "multiple", "ordering": "ordered"}
    base = "directedPair" if kind == "matching" else "identifier"
    _declared(item, key, cardinality.get(kind, "single"), base, _right(kind, part))


def _right(kind: str, part: Mapping[str, Any]) -> list[str]:
    if kind == "true-false":
        return ["T" if part["right"] else "F"]
    if kind == "matching":
        return [f"L{n} R{n}" for n in range(1, len(part["pairs"]) + 1)]
    if kind == "ordering":
        return [f"S{n}" for n in range(1, len(part["steps"]) + 1)]
    return [
        f"C{n}"
        for n, one in enumerate(part["options"], 1)
        if isinstance(one, Mapping) and one.get("right") is True
    ]


def _declared(item: Element, key: str, cardinality: str, base: str, values: list[str]) -> Element:
    made = element(
        item, "qti-response-declaration",
        **{"identifier": key, "cardinality": cardinality, "base-type": base},
    )  # fmt: skip
    if values:
        correct = element(made, "qti-correct-response")
        for value in values:
            element(correct, "qti-value", value)
    return made


def _gap(key: str, n: int) -> str:
    return f"{key}_G{n}"


def _outcomes(
    item: Element, raw: Mapping[str, Any], keys: list[str], parts: list[Mapping[str, Any]]
) -> None:
    def outcome(name: str, most: Any) -> None:
        made = element(
            item, "qti-outcome-declaration",
            **{"identifier": name, "cardinality": "single", "base-type": "float",
               "normal-maximum": f"{float(most):g}"},
        )  # fmt: skip
        element(element(made, "qti-default-value"), "qti-value", "0")

    outcome("SCORE", raw["marks"])
    if raw["kind"] == "case":
        for key, part in zip(keys, parts, strict=True):
            if part["kind"] not in ("short", "upload"):
                outcome(f"SCORE_{key}", part.get("marks", 1))
    if raw.get("why") or any(part.get("why") for part in parts):
        element(
            item, "qti-outcome-declaration",
            **{"identifier": "FEEDBACK", "cardinality": "single", "base-type": "identifier"},
        )  # fmt: skip


def _paragraphs(parent: Element, text: str) -> None:
    for line in str(text).split("\n"):
        element(parent, "p", line)


def _asked(body: Element, key: str, part: Mapping[str, Any], *, prompt: bool) -> None:
    kind = part["kind"]
    if kind == "fill-in":
        _gaps(element(body, "div", **({"class": PART} if prompt else {})), key, part)
        return
    writers: dict[str, Callable[[Element, str, Mapping[str, Any]], Element]] = {
        "single": _choice, "multiple": _choice, "true-false": _truth, "matching": _matched,
        "ordering": _ordered, "short": _words, "upload": _upload,
    }  # fmt: skip
    if not prompt:
        _paragraphs(element(body, "div"), part["stem"])
    made = writers[kind](body, key, part)
    if prompt:
        said = Element("qti-prompt")
        _paragraphs(said, part["stem"])
        made.insert(0, said)
    if kind in ("short", "upload"):
        block = element(
            body, "qti-rubric-block",
            **{"view": "scorer", "use": "scoring", "data-response": key},
        )  # fmt: skip
        _paragraphs(element(block, "qti-content-body"), rubric_lines(part["rubric"]))


def _gaps(parent: Element, key: str, part: Mapping[str, Any]) -> None:
    n = 0
    for line in str(part["stem"]).split("\n"):
        first, *rest = line.split(BLANK)
        row = element(parent, "p", first)
        for after in rest:
            n += 1
            gap = element(
                row, "qti-text-entry-interaction", **{"response-identifier": _gap(key, n)}
            )
            gap.tail = after


def _choice(body: Element, key: str, part: Mapping[str, Any]) -> Element:
    several = part["kind"] == "multiple"
    made = element(
        body, "qti-choice-interaction",
        **{"response-identifier": key, "shuffle": "true", "max-choices": "0" if several else "1"},
    )  # fmt: skip
    for n, one in enumerate(part["options"], 1):
        text = str(one["text"] if isinstance(one, Mapping) else one)
        _paragraphs(element(made, "qti-simple-choice", identifier=f"C{n}"), text)
    return made


def _truth(body: Element, key: str, part: Mapping[str, Any]) -> Element:
    made = element(
        body, "qti-choice-interaction",
        **{"response-identifier": key, "shuffle": "false", "max-choices": "1"},
    )  # fmt: skip
    element(made, "qti-simple-choice", "正确", identifier="T")
    element(made, "qti-simple-choice", "错误", identifier="F")
    return made


def _matched(body: Element, key: str, part: Mapping[str, Any]) -> Element:
    made = element(
        body, "qti-match-interaction",
        **{"response-identifier": key, "shuffle": "true",
           "max-associations": str(len(part["pairs"]))},
    )  # fmt: skip
    lefts, rights = element(made, "qti-simple-match-set"), element(made, "qti-simple-match-set")
    texts = [str(pair["right"]) for pair in part["pairs"]] + [*part.get("distractors", ())]
    for n, pair in enumerate(part["pairs"], 1):
        _match(lefts, f"L{n}", str(pair["left"]))
    for n, text in enumerate(texts, 1):
        _match(rights, f"R{n}", str(text))
    return made


def _match(half: Element, key: str, text: str) -> None:
    made = element(half, "qti-simple-associable-choice", **{"identifier": key, "match-max": "1"})
    _paragraphs(made, text)


def _ordered(body: Element, key: str, part: Mapping[str, Any]) -> Element:
    made = element(body, "qti-order-interaction", **{"response-identifier": key, "shuffle": "true"})
    for n, step in enumerate(part["steps"], 1):
        _paragraphs(element(made, "qti-simple-choice", identifier=f"S{n}"), str(step))
    return made


def _words(body: Element, key: str, part: Mapping[str, Any]) -> Element:
    return element(body, "qti-extended-text-interaction", **{"response-identifier": key})


def _upload(body: Element, key: str, part: Mapping[str, Any]) -> Element:
    known = {str(kind): media for kind, media in MEDIA_TYPES.items()}
    kinds = " ".join(known.get(one, one) for one in part["accepts"])
    return element(body, "qti-upload-interaction", **{"response-identifier": key, "type": kinds})
