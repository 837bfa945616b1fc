"""The declaration task: half of a defect for finding it, a quarter each for kind and mending.

A field that is marked without being faulty takes off half a defect; nobody falls below nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.exams.practical.configs import Config, told, told_list
from zhicai.exams.practical.licence.corrections import RULES, is_sound, mends
from zhicai.exams.practical.licence.sheet import DEFECT_KEYS, DEFECTS, FIELD_KEYS, FIELDS
from zhicai.exams.practical.registry import Evidence, Line, TaskKind
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

KEY = "open-licence"
FOUND, KIND, MENDED, FALSE_ALARM = (Decimal(one) for one in ("0.5", "0.25", "0.25", "0.5"))
NOTHING = Decimal(0)
LONGEST = 120
"""Characters of one correction: all together fit into one answer as it is saved."""
_LABELS = {one.key: one.label for one in FIELDS}
_KINDS = {one.key: one for one in DEFECTS}


@dataclass(frozen=True, slots=True)
class Given:
    """What a candidate says of one field."""

    marked: bool
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """How far a planted defect was found."""

    field: str
    kind: str
    found: bool
    named: bool
    mended: bool

    @property
    def share(self) -> Decimal:
        """The share of the defect."""
        return self.found * FOUND + self.named * KIND + self.mended * MENDED


def given(answer: Any, field: str) -> Given:
    """Return what an answer says of a field."""
    marked = field in told_list(answer, "found[]")
    return Given(marked, told(answer, f"kind.{field}"), told(answer, f"fix.{field}"))


def _kinds_of(defect: Mapping[str, Any]) -> list[Any]:
    """The kinds that are right for a defect; the first is shown as its own."""
    kind = defect.get("kind")
    return kind if isinstance(kind, list) else [kind]


def judged(config: Mapping[str, Any], answer: Any) -> tuple[Judged, ...]:
    """Return every planted defect with what was made of it; kind and mending need the finding."""
    found = []
    for one in config["defects"]:
        said = given(answer, one["field"])
        kinds = _kinds_of(one)
        named = said.marked and said.kind in kinds
        mended = said.marked and mends(one["right"], said.text)
        found.append(Judged(one["field"], kinds[0], said.marked, named, mended))
    return tuple(found)


def false_alarms(config: Mapping[str, Any], answer: Any) -> tuple[str, ...]:
    """Return the fields that were marked though nothing is wrong with them."""
    planted = {one["field"] for one in config["defects"]}
    marked = set(told_list(answer, "found[]"))
    return tuple(key for key in FIELD_KEYS if key in marked - planted)


def score(config: Mapping[str, Any], answer: Any) -> Decimal:
    """Return the share of the marks."""
    defects = judged(config, answer)
    earned = sum((one.share for one in defects), NOTHING)
    lost = len(false_alarms(config, answer)) * FALSE_ALARM
    return max(NOTHING, earned - lost) / len(defects)


def evidence(config: Mapping[str, Any], answer: Any) -> tuple[Evidence, ...]:
    """Say of every defect what was made of it, then every false alarm."""
    found = [Evidence(_said(one), one.share) for one in judged(config, answer)]
    alarms = [
        Evidence(
            Text(f"{_LABELS[key].zh}：没有缺陷，误判一处",
                 f"{_LABELS[key].en}: nothing is wrong here, a false alarm"), NOTHING,
        )
        for key in false_alarms(config, answer)
    ]  # fmt: skip
    return (*found, *alarms)


def _said(one: Judged) -> Text:
    label, kind = _LABELS[one.field], _KINDS[one.kind].says
    if not one.found:
        return Text(f"{label.zh}：{kind.zh}，没有找出", f"{label.en}: {kind.en}, not found")
    zh = [
        "已找出",
        "种类正确" if one.named else "种类不对",
        "改正可用" if one.mended else "没有改正到位",
    ]
    en = [
        "found",
        "kind right" if one.named else "kind wrong",
        "mended" if one.mended else "not mended",
    ]
    return Text(
        f"{label.zh}：{kind.zh}，{'，'.join(zh)}", f"{label.en}: {kind.en}, {', '.join(en)}"
    )


def lines(_config: Mapping[str, Any], answer: Any) -> tuple[Line, ...]:
    """Return what was marked, with kind and correction."""
    found = []
    for key in FIELD_KEYS:
        said = given(answer, key)
        if said.marked:
            kind = _KINDS[said.kind].says.zh if said.kind in _KINDS else "—"
            found.append(Line(_LABELS[key], f"{kind}；{said.text or '—'}"))
    return tuple(found)


def right(config: Mapping[str, Any]) -> tuple[Text, ...]:
    """Return the planted defects, for those who see the key."""
    found = []
    for one in config["defects"]:
        label, kind = _LABELS[one["field"]], _KINDS[_kinds_of(one)[0]]
        model = f"，可改为“{one['model']}”" if one.get("model") else ""
        found.append(
            Text(
                f"{label.zh}：{kind.says.zh}（{kind.article.zh}）{model}",
                f"{label.en}: {kind.says.en} ({kind.article.en})",
            )
        )
    return tuple(found)


def page(config: Mapping[str, Any], answer: Any) -> Mapping[str, Any]:
    """Return the facts, the declaration and the kinds to choose from; never what is wrong."""
    sheet = config["declaration"]
    return {
        "facts": config["facts"],
        "fields": [
            {"field": one, "text": sheet[one.key], "given": given(answer, one.key)}
            for one in FIELDS
            if one.key in sheet
        ],
        "kinds": DEFECTS,
        "longest": LONGEST,
    }


def check(config: Mapping[str, Any], _marks: Decimal) -> tuple[Fault, ...]:
    """Return everything that is wrong with a config."""
    reading = Config(config)
    reading.only("facts", "declaration", "defects")
    reading.lines("facts", least=2)
    sheet = config.get("declaration")
    if not isinstance(sheet, Mapping) or len(sheet) < 4:
        reading.fault("declaration", "至少要填四栏。", "At least four fields are filled.")
        sheet = {}
    for key, text in sheet.items():
        if key not in FIELD_KEYS or not (isinstance(text, str) and text.strip()):
            known = "、".join(FIELD_KEYS)
            reading.fault(f"declaration {key}", f"可填的栏：{known}，每栏都要有文字。",
                          f"Fields are {known}, each with words.")  # fmt: skip
    seen: set[str] = set()
    for n, one in enumerate(reading.rows("defects"), start=1):
        field = str(one.get("field"))
        if field not in sheet or field in seen:
            reading.fault(f"defects {n}", "field 是声明里填了的一栏，每栏最多一处缺陷。",
                          "field is one that the declaration fills, each once.")  # fmt: skip
        seen.add(field)
        _check_defect(reading, n, one)
    return tuple(reading.faults)


def _check_defect(reading: Config, n: int, one: Mapping[str, Any]) -> None:
    kinds = _kinds_of(one)
    if not kinds or any(kind not in DEFECT_KEYS for kind in kinds):
        known = "、".join(DEFECT_KEYS)
        reading.fault(f"defects {n}", f"kind 可选：{known}。", f"kind is one of {known}.")
    rules: Any = one.get("right")
    if not _are_sound(rules):
        known = "、".join(RULES)
        reading.fault(f"defects {n}", f"right 是改正规则的列表，可用 {known}，各带自己的值。",
                      f"right lists rules ({known}), each with its values.")  # fmt: skip
        return
    model = one.get("model")
    if model is not None and not (isinstance(model, str) and mends(rules, model)):
        reading.fault(f"defects {n}", "参考改正（model）不符合自己的规则。",
                      "The model correction does not meet its own rules.")  # fmt: skip
    sheet = reading.raw.get("declaration")
    written = sheet.get(str(one.get("field"))) if isinstance(sheet, Mapping) else None
    if mends(rules, str(written or "")):
        reading.fault(f"defects {n}", "原文已符合改正规则，算不上缺陷。",
                      "What stands there meets the rules already: no defect.")  # fmt: skip


def _are_sound(rules: Any) -> bool:
    return (
        isinstance(rules, list)
        and bool(rules)
        and all(isinstance(one, Mapping) and is_sound(one) for one in rules)
    )


LICENCE = TaskKind(
    KEY, Text("开放许可声明审查", "Declaration of open licence"), "exams/tasks/licence.html", check,
    page, score, evidence, lines, right,
)  # fmt: skip
