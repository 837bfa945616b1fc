"""What is written to offices when a summary moves leads to the city's page of it."""

from django.urls import reverse

from zhicai.dossiers.queries.asked import SUMMARY
from zhicai.filing.models import Filing
from zhicai.planning.letters import write_about


def page_of(filing: Filing) -> str:
    """Return the address of a city's summary."""
    return f"{reverse('dossiers:summary')}?place={filing.sender.code}"


write_about([SUMMARY], lambda filing, _review: page_of(filing))
