"""The short key of a pack: read over the phone, written into a letter, typed once.

Five groups of four Crockford base32 characters (100 bits), each followed by a check character, so
that a slip of the tongue is found at once and in which group.

>>> read_key("oooo")
Traceback (most recent call last):
...
zhicai.foundation.errors.BadInput: 密钥是 5 组、每组 5 个字符，请核对后重新输入。
"""

import secrets
from hashlib import sha256

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, SIZE = 5, 4
COST, BLOCK, LANES = 2**15, 8, 1
"""scrypt's n, r and p: 32 MiB and a tenth of a second on an old office PC."""
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1"})
WRONG = Text(
    "密钥和这个考试包不符。请确认考试包编号，再向省里核对密钥。",
    "The key does not belong to this pack. Check the number of the pack, then the key.",
)


def new_key() -> str:
    """Return a fresh key without its check characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * SIZE))


def shown(key: str) -> str:
    """Return a key as it is read out: five groups, each with its check character.

    >>> shown("0123456789ABCDEFGHJK").count(" ")
    4
    """
    groups = [key[n : n + SIZE] for n in range(0, GROUPS * SIZE, SIZE)]
    return " ".join(group + _check(n, group) for n, group in enumerate(groups))


def read_key(words: str) -> str:
    """Return the key that was typed, however spaced; BadInput names each group that is wrong."""
    typed = "".join(one for one in words[:200].upper() if one.isalnum()).translate(_HEARD)
    step = SIZE + 1
    if len(typed) != GROUPS * step or set(typed) - set(ALPHABET):
        says = Text(
            f"密钥是 {GROUPS} 组、每组 {step} 个字符，请核对后重新输入。",
            f"A key has {GROUPS} groups of {step} characters; check it and type it again.",
        )
        raise BadInput([Fault(says, "key")])
    groups = [typed[n : n + step] for n in range(0, len(typed), step)]
    wrong = [n for n, group in enumerate(groups) if group[SIZE] != _check(n, group[:SIZE])]
    if wrong:
        raise BadInput(
            [
                Fault(
                    Text(f"第 {n + 1} 组有误，请重听一遍。", f"Group {n + 1} is wrong; ask again."),
                    "key",
                )
                for n in wrong
            ]
        )
    return "".join(group[:SIZE] for group in groups)


def _check(number: int, group: str) -> str:
    return ALPHABET[sha256(f"{number}{group}".encode()).digest()[0] % len(ALPHABET)]


def derived(key: str, salt: bytes) -> bytes:
    """Return the 32 bytes that encrypt, made of a key by scrypt."""
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(key.encode("ascii"))
