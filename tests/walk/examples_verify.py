"""Examples of checking certificates: public, and nobody's own without the code."""

from tests.walk.own import Own
from zhicai.certificates.models import Certificate


def codes(world, username):
    """Who holds a code sees the certificate, whoever they are; another text is of none."""
    held = Certificate.objects.order_by("pk").values_list("code", flat=True)[:2]
    return Own(tuple(held), ("ABCDEFGHJKLM", "x"))


def states(world, username):
    """The first list of states is there for everyone."""
    return Own((0,))


EXAMPLES_OF_VERIFY = {
    ("verify:code", "code"): codes,
    ("verify:verdict", "code"): codes,
    ("verify:credential", "code"): codes,
    ("verify:states", "number"): states,
}
