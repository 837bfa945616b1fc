"""The units of the rules, in both languages; figures written with them."""

from decimal import Decimal

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain

UNITS = {
    "class": Text("班", "classes"),
    "person": Text("人", "people"),
    "percent": Text("%", "%"),
    "batch": Text("批次", "batches"),
    "plan": Text("份", "plans"),
    "document": Text("份", "documents"),
    "receipt": Text("份", "receipts"),
    "report": Text("份", "reports"),
    "station": Text("个", "stations"),
    "city": Text("市", "cities"),
    "county": Text("个", "counties"),
    "base": Text("家", "bases"),
    "enterprise": Text("家", "enterprises"),
    "session": Text("场", "sessions"),
    "hour": Text("学时", "class hours"),
    "day": Text("天", "days"),
    "second": Text("秒", "seconds"),
    "minute": Text("分钟", "minutes"),
    "month": Text("个月", "months"),
    "year": Text("年", "years"),
    "test": Text("次", "tests"),
    "CNY": Text("元", "yuan"),
    "score": Text("分", "points"),
    "campaign": Text("次", "campaigns"),
    "round": Text("轮", "rounds"),
    "task": Text("项", "tasks"),
    "pillar": Text("个", "pillars"),
    "measure": Text("项", "measures"),
    "category": Text("类", "categories"),
    "date": Text("日", "date"),
    "item": Text("项", "items"),
}
"""By the unit's id in the rules; English in the plural."""

_ONE = {
    "class": "class",
    "person": "person",
    "batch": "batch",
    "city": "city",
    "county": "county",
    "category": "category",
    "CNY": "yuan",
    "percent": "%",
    "date": "date",
}
"""English singulars that are not the plural without its s."""


def unit_name(unit: str) -> Text:
    """Return the unit's name; an unknown unit names itself."""
    return UNITS.get(unit, Text(unit, unit))


def amount(value: Decimal | int, unit: str) -> Text:
    """Write a figure with its unit.

    >>> amount(1, "class").en, amount(3, "class").en, amount(100, "percent").zh
    ('1 class', '3 classes', '100 %')
    """
    name, figure = unit_name(unit), plain(value)
    en = _ONE.get(unit, name.en.removesuffix("s")) if figure == "1" else name.en
    return Text(f"{figure} {name.zh}", f"{figure} {en}")
