"""How the rows of reviews move when two records of one person become one."""

from django.db.models import Q

from zhicai.foundation.text import Text
from zhicai.people.merging import Once, register_share
from zhicai.reviews.models import Application, Nomination, Sheet


def _two_applications(row: Application) -> Text:
    title = row.round.title
    return Text(
        f"两份档案都申请了“{title}”，请先撤回或办结其中一份。",
        f"Both records applied in {title}; withdraw or conclude one of them first.",
    )


def _two_nominations(row: Nomination) -> Text:
    return Text(
        f"两份档案都被提名“{row.award_name}”，请先撤回其中一份。",
        f"Both records are nominated for {row.award_name}; withdraw one of them first.",
    )


register_share(
    "reviews.applications", Text("升级申请", "applications for an upgrade"), Application,
    once=(Once(("round",), ~Q(state="withdrawn"), refuses=_two_applications),),
    tell=lambda row: Text(f"{row.round.title}（{row.get_state_display()}）",
                          f"{row.round.title} ({row.state})"),
)  # fmt: skip
register_share(
    "reviews.nominations", Text("表彰提名", "nominations"), Nomination,
    once=(Once(("round", "award"), ~Q(state="withdrawn"), refuses=_two_nominations),),
    tell=lambda row: Text(f"{row.award_name}（{row.get_state_display()}）",
                          f"{row.award_name} ({row.state})"),
)  # fmt: skip
# Where both have a sheet in one evaluation, the duplicate's stays where it was counted.
register_share(
    "reviews.sheets", Text("评价表", "evaluation sheets"), Sheet, once=(Once(("evaluation",)),),
    tell=lambda row: Text(f"{row.evaluation.programme_year.year} 年评价 {row.total} 分",
                          f"evaluation of {row.evaluation.programme_year.year}: {row.total}"),
)  # fmt: skip
