"""Outside identities: linked by the signed-in user, never made into an account by themselves."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from zhicai.accounts.models import User
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text

OF_ANOTHER = Text(
    "这个身份已经关联了另一个账号。先在那个账号里解除关联。",
    "This identity is linked to another account. Unlink it there first.",
)
HAS_ONE = Text(
    "您已经关联了这一来源的身份，先解除关联再换。",
    "You have linked an identity from there already; unlink it first.",
)


@transaction.atomic
def link(user: User, *, way: str, uid: str, label: str, by: Actor) -> None:
    """Link an outside identity to a user; Refused where it, or the user, has another link there."""
    User.objects.select_for_update().get(pk=user.pk)
    other = SocialAccount.objects.filter(provider=way, uid=uid).first()
    if other is not None and other.user_id != user.pk:
        raise Refused([Reason(OF_ANOTHER)])
    if other is not None:
        return
    if SocialAccount.objects.filter(provider=way, user=user).exists():
        raise Refused([Reason(HAS_ONE)])
    linked = SocialAccount.objects.create(
        provider=way, uid=uid, user=user, extra_data={"label": label}
    )
    record(by, "signin.identity_linked", linked, values={"way": way, "username": user.username})


@transaction.atomic
def unlink(identity: SocialAccount, *, by: Actor) -> None:
    """Take a link away; the identity signs nobody in any more."""
    values = {"way": identity.provider, "username": identity.user.username}
    record(by, "signin.identity_unlinked", identity, values=values)
    identity.delete()
