"""A file is kept once, on disk before its row, and handed out so that it cannot act."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.queries import history_of
from zhicai.files import storage
from zhicai.files.actions import keep_file, let_go, sweep
from zhicai.files.models import StoredFile
from zhicai.files.queries import lost, orphans
from zhicai.files.rules import Kind
from zhicai.files.serving import serve_file
from zhicai.files.storage import LostContent
from zhicai.files.tests import samples
from zhicai.foundation.errors import BadInput
from zhicai.project import files as command

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 3, 18, 2, tzinfo=UTC)
CHEN = Acting(
    user_id=1, username="chenliqun", name="陈立群", key="k", office="夷陵区知识产权局", place_id=1,
    place_code="420506", place_path="420000/420500/420506", paths=("420000/420500/420506",),
    duties=frozenset(),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"


def keep(content=samples.PDF, name="计划.pdf", **more):
    return keep_file(samples.upload(content, name), by=CHEN, at=NOW, **more)


def grow_old(digest, days):
    moment = time.time() - days * 24 * 3600
    os.utime(storage.path_of(digest), (moment, moment))


def test_a_file_is_kept_with_who_kept_it_and_recorded():
    stored = keep()
    assert storage.path_of(stored.sha256).read_bytes() == samples.PDF
    assert storage.path_of(stored.sha256).stat().st_mode & 0o777 == 0o600
    assert (stored.kind, stored.size, stored.kept_by) == ("pdf", len(samples.PDF), "陈立群")
    assert history_of(stored).get().values["sha256"] == stored.sha256
    assert list((storage.folder() / ".incoming").iterdir()) == []


def test_the_same_content_lies_on_disk_once_under_two_names():
    first, second = keep(), keep(name="另一份.pdf")
    assert first.sha256 == second.sha256
    assert [first.name, second.name] == ["计划.pdf", "另一份.pdf"]
    assert list(storage.contents()) == [first.sha256]


def test_what_is_not_taken_leaves_nothing_behind():
    with pytest.raises(BadInput) as refused:
        keep(samples.MACROS, "计划.docx", kinds={Kind.PDF}, field="proof")
    assert [fault.field for fault in refused.value.faults] == ["proof", "proof"]
    with pytest.raises(BadInput, match="请选择"):
        keep_file(None, by=CHEN, at=NOW)
    assert StoredFile.objects.count() == 0
    assert list(storage.contents()) == []


def test_the_content_is_on_disk_before_the_row_and_a_row_taken_back_leaves_an_orphan():
    with transaction.atomic():
        stored = keep()
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert list(orphans()) == [stored.sha256]
    assert sweep() == 0
    grow_old(stored.sha256, days=2)
    assert sweep() == 1
    assert list(storage.contents()) == []


def test_a_sweep_takes_only_what_nobody_knows_and_is_old():
    kept, dropped = keep(), keep(samples.PNG, "图.png")
    let_go(dropped, by=CHEN)
    for stored in (kept, dropped):
        grow_old(stored.sha256, days=2)
    unfinished = storage.folder() / ".incoming" / "half"
    unfinished.write_bytes(b"half")
    os.utime(unfinished, (1, 1))
    assert sweep() == 2
    assert list(storage.contents()) == [kept.sha256]


def test_a_content_that_is_put_again_is_young_again():
    stored = keep()
    let_go(stored, by=CHEN)
    grow_old(stored.sha256, days=2)
    assert storage.put([samples.PDF])[0] == stored.sha256
    assert sweep() == 0


def test_one_content_put_by_many_at_once_is_whole():
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: storage.put([samples.PDF] * 1000), range(16)))
    ((digest, size),) = found
    assert size == 1000 * len(samples.PDF)
    assert storage.is_whole(digest)


def test_a_file_is_handed_out_under_its_chinese_name_and_cannot_act():
    answer = serve_file(keep(name="夷陵 计划.pdf"))
    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'attachment; filename="file.pdf"; '
        "filename*=UTF-8''%E5%A4%B7%E9%99%B5%20%E8%AE%A1%E5%88%92.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer["Cache-Control"]
    answer.file_to_stream.close()


def test_only_pictures_and_pdf_are_ever_shown_by_the_browser():
    for content, name, how in (
        (samples.PNG, "a.png", "inline"),
        (samples.PDF, "a.pdf", "inline"),
        (samples.docx(), "a.docx", "attachment"),
    ):
        answer = serve_file(keep(content, name), inline=True)
        assert answer["Content-Disposition"].startswith(how)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        answer.file_to_stream.close()


def test_a_lost_content_is_said_and_found(capsys):
    kept, gone, changed = keep(), keep(samples.PNG, "a.png"), keep(samples.JPEG, "a.jpg")
    assert command.main(["check"]) == 0
    storage.path_of(gone.sha256).unlink()
    storage.path_of(changed.sha256).write_bytes(samples.JPEG + b"!")
    with pytest.raises(LostContent, match="备份"):
        serve_file(gone)
    assert set(lost()) == {gone.sha256, changed.sha256}
    assert command.main(["check"]) == 1
    assert kept.sha256 not in capsys.readouterr().err


def test_the_command_lists_before_it_removes(capsys):
    digest, _ = storage.put([samples.PDF])
    grow_old(digest, days=2)
    assert command.main(["sweep", "--list"]) == 0
    assert capsys.readouterr().out == f"{digest}\n"
    assert storage.is_whole(digest)
    assert command.main(["sweep"]) == 0
    assert "1 contents removed" in capsys.readouterr().out
