"""Where reviews stand: a tab of the results, a link on the own page."""

from django.utils.translation import gettext_lazy as _

from zhicai.foundation.text import Text
from zhicai.people.links import RecordLink, register_link
from zhicai.results.hub_tabs import HubTab, register_hub_tab

register_hub_tab(HubTab("upgrading", _("评定和表彰"), "reviews:home", "reviews.read"))
register_link(
    RecordLink("reviews", Text("升级和评价", "Upgrade and evaluation"), "award", "", "reviews:mine")
)
