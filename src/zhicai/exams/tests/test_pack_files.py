"""The two files without a database: what they hide, what they prove, what they refuse."""

import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.exams.packs import answers, archives, keys, pack, veiling
from zhicai.exams.rules.items import read_content
from zhicai.exams.rules.marking import mark
from zhicai.exams.tests.scenes import CHOICE, OTHER_KINDS, SHORT
from zhicai.foundation.errors import BadInput

AT = datetime(2022, 5, 20, 1, tzinfo=UTC)
KEY = "0123456789ABCDEFGHJK"
SIGNING = b"s" * 32
FACTS = pack.Facts(
    "c0de", 1, "hubei-2022", 2022, "420000", "420500", "结业考试", "exam", "first", "assessment",
    "三峡大学", AT.isoformat(), 60, 30, (("一号", 30),), 30, True, AT.isoformat(),
)  # fmt: skip
SEATS = (pack.Seat("张*", pack.slip_hash("c0de", "ABCDEFGHJK"), "一号", 1),)
LINES = (pack.Line(1, "single", "2", CHOICE), pack.Line(2, "short", "5", SHORT))
SEALED = pack.Sealed(
    SIGNING, LINES, (pack.Candidate("ABCDEFGHJK", "张明远", "seed", "一号", 1, 0, "123X"),)
)


@pytest.fixture(scope="module")
def packed():
    return pack.write_pack(FACTS, SEATS, SEALED, KEY)


def sat(**changes):
    known = {
        "code": "ABCDEFGHJK", "state": "submitted", "started_at": AT, "checked_at": AT,
        "deadline": AT + timedelta(hours=1), "submitted_at": AT + timedelta(minutes=50),
        "checked_by": "监考", "extra": 0,
        "answers": (answers.Written(1, 3, 0, False, AT + timedelta(minutes=2)),),
        "journal": (answers.Noted("save-00001", "save", {"1": [3, 0, False]}, None, AT),),
    }  # fmt: skip
    return answers.Sat(**(known | changes))


def export(*sittings):
    return answers.Export("c0de", 1, AT + timedelta(hours=2), True, 0, sittings or (sat(),), ())


@pytest.fixture(scope="module")
def brought():
    return answers.write_answers(export(), SIGNING)


PUBLIC = answers.public_key(SIGNING)


def inside(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(call, *words):
    with pytest.raises(BadInput) as refusal:
        call(*words)
    return refusal.value.faults[0].says.en


# --- the key -------------------------------------------------------------------------------------


def test_a_key_is_read_however_it_is_spoken_and_a_slip_is_found_in_its_group():
    spoken = keys.shown(KEY)
    assert keys.read_key(spoken) == KEY
    heard = spoken.lower().replace("0", "o").replace("1", "l").replace(" ", "-")
    assert keys.read_key(heard) == KEY
    groups = spoken.split()
    wrong = " ".join([groups[0], "Z" + groups[1][1:], *groups[2:]])
    assert said(keys.read_key, wrong) == "Group 2 is wrong; ask again."
    assert "5 groups" in said(keys.read_key, spoken[:-1])
    assert len({keys.new_key() for _ in range(50)}) == 50


# --- the pack ------------------------------------------------------------------------------------


def test_a_pack_tells_nothing_of_a_question_or_a_name_before_its_key(packed):
    raw = inside(packed)
    manifest = pack.read_manifest(packed)
    for secret in ("发明专利权", "新的技术方案", "说明新颖性", "张明远", "ABCDEFGHJK", "123X"):
        for told in raw.values():
            assert secret.encode() not in told
            assert secret.encode("unicode_escape") not in told
    assert manifest.facts == FACTS
    assert manifest.seats[0].name == "张*"


def test_a_pack_opens_with_its_key_alone(packed):
    manifest, found = pack.open_pack(packed, KEY)
    assert (manifest.facts, found.lines[0].content) == (FACTS, CHOICE)
    assert "does not belong" in said(pack.open_pack, packed, KEY[::-1])


@pytest.mark.parametrize("name", [pack.MANIFEST, pack.PAPER])
def test_one_changed_sign_in_a_pack_and_it_does_not_open(packed, name):
    raw = inside(packed)
    changed = raw[name].replace(b"420500", b"420600") if name == pack.MANIFEST else b"x" + raw[name]
    assert "changed or damaged" in said(pack.open_pack, archives.packed(raw | {name: changed}), KEY)


# --- the answers ---------------------------------------------------------------------------------


def test_answers_come_back_as_they_were_signed(brought):
    assert answers.read_answers(brought, PUBLIC) == export()


def test_changed_answers_and_those_of_another_key_are_refused(brought):
    raw = inside(brought)
    changed = raw[answers.ANSWERS].replace(b'"extra":0', b'"extra":9')
    for data, public in (
        (archives.packed(raw | {answers.ANSWERS: changed}), PUBLIC),
        (archives.packed(raw | {answers.SIGNATURE: b"0" * 64}), PUBLIC),
        (brought, answers.public_key(b"t" * 32)),
    ):
        assert "signature" in said(answers.read_answers, data, public)


def test_a_zip_bomb_is_refused_unread():
    bomb = archives.packed({answers.ANSWERS: b"0" * (archives.LARGEST + 1), answers.SIGNATURE: b""})
    assert len(bomb) < 100_000
    assert "too large" in said(answers.read_answers, bomb, PUBLIC)


# --- what is no such file ------------------------------------------------------------------------

READERS = (
    lambda data: pack.open_pack(data, KEY),
    pack.read_manifest,
    lambda data: answers.read_answers(data, PUBLIC),
    answers.claimed_pack,
)


def refuses_or_reads(data):
    for read in READERS:
        with suppress(BadInput):
            read(data)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_bytes_come_the_answer_is_a_refusal(data):
    refuses_or_reads(data)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_file_with_changed_bytes_is_refused_or_the_same(packed, brought, data):
    whole = bytearray(data.draw(st.sampled_from([packed, brought])))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    refuses_or_reads(bytes(whole[: data.draw(st.integers(1, len(whole)))]))


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats()
NAMES = st.sampled_from(["code", "answers", "rooms", "x"])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_signed_or_not_whatever_stands_in_the_fields_is_refused_in_words(packed, brought, data):
    """Also by who holds the key: one field of any depth is anything at all."""
    for whole, name, read in (
        (packed, pack.MANIFEST, pack.read_manifest),
        (brought, answers.ANSWERS, _signed_read),
    ):
        raw = inside(whole)
        told = archives.from_json(raw[name], answers.NO_ANSWERS)
        place = told
        for _ in range(data.draw(st.integers(0, 3))):
            inner = [one for one in place.values() if isinstance(one, dict)] + [
                one for rows in place.values() if isinstance(rows, list)
                for one in rows if isinstance(one, dict)
            ]  # fmt: skip
            place = data.draw(st.sampled_from(inner)) if inner else place
        place[data.draw(st.sampled_from(sorted(place)))] = data.draw(TREES)
        with suppress(BadInput):
            read(archives.packed(raw | {name: archives.as_json(told)}))


def _signed_read(data):
    raw = inside(data)
    told = archives.from_json(raw[answers.ANSWERS], answers.NO_ANSWERS)
    return answers.read_answers(resigned(told), PUBLIC)


def resigned(told):
    """Any content at all under a good signature and good checksums."""
    rows = told.get("sittings")
    if isinstance(rows, list):
        told["sittings"] = [
            answers._with_checksum({k: v for k, v in one.items() if k != "sha256"})
            if isinstance(one, dict) else one
            for one in rows
        ]  # fmt: skip
    body = archives.as_json(told)
    key = answers.Ed25519PrivateKey.from_private_bytes(SIGNING)
    return archives.packed({answers.ANSWERS: body, answers.SIGNATURE: key.sign(body)})


# --- questions without their keys ----------------------------------------------------------------

ASKED = (("single", CHOICE, 2), ("short", SHORT, 5), *OTHER_KINDS)


def content(kind, raw):
    found = read_content(kind, raw)
    assert not isinstance(found, tuple), found
    return found


@pytest.mark.parametrize(("kind", "raw", "marks"), [one for one in ASKED if one[0] != "upload"])
def test_a_veiled_question_asks_the_same_and_tells_no_key(kind, raw, marks):
    plain = content(kind, raw)
    veils = [veiling.veiled(kind, plain, seed=str(n), number=1) for n in range(30)]
    for one in veils:
        found = content(kind, one)
        assert found.stem == plain.stem
        assert not {"点", "对比文件的数量", "新颖性"} & set(_rubrics(one))
    if kind in ("matching", "ordering"):
        assert len({str(one) for one in veils}) > 1


def _rubrics(raw):
    for one in raw.get("rubric", ()):
        yield one["point"]
    for blank in raw.get("blanks", ()):
        yield from blank
    for part in raw.get("parts", ()):
        yield from _rubrics(part)


@pytest.mark.parametrize("kind", ["matching", "ordering"])
def test_an_answer_to_a_veiled_order_is_worth_what_it_is_in_words(kind):
    raw = next(one[1] for one in OTHER_KINDS if one[0] == kind)
    plain = content(kind, raw)
    for seed in map(str, range(12)):
        seen = content(kind, veiling.veiled(kind, plain, seed=seed, number=3))
        right = (
            [seen.rights.index(one) for _, one in plain.pairs]
            if kind == "matching"
            else [seen.steps.index(one) for one in plain.steps]
        )
        answer = veiling.unveiled(plain, right, seed=seed, number=3)
        assert answer == list(range(len(right)))
        assert mark(plain, answer, Decimal(2), partial="none").marks == 2


def test_files_and_tasks_cannot_go_into_a_pack():
    upload = next(one for one in OTHER_KINDS if one[0] == "upload")
    assert not veiling.can_be_veiled(content("upload", upload[1]))
    assert veiling.can_be_veiled(content("single", CHOICE))
