"""Refusals: each knows its HTTP status, its sentence, and why."""

import pytest

from zhicai.foundation.errors import (
    BadInput,
    Fault,
    LawError,
    NotYourPage,
    OutOfScope,
    Reason,
    Refused,
    Stale,
    ZhicaiError,
)
from zhicai.foundation.text import Text

SAYS = Text("名额已满。", "No seats left.")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ZhicaiError(SAYS), 400),
        (Refused([Reason(SAYS, "HB-2.2.2.k")]), 409),
        (BadInput([Fault(SAYS, row=3)]), 422),
        (Stale(SAYS, by="李", at="10:00"), 409),
        (OutOfScope(), 404),
        (NotYourPage(SAYS), 403),
        (LawError("hubei-2022/bodies.yaml", 3, SAYS), 500),
    ],
)
def test_each_knows_its_status_and_speaks_both_languages(error, status):
    assert error.status == status
    assert error.says.zh
    assert error.says.en
    assert str(error) == error.says.zh


def test_the_first_reason_is_the_sentence():
    error = Refused([Reason(SAYS, "HB-2.2.2.k", "seats"), Reason(Text("晚", "late"))])
    assert error.says is SAYS
    assert [reason.clause for reason in error.reasons] == ["HB-2.2.2.k", None]


def test_a_refusal_without_reasons_cannot_be_made():
    with pytest.raises(ValueError, match="names its reason"):
        Refused([])
    with pytest.raises(ValueError, match="names its faults"):
        BadInput([])


def test_a_fault_of_the_law_names_file_and_line_in_both_languages():
    error = LawError("hubei-2022/bodies.yaml", 3, Text("缺少 “id”。", "“id” is missing."))
    assert error.says == Text(
        "hubei-2022/bodies.yaml 第 3 行：缺少 “id”。",
        "hubei-2022/bodies.yaml, line 3: “id” is missing.",
    )
    assert error.expected == Text("缺少 “id”。", "“id” is missing.")


def test_an_outsider_cannot_tell_the_hidden_from_the_unknown():
    assert OutOfScope().says == OutOfScope().says
