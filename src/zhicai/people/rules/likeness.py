"""What two records of one person would share though they were typed differently: pure.

>>> lenient("420506-1988o3124520")
'420506198803124520'
>>> born("resident", "420506198803124520")
'19880312'
"""

import re

_ALIKE = str.maketrans("OQIL", "0011")


def lenient(number: str) -> str:
    """Return a document's number as it is compared: signs dropped, O read as 0, I and L as 1."""
    return re.sub(r"[^0-9A-Z]", "", number.upper()).translate(_ALIKE)


def born(id_kind: str, number: str) -> str:
    """Return the birthday that stands in a resident number (yyyymmdd), else empty."""
    return number[6:14] if id_kind == "resident" and len(number) == 18 else ""
