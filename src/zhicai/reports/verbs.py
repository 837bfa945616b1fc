"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "reports.opened": Text("开始编制年度报告", "yearly report begun"),
        "reports.figures_taken": Text("更新年度报告数据", "figures of a yearly report taken"),
        "reports.worded": Text("修改年度报告文字", "words of a yearly report changed"),
        "reports.frozen": Text("冻结年度报告数据", "figures of a yearly report frozen"),
        "reports.approved": Text("审定年度报告", "yearly report approved"),
        "reports.reopened": Text("退回年度报告修改文字", "yearly report sent back for its words"),
        "reports.set_aside": Text("作废年度报告", "yearly report set aside"),
        "reports.published": Text("发布年度报告", "yearly report published"),
        "reports.signed_attached": Text("上传年度报告签字件", "signed copy of a report attached"),
        "reports.restated": Text("登记年度报告数据重述", "figures of a yearly report restated"),
    }
)
