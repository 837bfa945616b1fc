"""What is written to offices when a document moves leads to its page."""

from django.urls import reverse

from zhicai.dossiers.closing import DOSSIER
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.asked import SUMMARY
from zhicai.filing.models import Filing
from zhicai.planning.letters import write_about


def page_of(filing: Filing) -> str:
    """Return the address of a city's summary."""
    return f"{reverse('dossiers:summary')}?place={filing.sender.code}"


def page_of_dossier(filing: Filing) -> str:
    """Return the address of a closing dossier."""
    row = ClosingDossier.objects.filter(filing=filing).values_list("training_class", flat=True)
    return reverse("dossiers:closing_dossier", args=[row[0]])


write_about([SUMMARY], lambda filing, _review: page_of(filing))
write_about([DOSSIER], lambda filing, _review: page_of_dossier(filing))
