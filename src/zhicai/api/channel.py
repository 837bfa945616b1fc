"""The way out for webhooks: signs what the outbox hands over and posts it.

The same call may arrive twice after a broken connection; its ``id`` is the same then, which is why
the channel counts as one that knows a key again.
"""

import json
import time

from django.conf import settings

from zhicai.api.actions.telling import CHANNEL
from zhicai.api.models import Subscription
from zhicai.api.network import post
from zhicai.api.rules import DELIVERY, EVENT, SIGNATURE, signature_of
from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import Channel, Parcel, Refused, Sent, register


def send(parcel: Parcel) -> Sent:
    """Post one event to its subscription as it stands now; Refused where that has been ended."""
    told = dict(parcel.content or {})
    key = int(told.get("subscription", 0))
    row = Subscription.objects.filter(pk=key, ended_at=None).first()
    if row is None:
        raise Refused(Text("推送已停用", "the webhook has been ended"))
    body = json.dumps(told["body"], ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Zhicai",
        EVENT: told["body"]["event"],
        DELIVERY: parcel.key,
        # The second of sending is the world's own, wherever the site stands: receivers compare it.
        SIGNATURE: signature_of(row.secret, body, at=int(time.time())),
    }
    return Sent(str(post(row.url, body, headers, private=settings.ZHICAI_HOOKS_PRIVATE)))


register(
    Channel(CHANNEL, Text("事件推送", "webhook"), send, reach="own", idempotent=True, rings=False)
)
