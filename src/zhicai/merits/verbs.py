"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "merits.drafted": Text("起草积分分级规则", "rules of points drafted"),
        "merits.edited": Text("修改积分分级规则", "rules of points edited"),
        "merits.dropped": Text("删除规则草稿", "draft of rules dropped"),
        "merits.enacted": Text("启用积分分级规则", "rules of points put in force"),
        "merits.ended": Text("停止积分分级规则", "rules of points ended"),
        "merits.credited": Text("按规则记分", "points credited by rule"),
        "merits.reversed": Text("冲销积分", "points reversed"),
        "merits.corrected": Text("更正积分", "points corrected"),
        "merits.settled": Text("年度积分结算", "points of a year settled"),
        "merits.graded": Text("核定级别", "grade given"),
        "merits.grade_ended": Text("级别终止", "grade ended"),
        "merits.run_made": Text("试算级别", "grades reckoned for approval"),
        "merits.run_applied": Text("批量核定级别", "reckoned grades applied"),
        "merits.run_dropped": Text("作废级别试算", "reckoned grades dropped"),
        "merits.sorted": Text("专员归类", "specialists sorted into a category"),
        "merits.unsorted": Text("移出类别", "specialists taken out of a category"),
    }
)
