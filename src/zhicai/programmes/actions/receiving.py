"""What is written of a receipt, whatever notice it is of: opened, acknowledged.

Whether the user may, the record in the audit log and the announcement are the business of the app
whose notice it is.
"""

from datetime import date

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.programmes.models import Addressed
from zhicai.programmes.queries.addressed import is_addressee


@transaction.atomic
def mark_opened(receipt: Addressed, *, by: Acting, on: date) -> None:
    """Note that an addressee has opened a notice; the first time counts, nobody else's does."""
    if not is_addressee(by, receipt):
        return
    rows = type(receipt)._default_manager
    rows.filter(pk=receipt.pk, opened_on=None).update(opened_on=on)
    receipt.opened_on = receipt.opened_on or on


@transaction.atomic
def mark_acknowledged(receipt: Addressed, *, by: Acting, on: date) -> None:
    """Write that the addressee's office confirms receipt; ``receipt`` is locked by the caller."""
    if not is_addressee(by, receipt):
        raise OutOfScope
    receipt.opened_on = receipt.opened_on or on
    receipt.acknowledged_on = on
    receipt.acknowledged_by = by.name
    receipt.save(update_fields=["opened_on", "acknowledged_on", "acknowledged_by"])
