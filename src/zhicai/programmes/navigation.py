"""What programmes hang into the frame: the sidebar's lines, the year, the page of a clause."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import pick_year, years_for
from zhicai.programmes.scope import wanted_year
from zhicai.ui import slots


def may(*names: str) -> Callable[[HttpRequest], bool]:
    """Return the question whether the user holds one of the permissions."""

    def shown(request: HttpRequest) -> bool:
        acting: Acting | None = getattr(request, "acting", None)
        return acting is not None and any(holds(acting, name) for name in names)

    return shown


def year_picker(request: HttpRequest) -> slots.Picker | None:
    """Show the programme year a page is about, with the others to change to."""
    acting: Acting | None = getattr(request, "acting", None)
    mine = list(years_for(acting)) if acting is not None else []
    year = pick_year(mine, on=clock.today(), wanted=wanted_year(request))
    if year is None:
        return None
    choices = [
        slots.Choice(named(one), f"{request.path}?year={one.pk}", current=one.pk == year.pk)
        for one in mine
    ]
    shown = choices if len(choices) > 1 else ()
    return slots.Picker(_("年度"), named(year), "calendar-event", shown)


def named(year: ProgrammeYear) -> str:
    """Return a programme year as the picker shows it."""
    return _("%(year)d 年度") % {"year": year.year}


def clause_page(clause: str) -> str:
    """Return where a clause can be read."""
    return f"{reverse('programmes:clauses')}#{clause}"


slots.register_nav(
    slots.NavItem(
        "programme",
        "tasks",
        gettext_lazy("实施方案"),
        "gavel",
        "programmes:overview",
        order=10,
        shown=may("programmes.read"),
    )
)
slots.register_nav(
    slots.NavItem(
        "points",
        "support",
        gettext_lazy("待定事项与设置"),
        "adjustments",
        "programmes:points",
        order=10,
        shown=may("programmes.keep"),
        also=("programmes:setting", "programmes:rules", "programmes:holidays"),
    )
)
slots.register_topbar(slots.TopbarItem("year", year_picker, order=20))
slots.register_clause_page(clause_page)
