"""Last year's plans, which each office can take over into its draft of the new year."""

from zhicai.foundation.text import Text
from zhicai.planning.queries.sent import plans_sent_in
from zhicai.programmes.forwards import Forward, register_forward

register_forward(
    Forward(
        "planning.plans",
        Text("上年已报送的年度计划", "plans sent in the year before"),
        Text(
            "各单位编报新计划时按“带入上年计划”，日期顺延一年，内容自行修改。",
            "An office that drafts its new plan takes the last one over; dates move on a year.",
        ),
        plans_sent_in,
    )
)
