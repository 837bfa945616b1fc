"""Take the audit bundle of a cost object; its unmasked content asks for a reason, recorded."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.finance.bundle import MOST_BYTES, Bundle, compose, vouchers_size
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.budgets import sheet_of
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text

MB = 1024 * 1024


@transaction.atomic
def take_bundle(
    cost: CostObject, xlsx: bytes, *, masked: bool, reason: str = "", by: Acting, at: datetime
) -> Bundle:
    """Return the audit bundle of a cost object; the caller has checked that the user sees it.

    Unmasked it needs the permission and a reason. Who took it and the hash of its manifest are
    recorded. Refused without a budget, and where the vouchers are too large for one bundle.
    """
    require(by, "finance.see" if masked else "finance.audit")
    sheet = sheet_of(cost.key)
    if sheet.budget is None:
        none = Text("还没有预算，没有可以导出的内容。", "There is no budget, so nothing to take.")
        raise Refused([Reason(none)])
    if not masked and not reason.strip():
        says = Text("请写明为什么要未脱敏的内容。", "Say why you need the unmasked content.")
        raise BadInput([Fault(says, "reason")])
    size = vouchers_size(sheet)
    if not masked and size > MOST_BYTES:
        says = Text(
            f"凭证合计 {size // MB} MB，超过一个审计包的上限 {MOST_BYTES // MB} MB；"
            "请导出脱敏的包，凭证逐份下载。",
            f"The vouchers have {size // MB} MB, more than the {MOST_BYTES // MB} MB of one "
            "bundle. Take the masked bundle and the vouchers one by one.",
        )
        raise Refused([Reason(says)])
    found = compose(sheet, xlsx, title=cost.title, masked=masked, by=by.name, at=at)
    values = {"masked": masked, "manifest": found.digest, "files": len(found.members)}
    record(by, "finance.bundle_taken", sheet.budget, place=sheet.budget.place.code,
           reason=reason.strip()[:400], values=values)  # fmt: skip
    return found
