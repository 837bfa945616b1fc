"""What is archived stays as it was: the database refuses, checksums tell, corrections stand by."""

import json
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.dossiers import actions
from zhicai.dossiers.models import ClosingDossier, DossierFile, EffectEvaluation
from zhicai.dossiers.queries.closing_files import bundle_of, checked, files_of, version_is_whole
from zhicai.dossiers.tests import closing_scenes
from zhicai.dossiers.tests.closing_scenes import at
from zhicai.files.storage import path_of
from zhicai.filing.models import Filing
from zhicai.filing.rules import State
from zhicai.foundation.errors import BadInput, Refused, Stale
from zhicai.messages.models import Message


@pytest.fixture
def world(db):
    return closing_scenes.world()


def refused_by_the_database(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_the_database_refuses_every_change_of_what_is_archived(world):
    dossier = world.archived()
    held = ClosingDossier.objects.filter(pk=dossier.pk)
    evaluation = EffectEvaluation.objects.filter(dossier=dossier)
    one = DossierFile.objects.filter(dossier=dossier)[0]
    refused_by_the_database(lambda: held.update(words={}))
    refused_by_the_database(lambda: held.update(archived_at=None, number="", archived_by=""))
    refused_by_the_database(held.delete)
    refused_by_the_database(lambda: evaluation.update(scores={}))
    refused_by_the_database(evaluation.delete)
    refused_by_the_database(lambda: DossierFile.objects.filter(pk=one.pk).update(sha256="0" * 64))
    refused_by_the_database(
        lambda: DossierFile.objects.create(
            dossier=dossier, version=9, position=1, item="report", name="x", stored=one.stored,
            sha256=one.sha256, size=1,
        )
    )  # fmt: skip
    refused_by_the_database(
        lambda: Filing.objects.filter(pk=dossier.filing_id).update(state="sent", title="改")
    )


def test_the_database_keeps_files_even_before_archiving(world):
    dossier = world.sent()
    refused_by_the_database(DossierFile.objects.filter(dossier=dossier).delete)
    ClosingDossier.objects.filter(pk=dossier.pk).update(revision=7)


def test_a_file_that_was_changed_on_disk_is_told_by_its_checksum(world):
    dossier = world.archived()
    files = checked(files_of(dossier))
    assert len(files) == 6
    assert all(one.whole for one in files)
    assert version_is_whole(dossier.filing.versions.get())
    broken = files[0].file.sha256
    path_of(broken).write_bytes(b"changed")
    assert [one.whole for one in checked(files_of(dossier))] == [False, *[True] * 5]


def test_the_zip_holds_every_file_and_a_manifest_that_bears_them_out(world):
    dossier = world.archived()
    with zipfile.ZipFile(BytesIO(bundle_of(world.fresh(dossier)))) as kept:
        manifest = json.loads(kept.read("manifest.json"))
        sums = dict(
            reversed(line.split("  ", 1)) for line in kept.read("SHA256SUMS").decode().splitlines()
        )
        for one in manifest["files"]:
            content = kept.read(one["name"])
            assert sha256(content).hexdigest() == one["sha256"] == sums[one["name"]]
    assert manifest["number"] == dossier.number
    assert manifest["archived_on"] == "2022-07-27"
    assert bundle_of(world.fresh(dossier)) == bundle_of(world.fresh(dossier))


def test_a_correction_stands_beside_with_its_reason_and_the_office_is_told(world):
    dossier = world.sent()
    with pytest.raises(Refused):
        actions.correct_dossier(
            dossier, item="report", says="改", reason="误", by=world.group(), at=at("07-22")
        )
    dossier = actions.archive_dossier(dossier, by=world.registry(), at=at("07-27"))
    with pytest.raises(BadInput) as wrong:
        actions.correct_dossier(
            dossier, item="", says="", reason="", by=world.group(), at=at("08-01")
        )
    assert {one.field for one in wrong.value.faults} == {"item", "says", "reason"}
    made = actions.correct_dossier(
        dossier, item="report", says="企业数应为 118 家", reason="重复登记一家", by=world.group(),
        at=at("08-01"),
    )  # fmt: skip
    assert dossier.corrections.get() == made
    refused_by_the_database(lambda: dossier.corrections.update(says="别的"))
    assert Message.objects.filter(key=f"dossier-correction-{made.pk}").exists()
    with zipfile.ZipFile(BytesIO(bundle_of(world.fresh(dossier)))) as kept:
        assert json.loads(kept.read("manifest.json"))["corrections"][0]["says"] == made.says


# --- the machine ----------------------------------------------------------------------------------

STEPS = ("send", "withdraw", "return", "archive", "word", "correct", "send", "archive")


def test_no_way_leads_out_of_the_archive_and_none_into_it_but_through_review(world):
    """Whatever is pressed in whatever order: archived once, then the same for ever."""
    began = world.complete()
    world.registry()

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=9))
    def holds(steps):
        point = transaction.savepoint()
        try:
            press(world, began, steps)
        finally:
            transaction.savepoint_rollback(point)

    holds()


def press(world, dossier, steps):
    kept, sent = None, False
    for hour, step in enumerate(steps, 1):
        done = pressed(world, world.fresh(dossier), step, at("07-20", hour))
        sent = sent or (done and step == "send")
        now = world.fresh(dossier)
        if kept is not None:
            assert state_of(now) == kept
            assert step == "correct" or not done
        elif now.archived_at is not None:
            assert step == "archive"
            assert sent
            kept = state_of(now)
        assert (now.archived_at is None) == (now.filing.state != State.ARCHIVED)


def state_of(dossier):
    return (
        dossier.words, dossier.figures, dossier.revision, dossier.number, dossier.archived_at,
        dossier.filing.state, dossier.filing.number,
        list(DossierFile.objects.filter(dossier=dossier).values_list("sha256", "version")),
    )  # fmt: skip


def pressed(world, dossier, step, moment):
    group, registry = world.group(), world.registry()
    acts = {
        "send": lambda: actions.send_dossier(dossier, by=group, at=moment),
        "withdraw": lambda: actions.withdraw_dossier(dossier, by=group, at=moment),
        "return": lambda: actions.return_dossier(
            dossier, by=registry, opinion="请改", at=moment
        ),
        "archive": lambda: actions.archive_dossier(dossier, by=registry, at=moment),
        "word": lambda: actions.save_report(
            dossier, by=group, words={**dossier.words, "next": f"建议{moment}"},
            revision=dossier.revision, at=moment,
        ),
        "correct": lambda: actions.correct_dossier(
            dossier, item="report", says="更正", reason="误", by=group, at=moment
        ),
    }  # fmt: skip
    try:
        with transaction.atomic():
            acts[step]()
    except (Refused, BadInput, Stale):
        return False
    return True
