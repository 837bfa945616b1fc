"""Coverage of listed enterprises by trained people (HB-1.j to HB-1.l): rights, metrics, tabs.

The lists and their metrics come from the law's data: one share for each list that names a metric.
"""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.programmes.queries import library
from zhicai.programmes.registry import Metric, register_later
from zhicai.registers.tabs import Tab
from zhicai.registers.tabs import register_tab as register_list_tab
from zhicai.results.queries.coverage import covered_for, listed_for

_READING = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER)
READ = declare(
    "results.read_coverage",
    Text("查看企业培训覆盖情况", "read which enterprises training has reached"),
    *(Holder(role, level=level) for role in _READING for level in Level),
)
WRITE = declare(
    "results.write_coverage",
    Text("给未覆盖的企业发函", "write to enterprises that training has not reached"),
    *(Holder(Role.OFFICER, level=level) for level in Level),
)


def metrics_of_lists() -> Iterator[Metric]:
    """Yield a share for each list of a programme that names a metric."""
    names = {
        kind.metric: kind.name
        for programme in library().programmes.values()
        for kind in programme.head.lists
        if kind.metric
    }
    for name, says in sorted(names.items()):
        yield Metric(
            name,
            "percent",
            Text(f"{says.zh}培训覆盖率", f"{says.en} reached by training"),
            partial(covered_for, name),
            "organisation__home",
            "covered_on",
            "results:coverage",
            "results:coverage",
            of=partial(listed_for, name),
        )


register_later(metrics_of_lists)
register_list_tab(Tab("coverage", _("覆盖情况"), "results:coverage", "results.read_coverage", 10))
register_list_tab(
    Tab("letters", _("发函记录"), "results:coverage_letters", "results.read_coverage", 15)
)
