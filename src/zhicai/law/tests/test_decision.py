"""A rule's answer: yes, or no with reasons and clauses."""

import pytest

from zhicai.foundation.errors import Refused
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.schema import Effect

FULL = Decision.refuse(Text("名额已满。", "No seats left."), "HB-2.2.2.k", field="seats")
LATE = Decision.refuse(Text("已过期限。", "Too late."), "HB-3.1.BZ.a")
NOTED = Decision.flag(Text("没有单位。", "No employer."), "HB-2.2.c")


def clauses(decision):
    return [reason.clause for reason in decision.reasons]


def test_yes_has_nothing_to_say():
    assert Decision.yes()
    assert Decision.yes().reasons == ()
    Decision.yes().insist()


def test_no_names_its_clause():
    assert not FULL
    with pytest.raises(Refused) as caught:
        FULL.insist()
    assert caught.value.reasons == FULL.reasons
    assert (caught.value.reasons[0].clause, caught.value.reasons[0].field) == (
        "HB-2.2.2.k",
        "seats",
    )


def test_a_refusal_without_a_reason_cannot_be_made():
    with pytest.raises(ValueError, match="names its reason"):
        Decision(allowed=False)


def test_every_reason_is_told_at_once():
    assert clauses(FULL.and_(LATE)) == ["HB-2.2.2.k", "HB-3.1.BZ.a"]
    assert not Decision.all_of([Decision.yes(), FULL, LATE]).allowed


def test_a_yes_does_not_soften_a_no():
    for joined in (Decision.yes().and_(FULL), FULL.and_(Decision.yes()), NOTED.and_(FULL)):
        assert not joined
        assert clauses(joined) == ["HB-2.2.2.k"]


def test_flags_add_up():
    assert Decision.all_of([NOTED, Decision.yes(), NOTED]).allowed
    assert clauses(NOTED.and_(NOTED)) == ["HB-2.2.c", "HB-2.2.c"]


def test_nothing_asked_is_allowed():
    assert Decision.all_of([])


def test_the_effect_of_a_rule_says_what_a_no_does():
    assert not FULL.under(Effect.REFUSE, override="the minister asks")
    assert FULL.under(Effect.FLAG)
    assert not FULL.under(Effect.OVERRIDE)
    assert not FULL.under(Effect.OVERRIDE, override="  ")
    lifted = FULL.under(Effect.OVERRIDE, override="one more chair")
    assert lifted
    assert clauses(lifted) == ["HB-2.2.2.k"]
