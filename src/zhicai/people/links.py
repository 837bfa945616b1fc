"""Links on a person's record to what apps above keep of the person: registered, never asked here.

A contract like the own export: people know nothing of skills or certificates, yet the record and
the own page lead to them.
"""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A page about one person. ``url_name`` takes the person's key, for holders of ``permission``;
    ``own_url_name`` is the same for oneself, without arguments. Empty: there is none.
    """

    key: str
    label: Text
    icon: str
    url_name: str
    own_url_name: str = ""
    permission: str = ""


_links: dict[str, RecordLink] = {}


def register_link(link: RecordLink) -> None:
    """Add a link; called from an app's ``ready``."""
    if link.key in _links:
        raise ImproperlyConfigured(f"{link.key}: already on the record")
    _links[link.key] = link


def links_for(acting: Acting) -> list[RecordLink]:
    """Return the links that the user has on other people's records."""
    return [
        one
        for one in _links.values()
        if one.url_name and (not one.permission or holds(acting, one.permission))
    ]


def own_links() -> list[RecordLink]:
    """Return the links that everyone has on the own page."""
    return [one for one in _links.values() if one.own_url_name]
