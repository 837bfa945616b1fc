"""Says at start, and to ``check``, when the file of outside identities cannot be used."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from zhicai.accounts.models import Role
from zhicai.signin.ways.config import WaysError, read_ways


@register
def signin_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find a file that cannot be read, and roles that nobody can hold."""
    found: list[CheckMessage] = []
    try:
        read_ways(Path(settings.ZHICAI_SIGNIN))
    except WaysError as error:
        found.append(Warning(str(error), id="zhicai.W010", hint="Outside sign-in is off."))
    for role in settings.ZHICAI_MFA_ROLES:
        if role not in Role.values:
            words = f"ZHICAI_MFA_ROLES: there is no role {role!r}"
            found.append(Error(words, id="zhicai.E010", hint=", ".join(Role.values)))
    return found
