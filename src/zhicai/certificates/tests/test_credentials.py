"""Open Badges 3.0: signed, in the list of states, accepted by the verifiers of others."""

import gzip
import hashlib
import json
import shutil
import subprocess
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from django.urls import reverse
from pyld.jsonld import JsonLdError

from zhicai.certificates import actions
from zhicai.certificates.credentials.proofs import canonical, multibase
from zhicai.certificates.credentials.states import STATES_IN_A_LIST, encoded
from zhicai.certificates.tests.scenes import ISSUED

SITE = "https://zhicai.province.example.gov.cn"
FOREIGN = Path(__file__).resolve().parents[4] / "tests" / "foreign"
NO_NODE = "no Node on this machine: Debian has it as packages nodejs and npm"
NO_PACKAGES = (
    "the verifiers of others could not be installed (npm ci in tests/foreign): no registry"
)


@pytest.fixture(autouse=True)
def site(settings):
    settings.ZHICAI_SITE = SITE


@pytest.fixture
def pair(scene):
    """Two certificates, the second of them revoked."""
    first, second = scene.issued(scene.class_(), 2)
    actions.revoke(second, reason="冒名顶替", by=scene.province(), at=ISSUED)
    return first, second


@pytest.fixture(scope="session")
def foreign():
    """Install the verifiers of others as their lock says, once for a lock."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip(NO_NODE)
    stamp = FOREIGN / "node_modules" / ".zhicai-lock"
    lock = hashlib.sha256((FOREIGN / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text("ascii") != lock:
        asked = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        # A registry may fail to answer once.
        if not any(_done(asked) for _ in range(2)):
            pytest.skip(NO_PACKAGES)
        stamp.write_text(lock, "ascii")

    def verify(credentials, documents):
        told = json.dumps({"credentials": credentials, "documents": documents})
        asked = ["node", "verify.mjs"]
        done = subprocess.run(asked, cwd=FOREIGN, input=told, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return verify


def _done(asked):
    return subprocess.run(asked, cwd=FOREIGN, capture_output=True).returncode == 0


def credential(client, one):
    return told_by(client, reverse("verify:credential", args=[one.code]))


def told_by(client, address):
    return json.loads(client.get(address).content)


def list_and_keys(client):
    states = told_by(client, reverse("verify:states", args=[0]))
    did = told_by(client, "/.well-known/did.json")
    return {states["id"]: states, did["id"]: did}


def set_places(told):
    raw = gzip.decompress(urlsafe_b64decode(told[1:] + "=" * (-(len(told) - 1) % 4)))
    assert len(raw) * 8 == STATES_IN_A_LIST
    return [at for at in range(len(raw) * 8) if raw[at // 8] & (0x80 >> at % 8)]


def test_foreign_verifiers_tell_valid_from_revoked_from_tampered_from_forged(client, pair, foreign):
    valid, revoked = (credential(client, one) for one in pair)
    tampered = json.loads(json.dumps(valid))
    tampered["credentialSubject"]["licenseNumber"] = revoked["credentialSubject"]["licenseNumber"]
    forged = json.loads(json.dumps(valid))
    forged["proof"] = revoked["proof"]
    told = foreign(
        {"valid": valid, "revoked": revoked, "tampered": tampered, "forged": forged},
        list_and_keys(client),
    )
    for who in ("digitalbazaar", "dcc"):
        assert told["valid"][who] == {"signed": True, "revoked": False}
        assert told["revoked"][who] == {"signed": True, "revoked": True}
        assert told["tampered"][who]["signed"] is False
        assert told["forged"][who]["signed"] is False


def test_a_credential_is_an_open_badge_with_its_proof_in_a_list_and_the_name_masked(client, pair):
    one = pair[0]
    told = credential(client, one)
    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert [proof["cryptosuite"] for proof in told["proof"]] == ["eddsa-rdfc-2022"]
    assert told["issuer"]["id"] == "did:web:zhicai.province.example.gov.cn"
    assert told["credentialSubject"]["licenseNumber"] == one.number
    assert one.name not in json.dumps(told, ensure_ascii=False)
    assert credential(client, one) == told


def test_only_who_holds_the_code_gets_the_credential(client, pair):
    assert client.get(reverse("verify:credential", args=["ABCDEFGHJKLM"])).status_code == 404


def test_the_list_of_states_sets_the_bit_of_what_ended_and_no_other(client, scene, pair):
    valid, revoked = pair
    told = told_by(client, reverse("verify:states", args=[0]))
    assert told["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert set_places(told["credentialSubject"]["encodedList"]) == [revoked.status_index]
    actions.replace(valid, reason="姓名更正", by=scene.province(), at=ISSUED)
    again = told_by(client, reverse("verify:states", args=[0]))
    assert set_places(again["credentialSubject"]["encodedList"]) == sorted(
        [valid.status_index, revoked.status_index]
    )
    assert client.get(reverse("verify:states", args=[1])).status_code == 404


def test_the_first_and_the_last_place_of_a_list_are_where_the_standard_has_them():
    assert set_places(encoded([0, 9, STATES_IN_A_LIST - 1])) == [0, 9, STATES_IN_A_LIST - 1]


def test_a_context_that_is_not_in_the_package_is_refused_and_not_fetched():
    with pytest.raises(JsonLdError):
        canonical({"@context": "https://example.org/other", "name": "x"})


def test_base58_keeps_zeros_in_front():
    assert multibase(b"\0\0a") == "z112g"
    assert multibase(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
