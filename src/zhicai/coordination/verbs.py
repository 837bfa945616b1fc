"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "coordination.agreed_done": Text("办结商定事项", "agreed work done"),
        "coordination.arrangement_opened": Text("建立合作安排", "arrangement opened"),
        "coordination.arrangement_written": Text("填写合作安排", "arrangement written"),
        "coordination.county_marked": Text("标记试点县", "county marked"),
        "coordination.file_attached": Text("上传附件", "file attached"),
        "coordination.indicators_exported": Text("导出办班指标", "class indicators exported"),
        "coordination.leader_named": Text("登记责任领导", "answerable leader named"),
        "coordination.mark_ended": Text("结束试点标记", "mark of a county ended"),
        "coordination.meeting_noted": Text("记录会议", "meeting noted"),
        "coordination.problem_closed": Text("问题销号", "problem closed"),
        "coordination.problem_handled": Text("处理问题", "problem handled"),
        "coordination.problem_logged": Text("登记问题", "problem logged"),
        "coordination.problem_reopened": Text("重开问题", "problem reopened"),
        "coordination.problems_raised": Text("按规则生成问题", "problems raised by rule"),
        "coordination.put_in_charge": Text("确定责任单位和责任人", "put in charge"),
        "coordination.targets_issued": Text("下达目标", "targets issued"),
        "coordination.targets_saved": Text("保存目标分解", "targets saved"),
        "coordination.task_agreed": Text("认可任务完成", "task agreed as done"),
        "coordination.task_closed": Text("关闭任务", "task closed"),
        "coordination.task_done": Text("报告任务完成", "task reported done"),
        "coordination.task_owned": Text("认领任务", "task taken"),
        "coordination.task_reminded": Text("催办任务", "task reminded"),
        "coordination.task_returned": Text("退回任务", "task returned"),
        "coordination.task_sent": Text("下达任务", "task sent"),
    }
)
