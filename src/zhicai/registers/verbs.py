"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "registers.list_checked": Text("上传并检查企业名录", "list of enterprises checked"),
        "registers.columns_named": Text("对应名录的列", "columns of a list named"),
        "registers.list_imported": Text("导入企业名录", "list of enterprises imported"),
        "registers.list_undone": Text("撤销企业名录", "list of enterprises taken back"),
        "registers.code_asked": Text("提请核对信用代码", "credit code laid before the province"),
        "registers.code_decided": Text("核对信用代码", "credit code looked at"),
    }
)
