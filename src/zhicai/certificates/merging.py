"""How certificates move when two records of one person become one.

The database lets the person of a certificate change only between two records that are merged.
"""

from django.db.models import Q

from zhicai.certificates.models import Certificate
from zhicai.foundation.text import Text
from zhicai.people.merging import Once, register_share


def _certified_twice(row: Certificate) -> Text:
    year = row.programme_year.year
    return Text(
        f"两份档案都有 {year} 年的有效证书（{row.number}），不能合并；确属一人的，先撤销其中一张。",
        f"Both records hold a valid certificate of {year} ({row.number}); revoke one of them first "
        "if they are one person.",
    )


register_share(
    "certificates.certificates", Text("证书", "certificates"), Certificate, last="issued_on",
    once=(Once(("programme_year", "kind"), Q(state="valid"), refuses=_certified_twice),),
    tell=lambda row: Text(
        f"{row.number}（{row.get_state_display()}）", f"{row.number} ({row.state})"
    ),
)  # fmt: skip
