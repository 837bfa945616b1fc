"""Where reports stand: a tab of the hub 培训成果."""

from django.utils.translation import gettext_lazy as _

from zhicai.results.hub_tabs import HubTab, register_hub_tab

register_hub_tab(HubTab("yearly", _("年度报告"), "reports:home", "reports.read"))
