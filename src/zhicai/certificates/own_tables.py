"""What certificates put into a person's own export, and why the register of them is kept."""

from zhicai.certificates.models import Certificate
from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.holds import register_hold
from zhicai.people.models import Person


def _rows(person: Person) -> Rows:
    for row in Certificate.objects.filter(person=person):
        yield {
            "number": row.number,
            "title": row.title,
            "class": row.class_title,
            "issuer": row.issuer,
            "on": row.issued_on,
            "until": row.expires_on,
            "state": str(row.get_state_display()),
            "ended": row.ended_on,
            "reason": row.ended_reason,
            "code": row.code,
        }


register_export(
    "certificates.certificate",
    Text("证书", "Certificates"),
    {
        "number": Text("证书编号", "Number"),
        "title": Text("证书名称", "Certificate"),
        "class": Text("班次", "Class"),
        "issuer": Text("颁发单位", "Issuer"),
        "on": Text("颁发日期", "Issued on"),
        "until": Text("有效期至", "Valid until"),
        "state": Text("状态", "State"),
        "ended": Text("失效日期", "Ended on"),
        "reason": Text("原因", "Reason"),
        "code": Text("验证码", "Code for verifying"),
    },
    _rows,
)
register_hold(
    "certificates.register",
    Text(
        "已颁发证书，证书登记须永久保存，供社会核验。",
        "A certificate was issued; the register is kept for good, so that anyone can verify it.",
    ),
    lambda person: Certificate.objects.filter(person=person).exists(),
)
