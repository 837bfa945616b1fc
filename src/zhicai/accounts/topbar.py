"""What accounts hang into the top bar: for whom one acts, and the user's own menu."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.acting import Acting
from zhicai.accounts.entrance import user_links
from zhicai.ui.slots import Choice, Picker, TopbarItem, UserMenu, register_topbar


def office_picker(request: HttpRequest) -> Picker | None:
    """Show for whom the user acts, with the other offices to change to."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return None
    actings: tuple[Acting, ...] = getattr(request, "actings", ())
    choices = [
        Choice(
            label=other.office,
            url=f"{reverse('accounts:act_for')}?{urlencode({'key': other.key})}",
            current=other.key == acting.key,
        )
        for other in actings
    ]
    shown = choices if len(choices) > 1 else ()
    return Picker(_("区域"), acting.office, "building-community", shown)


def user_menu(request: HttpRequest) -> UserMenu | None:
    """Show the signed-in user, the office acted for, and the way out."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return None
    links = user_links(request)
    return UserMenu(acting.name, acting.office, links, reverse("accounts:logout"))


register_topbar(TopbarItem("office", office_picker, order=10))
register_topbar(TopbarItem("user", user_menu, order=900))
