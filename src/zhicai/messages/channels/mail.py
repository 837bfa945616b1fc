"""By e-mail through the office's own SMTP server (``ZHICAI_SMTP``)."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import (
    Channel,
    Parcel,
    Refused,
    Sent,
    Unavailable,
    Uncertain,
    register,
)


def configured() -> bool:
    """Say whether the office has named an SMTP server."""
    return bool(settings.ZHICAI_SMTP)


def send(parcel: Parcel) -> Sent:
    """Hand the mail to the server; its Message-ID is the key, so that a second copy shows."""
    number = f"<{parcel.key}@zhicai>"
    mail = EmailMessage(
        " ".join(parcel.subject.split()),
        parcel.body,
        settings.DEFAULT_FROM_EMAIL,
        [parcel.address],
        headers={"Message-ID": number},
    )
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(Text("连接不上邮件服务器", "no connection to the mail server")) from error
    mail.connection = connection
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _refused(min(codes, default=550)) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        says = Text("已交出，但邮件服务器没有确认", "handed over, but not confirmed by the server")
        raise Uncertain(says) from error
    finally:
        connection.close()
    return Sent(number)


def _refused(code: int) -> Refused | Unavailable:
    says = Text(f"邮件服务器答复 {code}", f"the mail server answered {code}")
    return Unavailable(says) if 400 <= code < 500 else Refused(says)


register(Channel("mail", Text("邮件", "e-mail"), send, reach="email", ready=configured))
