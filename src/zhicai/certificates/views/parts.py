"""What several pages of certificates show: the tabs of a year, a state, a name."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.certificates.models import Certificate
from zhicai.certificates.queries.law import CertificateLaw
from zhicai.people.rules.identity import masked_name

TONES = {
    Certificate.State.VALID: ("green", "circle-check"),
    Certificate.State.REVOKED: ("red", "ban"),
    Certificate.State.REPLACED: ("idle", "refresh"),
}


def site_of(request: HttpRequest) -> str:
    """Return the address that stands in documents: the site's own, else that of the request."""
    return settings.ZHICAI_SITE or request.build_absolute_uri("/").rstrip("/")


def state_tag(found: Certificate) -> dict[str, str]:
    """Return the tag of a certificate's state."""
    tone, icon = TONES[Certificate.State(found.state)]
    return {"label": str(found.get_state_display()), "tone": tone, "icon": icon}


def shown(found: Certificate, *, whole: bool) -> str:
    """Return the name on a certificate, whole for those who keep the record."""
    return found.name if whole else masked_name(found.name)


def paper_words(found: Certificate) -> str:
    """Return how far the document of a certificate is."""
    if found.document_id is not None:
        return _("已生成")
    return _("需人工处理") if found.needs_hand else _("待生成")


def year_tabs(law: CertificateLaw, counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    """Return the lists of a year, each with how many it holds."""
    year = f"?year={law.year.pk}"
    home = reverse("certificates:home")
    shown_tabs = (
        ("waiting", _("待发证"), f"{reverse('certificates:waiting')}{year}"),
        ("issued", _("已发证"), f"{home}{year}"),
        ("hand", _("需人工处理"), f"{home}{year}&paper=hand"),
        ("failed", _("不予发证"), f"{reverse('certificates:failed')}{year}"),
    )
    return [
        {"label": label, "url": url, "count": counts[key], "current": key == current,
         "alarm": key == "hand" and counts[key] > 0}
        for key, label, url in shown_tabs
        if key in counts
    ]  # fmt: skip
