"""Into an office's own WeCom group through its robot, whose address the office enters itself.

Used only where ``ZHICAI_WECOM=1`` lets the site call outside at all.
"""

import json

from django.conf import settings

from zhicai.foundation.text import Text
from zhicai.messages.channels.posting import post
from zhicai.messages.channels.registry import (
    Channel,
    Parcel,
    Refused,
    Sent,
    Unavailable,
    Uncertain,
    register,
)

TOO_MANY = 45009
"""The robot's own code for more than twenty messages a minute."""


def configured() -> bool:
    """Say whether the site may call WeCom."""
    return bool(settings.ZHICAI_WECOM)


def send(parcel: Parcel) -> Sent:
    """Post the short text to the group."""
    told = {"msgtype": "text", "text": {"content": parcel.short}}
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = post(parcel.address, json.dumps(told, ensure_ascii=False).encode(), headers)
    try:
        code = json.loads(answer.text)["errcode"]
    except (ValueError, KeyError, TypeError) as error:
        says = Text("企业微信的答复读不懂", "WeCom's answer cannot be read")
        raise Uncertain(says) from error
    if code == TOO_MANY:
        raise Unavailable(Text("群机器人发得太快", "too many messages to this robot"))
    if code != 0:
        raise Refused(Text(f"企业微信答复 {code}", f"WeCom answered {code}"))
    return Sent()


register(Channel("wecom", Text("企业微信群", "WeCom group"), send, reach="robot", ready=configured))
