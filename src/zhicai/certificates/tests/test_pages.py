"""The pages: lists of a year, a run driven on, one certificate, one's own, files of many."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from zhicai.certificates.models import Certificate, CertificateEvent, IssueRun
from zhicai.certificates.queries import certificate_law
from zhicai.certificates.queries.issuing import waiting
from zhicai.certificates.tests.scenes import ISSUED
from zhicai.certificates.waiting import count, items
from zhicai.documents.tests.test_pdf import pages
from zhicai.people.models import Person
from zhicai.training.tabs import tabs

ON = ISSUED.date()
HOME, WAITING = "certificates:home", "certificates:waiting"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ZHICAI_SITE = "https://zc.example.cn"


def text(response):
    return response.content.decode()


def whole(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def one(scene):
    (found,) = scene.issued(scene.class_())
    return found


def test_the_issuer_ticks_and_issues_and_the_page_makes_the_documents_step_by_step(scene, visit):
    found = scene.class_()
    rows = scene.published(found, 3)
    client = visit(scene.province())
    page = client.get(reverse(WAITING))
    assert "为全部 3 人发证" in text(page)
    asked = {"key": page.context["key"], "selected": [rows[0].pk, rows[1].pk], "everything": "0"}
    answer = client.post(reverse("certificates:issue"), asked)
    run = IssueRun.objects.get()
    assert answer.url == reverse("certificates:run", args=[run.pk])
    assert client.post(reverse("certificates:issue"), asked).url == answer.url
    nobody = {"key": "another", "selected": [], "everything": "0"}
    assert client.post(reverse("certificates:issue"), nobody).status_code == 422
    assert "已生成 0 / 2 张" in text(client.get(answer.url))
    step = reverse("certificates:run_step", args=[run.pk])
    assert "2 张证书的文件全部生成" in text(client.post(step, headers={"HX-Request": "true"}))
    assert client.post(step).url == answer.url
    assert Certificate.objects.exclude(document=None).count() == 2
    assert [row.pk for row in waiting(certificate_law(scene.year, on=ON))] == [rows[2].pk]


def test_a_whole_class_is_issued_by_its_filter(scene, visit):
    first, other = scene.class_(), scene.class_(number="2022-420500-02", title="第二期")
    scene.published(first, 2)
    scene.published(other, 2)
    client = visit(scene.province())
    address = f"{reverse('certificates:issue')}?found={other.pk}"
    client.post(address, {"key": "all", "everything": "1"})
    run = IssueRun.objects.get()
    assert (run.training_class, run.total) == (other, 2)
    assert Certificate.objects.filter(class_title="第二期").count() == 2


def test_a_list_of_more_than_a_page_takes_the_same_queries(
    scene, visit, django_assert_max_num_queries
):
    found = scene.class_()
    scene.published(found, 55)
    client = visit(scene.province())
    with django_assert_max_num_queries(60):
        page = client.get(reverse(WAITING))
    assert page.context["page"].total == 55
    assert text(page).count('name="selected"') == 50
    client.post(reverse("certificates:issue"), {"key": "all", "everything": "1"})
    assert Certificate.objects.count() == 55
    with django_assert_max_num_queries(60):
        page = client.get(reverse(HOME))
    assert len(page.context["rows"]) == 50
    assert "第 1–50 张，共 55 张" in text(page)
    assert client.get(f"{reverse(HOME)}?export=xlsx").content.startswith(b"PK")


def test_filters_narrow_to_class_place_state_number_and_name(scene, one, visit):
    client = visit(scene.province())

    def found(**query):
        return client.get(reverse(HOME), query).context["page"].total

    seat = one.outcome.registration
    assert found() == 1
    for name, yes, no in (
        ("q", one.name, "别人"), ("number", "第0001号", "第0009号"), ("state", "valid", "revoked"),
        ("found", seat.training_class_id, ""), ("place", "420506", "420502"),
        ("paper", "none", "hand"),
    ):  # fmt: skip
        assert found(**{name: yes}) == 1
        assert found(**{name: no}) == (1 if no == "" else 0)


def test_who_gets_none_stands_on_a_list_with_the_clause(scene, visit):
    found = scene.class_()
    short = scene.results.trainee(found, lessons=3)
    scene.results.mark(short, 90, 90)
    scene.results.decide(found)
    scene.publish(found)
    page = text(visit(scene.province()).get(reverse("certificates:failed")))
    assert short.person.name in page
    assert "HB-3.2.6.5.a" in page


@pytest.mark.clause("HB-3.2.0.a")
def test_on_a_preparatory_class_there_is_no_certificate_to_issue(scene, visit):
    found = scene.class_()
    scene.published(found)
    tab = next(tab for tab in tabs() if tab.key == "certificates")
    by = scene.province()
    client = visit(by)
    address = reverse("certificates:class", args=[found.pk])
    assert tab.shown(by, found)
    assert client.get(address).url.startswith(reverse(WAITING))
    assert address in text(client.get(reverse("training:class", args=[found.pk])))
    found.track = "preparatory"
    found.save(update_fields=["track"])
    assert not tab.shown(by, found)
    assert client.get(address).status_code == 404
    assert address not in text(client.get(reverse("training:class", args=[found.pk])))


def test_one_certificate_shows_its_trail_and_is_replaced_and_revoked_with_a_reason(
    scene, one, visit
):
    client = visit(scene.province())
    page, act = (reverse(f"certificates:{name}", args=[one.pk]) for name in ("certificate", "act"))
    assert one.number in text(client.get(page))
    assert client.post(act, {"do": "revoke", "reason": ""}).status_code == 422
    assert client.post(act, {"do": "dance", "reason": "x"}).status_code == 404
    client.post(act, {"do": "reprint", "reason": "破损"})
    answer = client.post(act, {"do": "replace", "reason": "遗失"})
    fresh = Certificate.objects.get(replaces=one)
    assert answer.url == reverse("certificates:certificate", args=[fresh.pk])
    assert fresh.number in text(client.get(page))
    assert client.post(act, {"do": "revoke", "reason": "x"}).status_code == 409
    client.post(reverse("certificates:act", args=[fresh.pk]), {"do": "revoke", "reason": "代考"})
    fresh.refresh_from_db()
    assert fresh.state == "revoked"


def test_offices_elsewhere_and_other_roles_do_not_reach_it(scene, one, visit):
    page = reverse("certificates:certificate", args=[one.pk])
    assert visit(scene.hubei.county()).get(page).status_code == 200
    assert visit(scene.hubei.county("420502")).get(page).status_code == 404
    client = visit(scene.hubei.county())
    assert client.get(reverse(WAITING)).status_code == 403
    assert client.post(reverse("certificates:act", args=[one.pk])).status_code == 403
    assert client.post(reverse("certificates:issue")).status_code == 403
    group = visit(scene.group())
    assert "发证" in text(group.get(reverse(WAITING)))
    assert 'name="key"' not in text(group.get(reverse(WAITING)))


def test_the_document_is_made_when_asked_for_and_the_trail_notes_it(scene, one, visit):
    client = visit(scene.province())
    address = reverse("certificates:document", args=[one.pk])
    assert whole(client.get(address)).startswith(b"%PDF")
    assert whole(client.get(f"{address}?inline=1")).startswith(b"%PDF")
    kinds = list(one.events.values_list("kind", flat=True))
    assert kinds == ["issued", "rendered", "downloaded", "printed"]


def test_all_of_a_class_come_as_one_zip_and_as_one_pdf(scene, visit):
    found = scene.class_()
    made = scene.issued(found, 3)
    client = visit(scene.province())
    packed = client.get(reverse("certificates:bundle"), {"found": found.pk})
    with zipfile.ZipFile(BytesIO(packed.content)) as files:
        assert len(files.namelist()) == 3
        assert made[0].number in files.namelist()[-1] + files.namelist()[0]
        assert all(files.read(name).startswith(b"%PDF") for name in files.namelist())
    printed = client.get(reverse("certificates:print"), {"found": found.pk})
    assert pages(printed.content) == 3
    assert CertificateEvent.objects.filter(kind="printed").count() == 3
    nothing = client.get(reverse("certificates:bundle"), {"q": "没有"}, follow=True)
    assert "没有可以下载的证书" in text(nothing)


def test_one_that_needs_a_hand_says_so_on_every_page(scene, visit):
    found = scene.class_()
    (row,) = scene.published(found)
    scene.named(row, "王\U0002bed0")
    run = scene.issue([row])
    hard = Certificate.objects.get()
    client = visit(scene.province())
    step = reverse("certificates:run_step", args=[run.pk])
    assert "需人工处理" in text(client.post(step, headers={"HX-Request": "true"}))
    assert "U+2BED0" in text(client.get(reverse(HOME), {"paper": "hand"}))
    assert "U+2BED0" in text(client.get(reverse("certificates:certificate", args=[hard.pk])))
    assert client.get(reverse("certificates:document", args=[hard.pk])).status_code == 409
    assert "没有可以下载的证书" in text(client.get(reverse("certificates:print"), follow=True))
    assert client.post(reverse("certificates:try_again")).status_code == 302
    own = scene.results.account(row.registration)
    assert "正在制作文件" in text(visit(own).get(reverse("certificates:mine")))


def test_the_holder_shows_downloads_and_finds_only_the_own(scene, visit):
    first, other = scene.issued(scene.class_(), 2)
    own = scene.results.account(first.outcome.registration)
    client = visit(own)
    page = text(client.get(reverse("certificates:mine")))
    assert first.number in page
    assert other.number not in page
    assert "<svg" in page
    paper = reverse("certificates:own_document", args=[first.pk])
    assert whole(client.get(paper)).startswith(b"%PDF")
    theirs = reverse("certificates:own_document", args=[other.pk])
    assert client.get(theirs).status_code == 404


def test_a_record_leads_to_the_certificates_of_the_person(scene, one, visit):
    client = visit(scene.province())
    address = reverse("certificates:person", args=[one.person_id])
    assert address in text(client.get(reverse("people:person", args=[one.person_id])))
    assert one.number in text(client.get(address))
    nobody = Person.objects.exclude(pk=one.person_id).first()
    if nobody is not None:
        assert one.number not in text(
            client.get(reverse("certificates:person", args=[nobody.pk]))
        )  # fmt: skip


def test_the_inbox_of_the_issuer_names_the_class_with_its_day(scene, django_assert_num_queries):
    found = scene.class_()
    scene.published(found, 2)
    by = scene.province()
    assert count(by, ON) == 1
    (line,) = items(by, ON, 5)
    assert "2 人发证" in line.title.zh
    assert (line.due.isoformat(), line.clause) == ("2022-07-03", "HB-3.2.6.5.d")
    assert f"found={found.pk}" in line.url
    assert count(scene.group(), ON) == 0
    county = scene.hubei.county()
    with django_assert_num_queries(0):
        assert (count(county, ON), list(items(county, ON, 5))) == (0, [])
