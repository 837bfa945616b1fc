"""How the rows of people themselves move when two records become one."""

from datetime import date
from typing import Any

from django.db.models import Q

from zhicai.foundation.text import Text
from zhicai.people.merging import Once, register_share, register_stay
from zhicai.people.models import (
    Consent,
    DisposalItem,
    Employment,
    Home,
    Incentive,
    LikenessKey,
    Merge,
    NotSame,
    Person,
    RightsRequest,
    SearchKey,
    Specialist,
    Transfer,
)


def _ended(row: Any, other: Any, on: date) -> dict[str, Any]:
    """The duplicate's spell ends with the merge; the other goes on."""
    return {"valid_to": max(on, row.valid_from)}


def _asked(row: RightsRequest) -> Text:
    kind = row.get_kind_display()
    return Text(
        f"两份档案都有未办结的“{kind}”，请先答复其中一份。",
        f"Both records have an open request ({row.kind}); answer one of them first.",
    )


def _moving(row: Transfer) -> Text:
    return Text(
        "两份档案都在转移中，请先办结其中一份的转移。",
        "Both records are being transferred; settle one of the transfers first.",
    )


def _employer(row: Employment) -> Text:
    name = row.organisation.name if row.organisation else row.employer_name
    return Text(
        f"{name} {row.post}（{row.valid_from} 起）", f"{name} {row.post} ({row.valid_from})"
    )


register_share(
    "people.employments", Text("工作单位", "employers"), Employment, last="valid_from",
    once=(Once((), Q(valid_to=None), settles=_ended),), tell=_employer,
)  # fmt: skip
register_share(
    "people.consents", Text("授权记录", "consents"), Consent, builds=False, last="at",
    tell=lambda row: Text(f"{row.purpose} {row.at:%Y-%m-%d}", f"{row.purpose} {row.at:%Y-%m-%d}"),
)  # fmt: skip
register_share(
    "people.requests", Text("个人信息申请", "requests about personal data"), RightsRequest,
    last="asked_at",
    once=(Once(("kind", "field"), Q(state="open"), refuses=_asked),),
    tell=lambda row: Text(f"{row.get_kind_display()} {row.asked_at:%Y-%m-%d}",
                          f"{row.kind} {row.asked_at:%Y-%m-%d}"),
)  # fmt: skip
register_share(
    "people.specialist", Text("专员身份", "certified specialist"), Specialist, last="valid_from",
    once=(Once((), Q(valid_to=None), settles=_ended,
               changes_other=lambda row, other: row.valid_from < other.valid_from),),
    tell=lambda row: Text(f"{row.valid_from} 起：{row.basis}",
                          f"since {row.valid_from}: {row.basis}"),
)  # fmt: skip
register_share(
    "people.incentives", Text("激励记录", "incentives"), Incentive, last="given_on",
    tell=lambda row: Text(f"{row.get_kind_display()} {row.given_on}", f"{row.kind} {row.given_on}"),
)  # fmt: skip
register_share(
    "people.homes", Text("档案所在地", "where the record was kept"), Home, last="valid_from",
    tell=lambda row: Text(f"{row.place.name}（至 {row.valid_to}）",
                          f"{row.place.name} (until {row.valid_to})"),
)  # fmt: skip
register_share(
    "people.transfers", Text("档案转移", "transfers"), Transfer, last="asked_at",
    once=(Once((), Q(state="asked"), refuses=_moving),),
)  # fmt: skip
register_share(
    "people.duplicates", Text("已合并到本档案的重复档案", "duplicates merged before"), Person,
    "merged_into", last="entered_at",
    tell=lambda row: Text(f"{row.name}（编号 {row.pk}）", f"{row.name} ({row.pk})"),
)  # fmt: skip
register_share(
    "people.disposals", Text("到期删除清单", "lists of what is to be erased"), DisposalItem,
    last="batch__listed_at",
    once=(Once(("batch",)),),
)  # fmt: skip
_SAYS_WHICH = Text("记录的就是哪两份档案", "it says which two records were meant")
_DERIVED = Text("由数据库随档案生成", "kept by the database from the record")
for _model, _field, _why in (
    (Merge, "kept", _SAYS_WHICH), (Merge, "duplicate", _SAYS_WHICH),
    (NotSame, "first", _SAYS_WHICH), (NotSame, "second", _SAYS_WHICH),
    (SearchKey, "person", _DERIVED), (LikenessKey, "person", _DERIVED),
):  # fmt: skip
    register_stay(_model, _field, _why)
