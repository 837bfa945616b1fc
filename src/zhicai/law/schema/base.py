"""What every record of a programme folder shares: frozen, no unknown keys, bilingual faults."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from zhicai.foundation.text import Text


class Expected(ValueError):  # noqa: N818  # it says what is expected
    """A value that does not fit; ``says`` tells what is expected, ``key`` which key it is about."""

    def __init__(self, zh: str, en: str, *, key: str | None = None) -> None:
        super().__init__(en)
        self.says = Text(zh, en)
        self.key = key


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was most likely meant to be."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


class Row(BaseModel):
    """A frozen record read from YAML; an unknown key is an error, not a silent typo."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, raw: Any) -> Any:
        if isinstance(raw, cls):
            return raw
        if not isinstance(raw, dict):
            keys = "、".join(cls._keys())
            raise Expected(
                f"这里应是一组“键: 值”，可用的键：{keys}。",
                f"expected a group of keys, out of {', '.join(cls._keys())}.",
            )
        known = cls._keys()
        for key in raw:
            if key not in known:
                raise _unknown(str(key), known)
        for key, required in known.items():
            if required and key not in raw:
                raise Expected(f"缺少 “{key}”。", f"“{key}” is missing.", key=key)
        return raw

    @classmethod
    def _keys(cls) -> dict[str, bool]:
        """Return each key as YAML writes it, and whether it must be there."""
        return {f.alias or name: f.is_required() for name, f in cls.model_fields.items()}


def _unknown(key: str, known: Iterable[str]) -> Expected:
    meant = nearest(key, known)
    if meant:
        zh, en = f"是不是想写 “{meant}”？", f"did you mean “{meant}”?"
    else:
        zh, en = f"可用的键：{'、'.join(known)}。", f"the keys are {', '.join(known)}."
    return Expected(f"没有 “{key}” 这个键，{zh}", f"there is no key “{key}”; {en}", key=key)


# --- plain values ------------------------------------------------------------------------------


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


ClauseIds = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One clause id or a list of them."""

Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One name or a list of them."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise Expected(
            f"id “{value}” 只能用小写字母、数字和连字符。",
            f"the id “{value}” may hold small letters, digits and hyphens only.",
        )
    return value


Id = Annotated[str, AfterValidator(_id)]
"""An id as it stands in addresses: ``county-holds-preparatory-class``."""


def _said(value: Any) -> Any:
    if isinstance(value, Text):
        return value
    if not isinstance(value, dict) or set(value) != {"zh", "en"}:
        raise Expected(
            "这里要中英文各一句：{zh: …, en: …}，有英文逗号或冒号的句子加引号。",
            "expected both languages, {zh: …, en: …}; quote a sentence with a comma or colon.",
        )
    for key, words in value.items():
        if not isinstance(words, str) or not words.strip():
            raise Expected(f"“{key}” 不能为空。", f"“{key}” must not be empty.", key=key)
    return Text(value["zh"].strip(), value["en"].strip())


Said = Annotated[Text, BeforeValidator(_said)]
"""A sentence in both languages, neither of them empty."""


def iso_date(value: Any) -> date:
    """Return the date written as ``2024-09-11``; raise Expected for anything else."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    written = str(value).strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    raise Expected(
        f"应是日期，写成 2024-09-11 的样子（现为 “{written}”）。",
        f"expected a date such as 2024-09-11 (now “{written}”).",
    )


IsoDate = Annotated[date, BeforeValidator(iso_date)]
"""A date written as ``2024-09-11``, and in no other way."""


# --- words that everything uses ----------------------------------------------------------------


class Level(StrEnum):
    """The three tiers of offices; an office may hold a seat at two of them (A-HB-06)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Force(StrEnum):
    """How strongly a rule binds; the soft ones are tracked and never called late (A-ZJ-12)."""

    BINDING = "binding"
    AIM = "aim"
    ENCOURAGED = "encouraged"


class Effect(StrEnum):
    """What happens where a rule meets an action."""

    REFUSE = "refuse"
    FLAG = "flag"
    OVERRIDE = "override"


class Handling(StrEnum):
    """The kinds of handling of a document that is sent up (A-HB-17)."""

    ACCEPTANCE = "acceptance"  # 审核: returned or accepted, on the way up
    FILING = "filing"  # 备案: numbered and dated, does not block
    APPROVAL = "approval"  # 审定: decided, blocks the start until it is
    REVIEW = "review"  # 审核存档: may be returned, then archived read-only
    SUBMISSION = "submission"  # 汇总报送: recorded as received
