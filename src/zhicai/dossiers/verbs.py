"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "dossiers.reminded": Text("催报班次落实汇总", "reminded of the summary of classes"),
        "dossiers.summary_generated": Text("生成班次落实汇总", "summary of classes generated"),
        "dossiers.summary_sent": Text("报送班次落实汇总", "summary of classes sent"),
        "dossiers.summary_worded": Text("修改汇总文字", "words of the summary changed"),
    }
)

name_verbs(
    {
        "dossiers.dossier_opened": Text("开始编制结班材料", "closing dossier begun"),
        "dossiers.effect_evaluated": Text("填写培训效果评估", "effect of a class evaluated"),
        "dossiers.report_worded": Text("修改调研评估报告", "words of the report changed"),
        "dossiers.figures_taken": Text("更新报告数字", "figures of the report taken over"),
        "dossiers.dossier_sent": Text("报送结班材料", "closing dossier sent"),
        "dossiers.dossier_archived": Text("结班材料归档", "closing dossier archived"),
        "dossiers.dossier_corrected": Text("更正已归档材料", "archived dossier corrected"),
        "dossiers.roster_frozen": Text("合格专员名册定稿", "roster of specialists frozen"),
        "dossiers.roster_corrected": Text("更正合格专员名册", "roster of specialists corrected"),
        "dossiers.roster_unmasked": Text(
            "导出含完整证件号码的名册", "roster exported with whole document numbers"
        ),
    }
)
