"""The full export: every table, every field explained, nothing that opens something."""

import json
import zipfile
from hashlib import sha256

import pytest
from django.apps import apps

from zhicai.accounts.models import User
from zhicai.api.actions import subscribe_office
from zhicai.api.command import main
from zhicai.api.events import EVENTS
from zhicai.api.exporting import LEFT_OUT, SECRET, dictionary, tables
from zhicai.api.models import Export
from zhicai.api.tests.scenes import NOW, system
from zhicai.audit.models import Entry
from zhicai.files import storage
from zhicai.foundation import keyring
from zhicai.people.models import Person
from zhicai.planning.models import Plan

ID = "420506199001011234"


@pytest.fixture
def site(hubei, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    hubei.accepted()
    Person.objects.create(**person_fields(hubei))
    return tmp_path


def person_fields(hubei):
    given = {"name": "张三", "id_number": ID}
    for one in Person._meta.local_concrete_fields:
        if one.name in given or one.null or one.has_default() or one.primary_key or one.blank:
            continue
        kind = one.get_internal_type()
        given[one.name] = {
            "DateTimeField": NOW, "DateField": hubei.on, "ForeignKey": None, "CharField": "1",
        }.get(kind, 1)  # fmt: skip
        if kind == "ForeignKey":
            given[one.name] = one.related_model._default_manager.first()
    return given


def opened(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(told, model):
    return [json.loads(line) for line in told[f"tables/{model}.jsonl"].splitlines()]


def test_one_command_writes_everything_and_proves_it(site, capsys):
    digest, _ = storage.put([b"attachment"])
    assert main([str(site / "out.zip")]) == 0
    assert "stay sealed" in capsys.readouterr().out
    told = opened(site / "out.zip")
    manifest = json.loads(told.pop("manifest.json"))
    assert set(manifest["members"]) == set(told)
    for name, member in manifest["members"].items():
        assert (len(told[name]), sha256(told[name]).hexdigest()) == (
            member["size"], member["sha256"],
        )  # fmt: skip
        if name.startswith("tables/"):
            assert told[name].count(b"\n") == member["rows"]
    assert told[f"files/{digest}"] == b"attachment"
    (plan,) = rows(told, "planning.plan")
    assert plan["draft"] == Plan.objects.get().draft
    assert (site / "out.zip").stat().st_mode & 0o777 == 0o600


def test_the_dictionary_explains_every_field_of_every_row(site):
    assert main([str(site / "out.zip")]) == 0
    told = opened(site / "out.zip")
    words = json.loads(told["dictionary.json"])
    assert words == json.loads(json.dumps(dictionary()))
    for label, table in words.items():
        assert table["says"], label
        for row in rows(told, label.lower())[:3]:
            assert set(row) == set(table["fields"]), label
    assert words["planning.Plan"]["fields"]["filing_id"]["refers_to"] == "filing.Filing"


def test_sealed_values_stay_sealed_unless_they_are_asked_for_with_a_reason(site, capsys):
    assert main([str(site / "out.zip")]) == 0
    assert ID not in str(opened(site / "out.zip"))
    (row,) = rows(opened(site / "out.zip"), "people.person")
    assert keyring.open_sealed(row["id_number"]) == ID
    assert main([str(site / "clear.zip"), "--with-personal-data"]) == 1
    assert "--reason" in capsys.readouterr().err
    assert not (site / "clear.zip").exists()
    words = ["--with-personal-data", "--reason", "移交省数据局"]
    assert main([str(site / "clear.zip"), *words]) == 0
    (row,) = rows(opened(site / "clear.zip"), "people.person")
    assert row["id_number"] == ID
    assert [one.opened for one in Export.objects.order_by("pk")] == [False, True]
    entry = Entry.objects.filter(verb="api.exported").latest("pk")
    assert (entry.reason, entry.values) == ("移交省数据局", {"opened": True})


def test_nothing_that_opens_something_is_in_it(site, hubei):
    token = system(hubei.county()).token
    _, secret = subscribe_office(
        url="https://x.cn/", events=["filing.sent"], known=EVENTS, by=hubei.city(), at=NOW
    )
    User.objects.filter(username="u0").update(password="argon2$secret-hash")
    assert main([str(site / "all.zip"), "--with-personal-data", "--reason", "核对"]) == 0
    told = b"\n".join(opened(site / "all.zip").values()).decode()
    for word in (token, token.split("_", 2)[2], secret, "secret-hash"):
        assert word not in told


def test_every_table_is_in_it_or_named_as_left_out():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert labels - {model._meta.label for model in tables()} == LEFT_OUT & labels
    known = {
        f"{model._meta.label}.{one.name}"
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
    }
    assert known >= SECRET


def test_a_file_that_is_there_is_not_written_over(site, capsys):
    path = site / "out.zip"
    path.write_bytes(b"mine")
    assert main([str(path)]) == 1
    assert path.read_bytes() == b"mine"
    assert "换一个文件名" in capsys.readouterr().err
    assert main([str(site / "no" / "such.zip")]) == 1
