"""Where the bank stands in the sidebar."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.exams.queries.bank import may_be_named
from zhicai.ui import slots


def reads(request: HttpRequest) -> bool:
    """Say whether the user may have to do with the bank; the page says who was named."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting is not None and may_be_named(acting)


slots.register_nav(
    slots.NavItem("bank", "training", _("题库"), "list-check", "exams:bank", order=50, shown=reads)
)
