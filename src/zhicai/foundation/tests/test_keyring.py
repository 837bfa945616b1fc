"""What is sealed opens again with its own ring, and with nothing else."""

import json
from datetime import date

import pytest

from zhicai.foundation import keyring
from zhicai.foundation.keyring import (
    DamagedKeyRing,
    NoKeyRing,
    TamperedToken,
    UnknownKey,
    UnsafeKeyRing,
)

ID = "42010619900307123X"
DAY = date(2022, 3, 1)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.delenv("ZHICAI_KEYS", raising=False)
    monkeypatch.setenv("ZHICAI_DATA", str(tmp_path))
    return tmp_path / "keys" / "ring.json"


@pytest.fixture
def ring(path):
    return keyring.make_ring(path, on=DAY)


def test_a_sealed_text_opens_and_does_not_show_what_is_inside(ring):
    token = ring.seal(ID)
    assert ring.open_sealed(token) == ID
    assert ID not in token
    assert ring.seal(ID) != token
    assert ring.open_sealed(ring.seal("恩施土家族苗族自治州")) == "恩施土家族苗族自治州"


def test_the_ring_is_made_on_first_use_for_this_user_only(path):
    token = keyring.seal(ID)
    assert keyring.open_sealed(token) == ID
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["ring.json"]


def test_a_ring_that_stands_is_never_made_anew(path, ring):
    assert keyring.make_ring(path, on=DAY) == ring


def test_a_ring_kept_elsewhere_is_not_replaced_by_a_new_one(path, tmp_path, monkeypatch):
    elsewhere = tmp_path / "secret" / "ring.json"
    monkeypatch.setenv("ZHICAI_KEYS", str(elsewhere))
    with pytest.raises(NoKeyRing, match="zhicai keys restore"):
        keyring.seal(ID)
    assert not elsewhere.exists()
    keyring.make_ring(elsewhere, on=DAY)
    assert keyring.open_sealed(keyring.seal(ID)) == ID


def test_a_new_key_seals_and_the_old_one_still_opens(path, ring):
    old = keyring.seal(ID)
    assert not keyring.needs_resealing(old)
    keyring.write_ring(path, ring.with_new_key(on=date(2023, 3, 1)), instead=True)
    assert keyring.needs_resealing(old)
    assert keyring.open_sealed(old) == ID
    assert ".20230301-" in keyring.seal(ID)
    assert keyring.keyed_hash(ID) == ring.keyed_hash(ID)


@pytest.mark.parametrize("place", [0, 3, 14, 22, 30, -1])
def test_a_token_with_one_changed_character_does_not_open(ring, place):
    token = ring.seal(ID * 2)
    other = "A" if token[place] != "A" else "B"
    changed = token[:place] + other + (token[place + 1 :] if place != -1 else "")
    with pytest.raises((TamperedToken, UnknownKey)):
        ring.open_sealed(changed)


@pytest.mark.parametrize("token", ["", "z1", ID, "z1.a.b", "z2.a." + "A" * 80, "z1.a.汉字", "..."])
def test_what_was_never_sealed_is_said_to_be_so(ring, token):
    with pytest.raises(TamperedToken):
        ring.open_sealed(token)


def test_a_lost_key_is_told_by_its_name(tmp_path, ring):
    other = keyring.make_ring(tmp_path / "other" / "ring.json", on=DAY)
    with pytest.raises(UnknownKey, match=ring.newest.id):
        other.open_sealed(ring.seal(ID))


def test_a_ring_that_others_can_read_is_refused(path, ring):
    path.chmod(0o640)
    with pytest.raises(UnsafeKeyRing, match="chmod 600"):
        keyring.seal(ID)
    path.chmod(0o600)
    assert keyring.open_sealed(keyring.seal(ID)) == ID


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(format=2),
        lambda told: told.update(keys=[]),
        lambda told: told["keys"][0].update(secret="YQ=="),
        lambda told: told["keys"][0].update(made="yesterday"),
        lambda told: told.pop("hash_key"),
    ],
)
def test_a_damaged_ring_says_which_file_it_is(path, ring, change):
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))
    with pytest.raises(DamagedKeyRing, match=r"ring\.json"):
        keyring.seal(ID)


def test_writings_of_one_id_have_one_hash_and_another_id_another(ring):
    assert len(ring.keyed_hash(ID)) == 64
    for writing in ("42010619900307123x", " 420106 19900307 123X ", "４２０１０６19900307123Ｘ"):
        assert ring.keyed_hash(writing) == ring.keyed_hash(ID)
    assert ring.keyed_hash("420106199003071248") != ring.keyed_hash(ID)


def test_the_hash_is_worthless_without_its_key(tmp_path, ring):
    other = keyring.make_ring(tmp_path / "other" / "ring.json", on=DAY)
    assert other.keyed_hash(ID) != ring.keyed_hash(ID)


def test_a_key_does_not_show_itself(ring):
    assert repr(ring.newest.secret)[2:-1] not in repr(ring)
