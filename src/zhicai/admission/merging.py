"""How registrations and candidacies move when two records of one person become one."""

from django.db.models import Q

from zhicai.admission.models import Candidate, Registration
from zhicai.foundation.text import Text
from zhicai.people.merging import Once, register_share


def _two_seats(row: Registration) -> Text:
    title = row.training_class.title
    return Text(
        f"两份档案都在“{title}”报了名，一人只有一个名额，请先取消其中一个。",
        f"Both records are registered for {title}; a person has one seat. Withdraw one first.",
    )


def _two_candidacies(row: Candidate) -> Text:
    year = row.programme_year.year
    return Text(
        f"两份档案都在 {year} 年申报遴选，请先撤回其中一份申报。",
        f"Both records apply in {year}; withdraw one application first.",
    )


register_share(
    "admission.registrations", Text("报名", "registrations"), Registration, last="registered_at",
    once=(
        Once(("training_class",), Q(state__in=("applied", "accepted", "waiting")),
             refuses=_two_seats),
    ),
    tell=lambda row: Text(
        f"{row.training_class.title}：{row.get_state_display()}",
        f"{row.training_class.title}: {row.state}",
    ),
)  # fmt: skip
register_share(
    "admission.candidacies", Text("遴选申报", "applications"), Candidate, last="applied_at",
    once=(
        Once(("programme_year",), Q(state__in=("applied", "confirmed")), refuses=_two_candidacies),
    ),
    tell=lambda row: Text(
        f"{row.programme_year.year} 年：{row.get_state_display()}",
        f"{row.programme_year.year}: {row.state}",
    ),
)  # fmt: skip
