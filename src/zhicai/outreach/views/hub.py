"""The hub: its first tab, and what every tab shows around its content."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.outreach.navigation import tabs_of
from zhicai.outreach.queries import Topic, topics_of
from zhicai.places.queries import PlaceTree, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.programmes.scope import year_of


@needs("outreach.read_cases")
def home(request: OfficeRequest) -> HttpResponse:
    """Go to the first tab that the user has."""
    tabs = tabs_of(request.acting, "")
    return HttpResponseRedirect(tabs[0]["url"] if tabs else reverse("outreach:cases"))


class Setting:
    """The programme year of a page with its topics and places."""

    def __init__(self, request: OfficeRequest) -> None:
        self.request = request
        self.on = clock.today()
        self.year: ProgrammeYear = year_of(request)
        self.topics: list[Topic] = topics_of(self.year)
        self.names: dict[str, Text] = {topic.key: topic.name for topic in self.topics}

    @cached_property
    def places(self) -> PlaceTree:
        """The places of the province on the day."""
        return tree(self.year.province.code, on=self.on)

    def page(self, tab: str, **more: Any) -> dict[str, Any]:
        """Return the context of a tab."""
        return {
            "setting": self,
            "year": self.year,
            "on": self.on,
            "tabs": tabs_of(self.request.acting, tab),
            "clause": law_of(self.year).cites(f"outreach.{tab}") or "",
            **more,
        }
