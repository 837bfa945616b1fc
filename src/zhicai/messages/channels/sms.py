"""By SMS through whatever gateway the office has, as long as it takes a form over HTTPS.

``ZHICAI_SMS_URL`` is where it is posted, ``ZHICAI_SMS_FORM`` what
(``mobile={phone}&content={text}``) with ``{phone}``, ``{text}`` and ``{key}``; a form with double
quotes goes as JSON. ``ZHICAI_SMS_TOKEN`` goes as a bearer token. ``ZHICAI_SMS_OK`` is a regular
expression found in the answer of a gateway that took it; without it every 2xx counts.
"""

import json
import re
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from zhicai.foundation.text import Text
from zhicai.messages.channels.posting import post
from zhicai.messages.channels.registry import Channel, Parcel, Refused, Sent, register

NUMBER = re.compile(r'"(?:msg_?id|message_?id|sid|id|taskid)"\s*:\s*"?([\w-]{1,64})', re.IGNORECASE)


def configured() -> bool:
    """Say whether the office has named a gateway."""
    return bool(settings.ZHICAI_SMS["url"])


def send(parcel: Parcel) -> Sent:
    """Post one text to the gateway."""
    given = settings.ZHICAI_SMS
    values = {"phone": parcel.address, "text": parcel.short, "key": parcel.key}
    body, kind = form_of(given["form"], values)
    headers = {"Content-Type": kind}
    if given["token"]:
        headers["Authorization"] = f"Bearer {given['token']}"
    answer = post(given["url"], body, headers)
    if given["ok"] and not re.search(given["ok"], answer.text):
        says = Text(
            f"短信网关没有接收：{answer.text[:80]}", f"the gateway refused: {answer.text[:80]}"
        )
        raise Refused(says)
    found = NUMBER.search(answer.text)
    return Sent(found[1] if found else "")


def form_of(form: str, values: dict[str, str]) -> tuple[bytes, str]:
    """Return the body and its type: the office's form with the values filled in and quoted."""

    def fill(words: str) -> str:
        return re.sub(r"\{(phone|text|key)\}", lambda found: values[found[1]], words)

    if '"' in form:
        quoted = {
            name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in values.items()
        }
        words = re.sub(r"\{(phone|text|key)\}", lambda found: quoted[found[1]], form)
        return words.encode(), "application/json; charset=utf-8"
    pairs = [(name, fill(value)) for name, value in parse_qsl(form, keep_blank_values=True)]
    return urlencode(pairs).encode(), "application/x-www-form-urlencoded; charset=utf-8"


register(Channel("sms", Text("短信", "SMS"), send, reach="phone", ready=configured))
