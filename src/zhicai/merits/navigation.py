"""Where points and grades stand: a tab of the results, a link on a record and on the own page."""

from django.utils.translation import gettext_lazy as _

from zhicai.foundation.text import Text
from zhicai.people.links import RecordLink, register_link
from zhicai.results.hub_tabs import HubTab, register_hub_tab

register_hub_tab(HubTab("standings", _("积分分级"), "merits:standings", "merits.read"))
register_link(
    RecordLink(
        "merits", Text("积分和级别", "Points and grade"), "star", "merits:ledger", "merits:mine",
        permission="merits.read",
    )
)  # fmt: skip
