"""The audit bundle: checked without a network by a script inside it, tampering is found."""

import json
import subprocess
import sys
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.urls import reverse

from zhicai.audit.models import Entry
from zhicai.finance import bundle
from zhicai.finance.actions import keep_refused_lines, take_bundle
from zhicai.finance.bundle import stream
from zhicai.finance.tests.assessment_scenes import JIANGXIA, AssessmentMoney, at
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, NotYourPage, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def july():
    with clock.standing_at(at("07-20").date()):
        yield


@pytest.fixture
def money(db):
    found = AssessmentMoney()
    found.budget()
    lines = [found.line(found.fund(JIANGXIA))]
    with pytest.raises(Refused) as error:
        found.budget(lines=lines)
    keep_refused_lines(found.cost(), lines, error.value.reasons, by=found.unit(), at=at("05-03"))
    for n in range(3):
        found.bought(fen=3_000_000, mark=f"m{n}")
    found.settled()
    return found


def taken(money, *, masked=False):
    found = take_bundle(
        money.cost(), b"PK", masked=masked, reason="年度审计", by=money.province(), at=at("07-20")
    )
    return found, b"".join(stream(found))


def check(path):
    """Run the script of a bundle as an auditor does, with nothing but Python."""
    words = [sys.executable, "-I", "-S", str(path)]
    return subprocess.run(words, capture_output=True, encoding="utf-8", check=False)


def unpacked(content, folder):
    with ZipFile(BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def test_the_bundle_holds_everything_and_checks_itself(money, tmp_path):
    found, content = taken(money)
    names = set(ZipFile(BytesIO(content)).namelist())
    assert {
        "README.txt", "budget.json", "lines.csv", "expenses.csv", "expenses.xlsx", "notes.csv",
        "charges.csv", "refusals.csv", "vouchers.csv", "settlement.json", "audit.jsonl",
        "manifest.json", "check.py",
    } <= names  # fmt: skip
    assert sum(name.startswith("vouchers/") for name in names) == 3
    folder = unpacked(content, tmp_path)
    answer = check(folder / "check.py")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert found.digest in answer.stdout
    assert "HB-3.2.6.4.a" in (folder / "refusals.csv").read_text("utf-8-sig")
    verbs = [
        json.loads(line)["verb"] for line in (folder / "audit.jsonl").read_text("utf-8").split("\n")
        if line
    ]  # fmt: skip
    assert {"finance.budget_set", "finance.expense_booked", "finance.settled"} <= set(verbs)
    entry = Entry.objects.get(verb="finance.bundle_taken")
    assert entry.reason == "年度审计"
    assert entry.values["manifest"] == found.digest


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("expenses.csv", "3000000", "2000000"), ("lines.csv", "9000000", "8000000"),
        ("settlement.json", "按实际结算", "别的说法"), ("notes.csv", "id", "ID"),
        ("audit.jsonl", "finance.settled", "finance.opened"), ("vouchers/", "%PDF-1.4", "%PDF-1.5"),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_found(money, tmp_path, name, old, new):
    folder = unpacked(taken(money)[1], tmp_path)
    target = next(
        path for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix().startswith(name)
    )  # fmt: skip
    content = target.read_bytes()
    assert old.encode() in content
    target.write_bytes(content.replace(old.encode(), new.encode(), 1))
    answer = check(folder / "check.py")
    assert answer.returncode == 1
    assert target.relative_to(folder).as_posix() in answer.stdout


def test_a_manifest_made_to_fit_does_not_hide_a_changed_sum(money, tmp_path):
    folder = unpacked(taken(money)[1], tmp_path)
    path = folder / "settlement.json"
    path.write_text(path.read_text("utf-8").replace('"spent": 9000000', '"spent": 8000000'))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for one in manifest["files"]:
        if one["name"] == "settlement.json":
            one["sha256"] = bundle._member("x", path.read_bytes()).sha256
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    answer = check(folder / "check.py")
    assert answer.returncode == 1
    assert "settlement" in answer.stdout


def test_what_is_missing_or_too_much_is_found_and_a_zip_is_read_as_it_is(money, tmp_path):
    content = taken(money)[1]
    folder = unpacked(content, tmp_path / "a")
    whole = tmp_path / "bundle.zip"
    whole.write_bytes(content)
    words = [sys.executable, "-I", "-S", str(folder / "check.py"), str(whole)]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    with ZipFile(whole, "a", ZIP_DEFLATED) as archive:
        archive.writestr("more.txt", "x")
    assert subprocess.run(words, capture_output=True, check=False).returncode == 1
    (folder / "notes.csv").unlink()
    assert "notes.csv" in check(folder / "check.py").stdout


def test_unmasked_content_asks_for_permission_and_reason_masked_covers_names(money, tmp_path):
    with pytest.raises(NotYourPage):
        take_bundle(money.cost(), b"", masked=False, reason="x", by=money.unit(), at=at("07-20"))
    with pytest.raises(BadInput):
        take_bundle(money.cost(), b"", masked=False, by=money.province(), at=at("07-20"))
    _, content = taken(money, masked=True)
    folder = unpacked(content, tmp_path)
    assert not (folder / "vouchers").exists()
    assert not (folder / "expenses.xlsx").exists()
    assert bundle._person("李蔓", masked=True) == "李*"
    assert check(folder / "check.py").returncode == 0


def test_a_bundle_is_bounded_and_streamed(money, monkeypatch):
    found, content = taken(money)
    pieces = list(stream(found))
    assert len(pieces) > len(found.members)
    assert len(b"".join(pieces)) == len(content)
    monkeypatch.setattr("zhicai.finance.actions.bundling.MOST_BYTES", 10)
    with pytest.raises(Refused):
        taken(money)
    assert taken(money, masked=True)


def test_the_page_hands_the_bundle_out(money, client):
    def sign_in(acting):
        user = next(u for u in money.hubei.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")

    url = reverse("training:money_bundle", args=[money.class_().pk])
    sign_in(money.unit())
    page = client.get(url)
    assert page.status_code == 200
    assert "未脱敏" not in page.content.decode()
    masked = client.post(url, {"do": "masked"})
    assert masked["Content-Type"] == "application/zip"
    assert b"".join(masked.streaming_content)[:2] == b"PK"
    assert client.post(url, {"do": "unmasked", "reason": "x"}).status_code == 403
    sign_in(money.province())
    assert client.post(url, {"do": "unmasked"}).status_code == 422
    whole = client.post(url, {"do": "unmasked", "reason": "审计"})
    assert len(ZipFile(BytesIO(b"".join(whole.streaming_content))).namelist()) > 15
    sign_in(money.hubei.county("420300"))
    assert client.get(url).status_code == 404
