"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "reviews.drafted": Text("起草标准", "criteria drafted"),
        "reviews.revised": Text("修改标准草稿", "draft of criteria changed"),
        "reviews.dropped": Text("删除标准草稿", "draft of criteria deleted"),
        "reviews.enacted": Text("标准开始执行", "criteria put in force"),
        "reviews.upgrade_opened": Text("开启升级评定", "upgrade review opened"),
        "reviews.applied": Text("申请升级", "upgrade applied for"),
        "reviews.withdrawn": Text("撤回升级申请", "application withdrawn"),
        "reviews.accepted": Text("申请核查通过", "application accepted"),
        "reviews.returned": Text("退回升级申请", "application returned"),
        "reviews.assigned": Text("指派评审人", "reviewer assigned"),
        "reviews.scored": Text("提交评审分数", "scores handed in"),
        "reviews.decided": Text("按评分作出评定", "application decided by its scores"),
        "reviews.struck": Text("取消通过的申请", "application struck"),
        "reviews.upgrade_published": Text("公示评定结果", "results of the review published"),
        "reviews.upgrade_final": Text("办结升级评定", "upgrade review concluded"),
        "reviews.commendation_opened": Text("开启表彰", "commendation opened"),
        "reviews.nominated": Text("提名", "nominated"),
        "reviews.nomination_withdrawn": Text("撤回提名", "nomination withdrawn"),
        "reviews.selected": Text("确定拟表彰名单", "winners selected"),
        "reviews.commendation_published": Text("公示拟表彰名单", "list of winners published"),
        "reviews.nomination_struck": Text("取消拟表彰人选", "nomination struck"),
        "reviews.commended": Text("作出表彰", "winners commended"),
        "reviews.evaluation_opened": Text("开启人才评价", "evaluation opened"),
        "reviews.evaluated_added": Text("加入评价对象", "people put on the evaluation"),
        "reviews.counted": Text("按数据计分", "scores counted from records"),
        "reviews.hand_scored": Text("录入手工评分", "scores by hand entered"),
        "reviews.evaluation_closed": Text("评价定稿", "evaluation closed"),
    }
)
