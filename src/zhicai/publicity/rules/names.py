"""How names stand on a public list: the surname visible, the rest masked."""

COMPOUND = frozenset(
    {
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "司徒",
        "夏侯",
        "端木",
        "南宫",
        "申屠",
        "独孤",
    }
)
"""Surnames of two characters that are met in practice."""


def masked(name: str) -> str:
    """Return a person's name with the surname visible: ``郭志军`` is ``郭*军``, ``张三`` ``张*``.

    A Latin name keeps the first letter of each word. A name of one character is masked whole.
    """
    plain = name.strip()
    if not plain:
        return ""
    if plain.isascii():
        return " ".join(word[0] + "*" * min(len(word) - 1, 3) for word in plain.split())
    if len(plain) == 1:
        return "*"
    surname = 2 if plain[:2] in COMPOUND and len(plain) > 2 else 1
    rest = len(plain) - surname
    if rest == 1:
        return plain[:surname] + "*"
    return plain[:surname] + "*" * (rest - 1) + plain[-1]
