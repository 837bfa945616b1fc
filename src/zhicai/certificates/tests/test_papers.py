"""The document: PDF/A-2a with its tags, the same bytes, its code readable, no hole in a name."""

import re
import struct
from bisect import bisect_left
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhicai.certificates import actions
from zhicai.certificates.models import Certificate, CertificateEvent
from zhicai.certificates.papers import address_of, certificate_pdf, lacking, lacking_says
from zhicai.certificates.queries.issued import progress_of
from zhicai.certificates.tests.scenes import ISSUED
from zhicai.documents.pdf import FONTS
from zhicai.documents.tests.scanning import scanned_pdf
from zhicai.documents.tests.test_pdf import pages, streams
from zhicai.files.storage import open_content, path_of
from zhicai.foundation.errors import BadInput, NotYourPage, Refused

SITE = "https://zc.example.cn"
RARE = "\U0002bed0"
"""A character of Extension E, 𫻐, that the bundled typeface lacks."""


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ZHICAI_SITE = SITE


def stored(one):
    with open_content(one.sha256) as file:
        return file.read()


def test_it_is_pdf_a_with_tags_title_and_language_and_the_same_bytes_again(scene):
    (one,) = scene.issued(scene.class_())
    pdf = certificate_pdf([one], site=SITE)
    whole = pdf + streams(pdf)
    assert b"pdfaid:part>2<" in whole
    assert b"pdfaid:conformance>A<" in whole
    assert b"/MarkInfo" in whole
    assert b"/StructTreeRoot" in whole
    assert re.search(rb"/Lang\s*\(zh", whole)
    assert pages(pdf) == 1
    assert certificate_pdf([one], site=SITE) == pdf
    assert len(pdf) < 100_000


def test_its_printed_code_is_read_and_leads_to_its_page(scene):
    (one,) = scene.issued(scene.class_())
    (read,) = scanned_pdf(certificate_pdf([one], site=SITE))
    assert read == address_of(one, site=SITE)
    assert read.startswith(f"{SITE}{reverse('verify:code', args=[one.code])}#")


def test_many_stand_on_a_page_each(scene):
    made = scene.issued(scene.class_(), 3)
    assert pages(certificate_pdf(made, site=SITE)) == 3


def test_documents_of_a_run_are_made_some_at_a_time_and_each_once(scene):
    made = scene.issued(scene.class_(), 3)
    run = made[0].run
    assert actions.render(run, limit=2, at=ISSUED) == 2
    assert progress_of(run).left == 1
    run.refresh_from_db()
    assert run.finished_at is None
    assert actions.render(run, limit=9, at=ISSUED) == 1
    assert actions.render(run, limit=9, at=ISSUED) == 0
    run.refresh_from_db()
    assert run.finished_at == ISSUED
    rows = Certificate.objects.select_related("document")
    assert {row.document.sha256 for row in rows} == {row.sha256 for row in rows}
    assert all(path_of(row.sha256).is_file() for row in rows)
    assert CertificateEvent.objects.filter(kind="rendered").count() == 3
    first = rows[0]
    assert first.document.name == f"{first.number} {first.name}.pdf"


def test_one_asked_for_is_made_at_once_and_only_once(scene):
    (one,) = scene.issued(scene.class_())
    made = actions.render_one(one, at=ISSUED)
    assert stored(made).startswith(b"%PDF")
    before = made.sha256
    assert actions.render_one(made, at=ISSUED).sha256 == before
    assert actions.render_waiting(limit=5, at=ISSUED) == 0


def rare(scene):
    """Two certificates, of which one bears a name that no font has."""
    found = scene.class_()
    rows = scene.published(found, 2)
    scene.named(rows[0], f"王{RARE}")
    scene.issue(rows)
    return [Certificate.objects.get(outcome=row) for row in rows]


def test_a_name_with_a_character_that_no_font_has_waits_with_its_number_and_is_never_drawn(scene):
    hard, plain = rare(scene)
    assert lacking(hard) == (RARE,)
    assert actions.render(hard.run, limit=9, at=ISSUED) == 2
    hard.refresh_from_db()
    plain.refresh_from_db()
    assert (hard.state, hard.number, hard.document) == ("valid", "鄂知专〔2022〕第0001号", None)
    assert f"{RARE}（U+2BED0）" in hard.needs_hand_says
    assert plain.document is not None
    progress = progress_of(hard.run)
    assert (progress.rendered, progress.by_hand, progress.done) == (1, 1, True)
    assert "U+2BED0" in lacking_says([RARE]).en
    again = actions.render_one(hard, at=ISSUED)
    assert (again.document, again.needs_hand) == (None, True)


def test_a_font_that_has_it_cures_it(scene, settings, tmp_path):
    hard, _ = rare(scene)
    actions.render(hard.run, limit=9, at=ISSUED)
    assert actions.try_again([hard.run_id], by=scene.province(), at=ISSUED) == 0
    settings.ZHICAI_FONTS = str(font_with(RARE, tmp_path / "fonts"))
    assert actions.try_again([hard.run_id], by=scene.province(), at=ISSUED) == 1
    assert actions.render(hard.run, limit=9, at=ISSUED) == 1
    hard.refresh_from_db()
    assert (hard.needs_hand, hard.document is not None) == (False, True)
    assert b"RareSerifSC" in stored(hard) + streams(stored(hard))


def font_with(sign, folder):
    """The bundled face under another name, with one of its characters moved to where it has none.

    The moved one is that which stands before the sign, so that the ranges stay in order.
    """
    data = bytearray((FONTS / "NotoSerifSC-Regular.ttf").read_bytes())
    start = next(at for tag, at in tables(data) if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    offsets = [struct.unpack_from(">I", data, start + 8 + 8 * n)[0] for n in range(count)]
    for at in {start + offset for offset in offsets}:
        if struct.unpack_from(">H", data, at)[0] == 12:
            (groups,) = struct.unpack_from(">I", data, at + 12)
            places = [at + 16 + 12 * n for n in range(groups)]
            firsts = [struct.unpack_from(">I", data, place)[0] for place in places]
            place = places[bisect_left(firsts, ord(sign)) - 1]
            struct.pack_into(">II", data, place, ord(sign), ord(sign))
    for word in ("Noto Serif", "NotoSerif"):
        fresh = word.replace("Noto", "Rare")
        for code in ("ascii", "utf-16-be"):
            data = data.replace(word.encode(code), fresh.encode(code))
    folder.mkdir()
    (folder / "rare.ttf").write_bytes(data)
    return folder


def tables(data):
    (count,) = struct.unpack_from(">H", data, 4)
    for n in range(count):
        tag, _, at, _ = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        yield tag, at


def test_the_issuer_uploads_the_finished_pdf_of_one_that_needs_a_hand(scene):
    hard, plain = rare(scene)
    actions.render(hard.run, limit=9, at=ISSUED)
    content = certificate_pdf([plain], site=SITE)
    by = scene.province()

    def upload(found, content=content, by=by):
        file = SimpleUploadedFile("x.pdf", content, content_type="application/pdf")
        return actions.upload_document(found, file, by=by, at=ISSUED)

    with pytest.raises(BadInput):
        upload(hard, b"no pdf")
    with pytest.raises(NotYourPage):
        upload(hard, by=scene.group())
    with pytest.raises(Refused):
        upload(plain)
    done = upload(hard)
    assert stored(done) == content
    assert done.needs_hand is True
    with pytest.raises(Refused):
        upload(hard)


def test_a_seal_of_the_province_stands_in_the_place_of_the_void_one(scene, settings, tmp_path):
    (one,) = scene.issued(scene.class_())
    void = certificate_pdf([one], site=SITE)
    seal = tmp_path / "seal.svg"
    seal.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4" cx="4" cy="4"/>'
        "</svg>"
    )
    settings.ZHICAI_SEAL = str(seal)
    assert len(certificate_pdf([one], site=SITE)) < len(void)
    assert BytesIO(void).read(5) == b"%PDF-"
