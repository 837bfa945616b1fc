"""The tab 学员 of a class: who has a seat, who waits for one."""

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.training.models import TrainingClass
from zhicai.training.tabs import Tab, register_tab


def reads(acting: Acting, _found: TrainingClass) -> bool:
    """Say whether the user sees who has registered."""
    return holds(acting, "admission.read")


register_tab(Tab("roster", _("学员"), "admission:roster", 32, reads))
