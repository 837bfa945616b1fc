"""What upper apps hang into the frame: the navigation, the top bar, the page of a clause.

All registering happens in an app's ``AppConfig.ready``; registering the same key twice is an error.
Everything is asked anew for each request, lazily: a page that shows no frame pays nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
"""A text shown to the user, translated when shown."""

GROUPS: dict[str, Label] = {
    "desk": "",
    "tasks": _("计划与任务"),
    "training": _("培训"),
    "talent": _("人才与成果"),
    "support": _("保障"),
}
"""The groups of the sidebar in their fixed order; the first has no title."""

MOST_PER_GROUP = 4
"""A role sees at most so many items of one group; see :func:`crowded`."""


def everyone(_request: HttpRequest) -> bool:
    """Show to whoever sees the frame."""
    return True


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the sidebar.

    ``url_name`` takes no arguments. ``waiting`` counts what waits for *this user* (a red count;
    0 hides it); where counting asks many tables, ``count_url_name`` names the page that answers
    with the count alone (``ui/parts/count.html``) and is asked once the page stands. ``also`` names
    further views or namespaces (prefixes of ``view_name``) that belong to the item.
    """

    key: str
    group: str
    label: Label
    icon: str
    url_name: str
    order: int = 100
    shown: Callable[[HttpRequest], bool] = everyone
    waiting: Callable[[HttpRequest], int] | None = None
    count_url_name: str = ""
    also: tuple[str, ...] = ()

    def fit(self, view_name: str) -> int:
        """Return how closely a view belongs to the item: 0 not at all, longer prefix is closer."""
        if view_name == self.url_name:
            return 10_000
        space = self.url_name.rpartition(":")[0]
        prefixes = (*self.also, *_joined.get(self.key, ()), *([space] if space else ()))
        return max(
            (
                len(p)
                for p in prefixes
                if view_name == p or view_name.startswith((f"{p}:", f"{p}-"))
            ),
            default=0,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker or menu."""

    label: Label
    url: str
    current: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Picker:
    """A scope of the page (区域, 年度): its name, the value in force, what else can be chosen."""

    name: Label
    value: Label
    icon: str
    choices: Sequence[Choice] = ()
    kind: str = field(default="picker", init=False)


@dataclass(frozen=True, slots=True)
class Search:
    """The search box: where it sends ``q`` (GET) and what it looks through."""

    url: str
    hint: Label
    kind: str = field(default="search", init=False)


@dataclass(frozen=True, slots=True)
class Bell:
    """Messages that wait to be read."""

    url: str
    count: int = 0
    kind: str = field(default="bell", init=False)


@dataclass(frozen=True, slots=True)
class ToolLink:
    """One more icon on the right of the top bar, with its name."""

    url: str
    label: Label
    icon: str
    kind: str = field(default="link", init=False)


@dataclass(frozen=True, slots=True)
class UserMenu:
    """The signed-in user: name, office or role in a few words, links, where sign-out is posted."""

    name: str
    office: Label = ""
    links: Sequence[Choice] = ()
    sign_out_url: str = ""
    kind: str = field(default="user", init=False)

    @property
    def initial(self) -> str:
        """Return the surname's character, or the first letter of a Latin name."""
        return self.name[:1].upper()


Tool = Picker | Search | Bell | ToolLink | UserMenu


@dataclass(frozen=True, slots=True)
class TopbarItem:
    """A tool of the top bar; ``build`` returns None where it does not apply.

    Pickers and the search box stand on the left, all else on the right, each in their ``order``.
    """

    key: str
    build: Callable[[HttpRequest], Tool | None]
    order: int = 100


_nav: dict[str, NavItem] = {}
_joined: dict[str, set[str]] = {}
_topbar: dict[str, TopbarItem] = {}
_clause_page: list[Callable[[str], str]] = []


def register_nav(item: NavItem) -> None:
    """Add an item to the sidebar."""
    if item.group not in GROUPS:
        raise ImproperlyConfigured(f"{item.key}: no group {item.group!r} in the frame")
    if item.key in _nav:
        raise ImproperlyConfigured(f"{item.key}: already in the sidebar")
    _nav[item.key] = item


def join_nav(key: str, namespace: str) -> None:
    """Let the pages of an app above belong to an item of the sidebar, as its ``also`` does."""
    _joined.setdefault(key, set()).add(namespace)


def register_topbar(item: TopbarItem) -> None:
    """Add a tool to the top bar."""
    if item.key in _topbar:
        raise ImproperlyConfigured(f"{item.key}: already in the top bar")
    _topbar[item.key] = item


def register_clause_page(url_of: Callable[[str], str]) -> None:
    """Say where a clause id can be read; the last one registered is used."""
    _clause_page.append(url_of)


def clause_url(clause: str) -> str:
    """Return the address of a clause's page, ``""`` while no app has registered one."""
    return _clause_page[-1](clause) if _clause_page else ""


def nav_items() -> list[NavItem]:
    """Return every registered item, by group and order."""
    groups = list(GROUPS)
    return sorted(_nav.values(), key=lambda item: (groups.index(item.group), item.order, item.key))


def topbar_items() -> list[TopbarItem]:
    """Return every registered tool in its order."""
    return sorted(_topbar.values(), key=lambda item: (item.order, item.key))


def crowded(request: HttpRequest) -> list[str]:
    """Return the groups in which this request's user sees too many items (for a test per role)."""
    shown = [item.group for item in nav_items() if item.shown(request)]
    return [group for group in GROUPS if shown.count(group) > MOST_PER_GROUP]
