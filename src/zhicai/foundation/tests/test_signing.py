"""Signing keys: kept in the ring, backed up with it, rotated without losing what was signed."""

import json
from datetime import date

import pytest

from zhicai.foundation import keyring, signing
from zhicai.foundation.clock import standing_at

DAY = date(2022, 6, 20)


@pytest.fixture(autouse=True)
def ring(tmp_path, monkeypatch):
    monkeypatch.delenv("ZHICAI_KEYS", raising=False)
    monkeypatch.setenv("ZHICAI_DATA", str(tmp_path))
    with standing_at(DAY):
        yield tmp_path / "keys" / "ring.json"


def test_what_is_signed_holds_under_its_key_alone_and_only_unchanged():
    signature = signing.sign(b"a certificate")
    key = signing.signing_key()
    assert signing.verified(b"a certificate", signature, key=key)
    assert not signing.verified(b"A certificate", signature, key=key)
    other = signing.add_signing_key(on=DAY)
    assert not signing.verified(b"a certificate", signature, key=other)


def test_the_newest_key_signs_and_the_older_ones_stay_published():
    before = signing.signing_key()
    old = signing.sign(b"text")
    added = signing.add_signing_key(on=date(2023, 1, 2))
    assert signing.signing_key() == added
    assert signing.public_keys() == (before, added)
    assert signing.verified(b"text", old, key=before)
    assert signing.verified(b"text", signing.sign(b"text"), key=added)


def test_a_ring_of_before_there_were_signatures_gets_its_key_on_first_use(ring):
    keyring.present_ring()
    told = json.loads(ring.read_text("utf-8"))
    del told["signing_keys"]
    ring.write_text(json.dumps(told), "utf-8")
    sealed = keyring.seal("text")
    key = signing.signing_key()
    assert key.made == DAY
    assert signing.signing_key() == key
    assert keyring.open_sealed(sealed) == "text"


def test_a_backup_brings_signing_keys_back_and_the_own_newest_goes_on_signing(ring):
    first = signing.signing_key()
    backed = keyring.ring_from_json(ring.read_text("utf-8"), where="backup")
    ring.unlink()
    second = signing.signing_key()
    joined = keyring.read_ring(ring).with_keys_of(backed)
    assert [key.id for key in joined.signing_keys] == [first.id, second.id]


def test_a_read_only_ring_without_a_signing_key_says_where_to_make_one(ring, monkeypatch):
    monkeypatch.setattr(signing, "write_ring", _read_only)
    with pytest.raises(keyring.KeyRingError) as refused:
        signing.add_signing_key(on=DAY)
    assert "zhicai keys rotate --signing" in refused.value.says.zh


def _read_only(*_args, **_named):
    raise OSError(30, "Read-only file system")
