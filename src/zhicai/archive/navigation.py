"""Where the archive stands: a tab of the results, a link on a person's record and the own page."""

from django.utils.translation import gettext_lazy as _

from zhicai.foundation.text import Text
from zhicai.people.links import RecordLink, register_link
from zhicai.results.hub_tabs import HubTab, register_hub_tab

register_hub_tab(HubTab("specialists", _("专员档案"), "archive:files", "archive.read"))
register_link(
    RecordLink(
        "archive", Text("专员档案", "Specialist's file"), "id", "archive:file", "archive:mine",
        permission="archive.read",
    )
)  # fmt: skip
