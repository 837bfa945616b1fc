"""Where certificates stand: a tab of the hub, of each class that leads to one, of a record."""

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.certificates.models import Certificate
from zhicai.certificates.queries.law import READ, certificate_law
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.people.links import RecordLink, register_link
from zhicai.results.hub_tabs import HubTab, register_hub_tab
from zhicai.training.models import TrainingClass
from zhicai.training.tabs import Tab, register_tab


def certifies(acting: Acting, found: TrainingClass) -> bool:
    """Say whether a class leads to a certificate and the user reads certificates."""
    if not found.track or not holds(acting, READ):
        return False
    law = certificate_law(found.programme_year, on=clock.today())
    return law.issues and found.track == law.track


def issued_in(found: TrainingClass) -> int:
    """Return how many valid certificates a class has led to."""
    rows = Certificate.objects.filter(outcome__registration__training_class=found)
    return rows.filter(state=Certificate.State.VALID).count()


register_hub_tab(HubTab("certificates", _("专员证书"), "certificates:home", READ))
register_tab(Tab("certificates", _("证书"), "certificates:class", 57, certifies, issued_in))
register_link(
    RecordLink(
        "certificates",
        Text("证书", "Certificates"),
        "certificate",
        "certificates:person",
        "certificates:mine",
        permission=READ,
    )
)
