"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs
from zhicai.foundation.text import Text

name_verbs(
    {
        "api.exported": Text("导出全部数据", "everything exported"),
        "api.hook_called_again": Text("重新推送", "webhook called again"),
        "api.hook_ended": Text("停止推送", "webhook ended"),
        "api.hook_made": Text("登记推送地址", "webhook made"),
        "api.token_made": Text("签发接口令牌", "token made"),
        "api.token_revoked": Text("吊销接口令牌", "token revoked"),
        "api.written": Text("通过接口写入", "written through the API"),
    }
)
