"""What a specialist writes and an officer confirms: titles (HB-2.4.1.e), career (HB-2.4.2.b)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from zhicai.accounts.waiting import sources
from zhicai.archive.actions.claims import claim, decide_claim
from zhicai.archive.models import Claim
from zhicai.archive.rules import ClaimFacts, Moment, timeline
from zhicai.archive.tests.scenes import AT, client_of, paper
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.people.models import Employment, Specialist
from zhicai.people.tests.scene import ON
from zhicai.planning.tests.scenes import XILING

TITLE = ClaimFacts("title", "知识产权师", date(2022, 3, 20), kind="intermediate")


def write(scene, facts=TITLE, **more):
    known = {"upload": paper(), "by": scene.own, "at": AT}
    return claim(scene.guo, facts, scene.law, **(known | more))


def move(scene, **changes):
    """Guo says that he works elsewhere."""
    known = {
        "what": "career", "name": "长江存储", "on": date(2022, 4, 1), "post": "知识产权经理",
        "is_ip_post": True, "place": scene.hubei.places[XILING].pk,
    }  # fmt: skip
    return write(scene, ClaimFacts(**(known | changes)), upload=None)


@pytest.mark.clause("HB-2.4.2.b")
def test_a_specialist_updates_the_career_and_an_officer_confirms_it_into_the_timeline(scene):
    own, county = client_of(scene.own), client_of(scene.county)
    sent = own.post(
        "/archive/me/add/career/",
        {"name": "长江存储", "on": "2022-04-01", "post": "知识产权经理", "is_ip_post": "on",
         "place": scene.hubei.places[XILING].pk},
    )  # fmt: skip
    assert sent.status_code == 302
    row = Claim.objects.get()
    text = county.get(f"/archive/{scene.guo.pk}/").content.decode()
    assert all(words in text for words in ("职业经历", "任职于夷陵enterprise", "任职于长江存储"))
    assert "待确认" in text
    assert Employment.objects.filter(person=scene.guo).count() == 1
    done = county.post(f"/archive/claims/{row.pk}/", {"do": "confirm", "reason": ""})
    assert done.status_code == 302
    works = Employment.objects.filter(person=scene.guo).order_by("valid_from")
    assert [(one.employer_name, one.post, one.valid_to) for one in works] == [
        ("", "研发主管", date(2022, 3, 31)) if works[0].valid_from <= date(2022, 3, 31)
        else ("长江存储", "知识产权经理", works[1].valid_from - timedelta(days=1)),
        (works[1].employer_name, works[1].post, None),
    ]  # fmt: skip
    text = client_of(scene.province).get(f"/archive/{scene.guo.pk}/").content.decode()
    for words in ("任职于长江存储", "知识产权经理", "取得知识产权专员证书", "参加宜昌考核班"):
        assert words in text, words
    assert "待确认" not in text.split("职业经历")[1]


def test_a_title_needs_level_day_and_evidence_and_stands_once(scene):
    with pytest.raises(BadInput) as refused:
        write(scene, ClaimFacts("title", " ", ON + timedelta(days=1), kind="king"), upload=None)
    assert {one.field for one in refused.value.faults} == {"name", "on", "kind", "file"}
    first = write(scene)
    assert write(scene).pk == first.pk
    assert Claim.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(person=scene.guo, programme="x", what="title", name="x", on=ON,
                             claimed_at=AT)  # fmt: skip


def test_an_officer_of_the_place_confirms_or_refuses_with_the_reason(scene):
    row = write(scene)
    with pytest.raises(OutOfScope):
        decide_claim(row, confirm=True, reason="", by=scene.other, at=AT)
    with pytest.raises(BadInput):
        decide_claim(row, confirm=False, reason=" ", by=scene.county, at=AT)
    found = decide_claim(row, confirm=False, reason="证书看不清", by=scene.county, at=AT)
    assert (found.state, found.reason) == ("refused", "证书看不清")
    assert "证书看不清" in client_of(scene.own).get("/archive/me/").content.decode()
    with pytest.raises(Refused):
        decide_claim(row, confirm=True, reason="", by=scene.county, at=AT)
    assert write(scene).pk != row.pk


def test_nobody_writes_into_anothers_file_and_before_the_certificate_there_is_none(scene):
    with pytest.raises(OutOfScope):
        write(scene, by=scene.county)
    Specialist.objects.filter(person=scene.guo).delete()
    with pytest.raises(Refused) as refused:
        write(scene)
    assert refused.value.reasons[0].clause == scene.law.cites["file"]


def test_it_waits_in_the_inbox_of_the_county_and_of_nobody_else(scene):
    write(scene)
    move(scene)
    source = next(one for one in sources() if one.key == "archive.claims")
    assert source.count(scene.county, ON) == 2
    assert len(source.items(scene.county, ON, 5)) == 2
    for by in (scene.other, scene.province, scene.firm, scene.own):
        assert source.count(by, ON) == 0


def test_evidence_is_read_by_who_reads_the_file_and_not_by_the_employer(scene):
    row = write(scene)
    url = f"/archive/claims/{row.pk}/evidence/"
    assert client_of(scene.own).get(url).status_code == 200
    assert client_of(scene.county).get(url).status_code == 200
    scene.consent("employer-file")
    assert client_of(scene.firm).get(url).status_code == 404
    assert (
        "知识产权师" not in client_of(scene.firm).get(f"/archive/{scene.guo.pk}/").content.decode()
    )
    decide_claim(row, confirm=True, reason="", by=scene.county, at=AT)
    assert "知识产权师" in client_of(scene.firm).get(f"/archive/{scene.guo.pk}/").content.decode()


def test_a_form_with_faults_comes_back_with_what_was_typed(scene):
    own = client_of(scene.own)
    sent = own.post(
        "/archive/me/add/title/", {"name": "知识产权师", "kind": "senior", "on": "2022-03-20"}
    )
    assert sent.status_code == 422
    assert "请上传职称证书" in sent.content.decode()
    assert own.get("/archive/me/add/nothing/").status_code == 404
    assert own.get("/archive/claims/").status_code == 403


def test_a_career_reads_from_the_latest_day_down():
    days = [Moment(date(2022, n, 1), "x", Text("x", "x")) for n in (3, 5, 4)]
    assert [one.day.month for one in timeline(days)] == [5, 4, 3]
