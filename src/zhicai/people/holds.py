"""Legal holds: what forbids to erase a person's data, registered by the apps that keep it.

PIPL 47 lets data stay that a law requires to be kept; the request is then refused and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.people.models import Incentive, Person, Specialist


@dataclass(frozen=True, slots=True)
class Hold:
    """Why data must stay, and the test that says whether it concerns a person; a query or two."""

    key: str
    reason: Text
    test: Callable[[Person], bool]


_holds: dict[str, Hold] = {}


def register_hold(key: str, reason: Text, test: Callable[[Person], bool]) -> None:
    """Add a hold; called from an app's ``ready``. ``key`` is ``app.what``."""
    if key in _holds:
        raise ImproperlyConfigured(f"{key}: already a hold")
    _holds[key] = Hold(key, reason, test)


def holds_on(person: Person) -> list[Reason]:
    """Return what forbids to erase a person's data, by key; empty where nothing does."""
    return [Reason(_holds[k].reason) for k in sorted(_holds) if _holds[k].test(person)]


register_hold(
    "people.specialist",
    Text(
        "已列入专员名册，证书登记须永久保存。",
        "The person is a certified specialist; the register of certificates is kept for good.",
    ),
    lambda person: Specialist.objects.filter(person=person).exists(),
)
register_hold(
    "people.money",
    Text(
        "有奖励或补贴的发放记录，会计凭证须保存 30 年。",
        "Rewards were paid; vouchers are kept for 30 years.",
    ),
    lambda person: Incentive.objects.filter(
        person=person, amount__isnull=False, withdrawn_at=None
    ).exists(),
)
