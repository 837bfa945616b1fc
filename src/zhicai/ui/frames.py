"""Builds what ``ui/frame.html`` shows around a page for one request."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from zhicai.ui import slots


@dataclass(frozen=True, slots=True)
class NavLine:
    """A sidebar line as shown: address, whether it is the current page, how many things wait.

    ``count_url`` answers with that number where it is not counted with the page.
    """

    item: slots.NavItem
    url: str
    current: bool
    waiting: int
    count_url: str


@dataclass(frozen=True, slots=True)
class NavSection:
    """A group of sidebar lines; ``title`` may be empty."""

    key: str
    title: slots.Label
    lines: tuple[NavLine, ...]


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The language that the switch offers: code, ``lang`` attribute, its own name."""

    code: str
    lang: str
    name: str


@cache
def sheet_of(app: str) -> str:
    """Return the style sheet of an app, ``APP/APP.css`` among the static files, ``""`` for none."""
    path = f"{app}/{app}.css"
    return path if app and finders.find(path) else ""


class Frame:
    """The frame of one request; each part is built when the template first asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def sections(self) -> tuple[NavSection, ...]:
        """Return the groups of the sidebar that have something to show."""
        shown = [item for item in slots.nav_items() if item.shown(self.request)]
        match = self.request.resolver_match
        view_name = match.view_name if match else ""
        closest = max(shown, key=lambda item: item.fit(view_name), default=None)
        current = closest if closest and closest.fit(view_name) else None
        lines = [self._line(item, current=item is current) for item in shown]
        return tuple(
            NavSection(key, title, members)
            for key, title in slots.GROUPS.items()
            if (members := tuple(line for line in lines if line.item.group == key))
        )

    def _line(self, item: slots.NavItem, *, current: bool) -> NavLine:
        waiting = item.waiting(self.request) if item.waiting else 0
        later = reverse(item.count_url_name) if item.count_url_name else ""
        return NavLine(item, reverse(item.url_name), current, waiting, later)

    @cached_property
    def tools(self) -> tuple[slots.Tool, ...]:
        """Return the tools of the top bar that apply to this request."""
        built = (item.build(self.request) for item in slots.topbar_items())
        return tuple(tool for tool in built if tool is not None)

    @property
    def left(self) -> tuple[slots.Tool, ...]:
        """Return the scopes and the search box."""
        return tuple(t for t in self.tools if isinstance(t, slots.Picker | slots.Search))

    @property
    def right(self) -> tuple[slots.Tool, ...]:
        """Return bell, links and user menu."""
        return tuple(t for t in self.tools if not isinstance(t, slots.Picker | slots.Search))

    @property
    def sheet(self) -> str:
        """Return the style sheet of the app that this page belongs to, ``""`` for none."""
        match = self.request.resolver_match
        return sheet_of(match.app_names[0]) if match and match.app_names else ""

    @property
    def user_key(self) -> str:
        """Return what tells this user's local copies from another's on the same computer."""
        user = getattr(self.request, "user", None)
        return str(user.pk) if user is not None and user.is_authenticated else ""

    @property
    def other_language(self) -> OtherLanguage:
        """Return the language that the page is not in."""
        if (get_language() or "").startswith("en"):
            return OtherLanguage(settings.LANGUAGE_CODE, "zh-CN", "中文")
        return OtherLanguage("en", "en", "English")
