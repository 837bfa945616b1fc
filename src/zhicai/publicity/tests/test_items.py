"""News and stories: written, reviewed by somebody else, published with live figures, withdrawn."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from zhicai.accounts.waiting import sources
from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.planning.tests import scenes
from zhicai.publicity.actions import (
    publish_item,
    return_item,
    save_item,
    send_item,
    withdraw_item,
    write_item,
)
from zhicai.publicity.models import Item
from zhicai.publicity.queries import item_for, items_to_review, items_visible_to, published_items
from zhicai.publicity.rules.items import Kind
from zhicai.publicity.tests.scene import AT, DAY, FRAME, words

GOOD = {"kind": "news", "title": "开班", "body": "计划 {{figure:planning.planned_people}}。"}


@pytest.mark.clause("HB-4.4.a")
def test_an_editor_writes_somebody_else_reviews_and_the_public_reads(
    hubei, keeper, sign_in, client
):
    office = sign_in(hubei.province())
    made = office.post(reverse("publicity:new_item"), GOOD, follow=True)
    item = Item.objects.get()
    assert "草稿" in made.content.decode()
    assert client.get(reverse("portal:news_item", args=[item.pk])).status_code == 404
    office.post(reverse("publicity:send_item", args=[item.pk]))
    own = office.post(reverse("publicity:review_item", args=[item.pk]), {"go": "publish"})
    assert own.status_code == 409
    assert "作者以外的人" in own.content.decode()
    assert "HB-4.4.f" in own.content.decode()
    reviewer = sign_in(keeper)
    reviewer.post(reverse("publicity:review_item", args=[item.pk]), {"go": "publish"})
    client.logout()
    assert "开班" in client.get(reverse("portal:news")).content.decode()
    page = client.get(reverse("portal:news_item", args=[item.pk])).content.decode()
    assert "2022 年 4 月 8 日 发布" in page


@pytest.mark.clause("HB-4.4.f")
def test_a_published_item_has_a_reviewer_a_date_and_figures_that_live(
    hubei, keeper, published, client
):
    item = published(body="全省计划培训 {{figure:planning.planned_people}}。")
    assert (item.reviewed_by, item.published_on) == ("周敏", DAY)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Item.objects.filter(pk=item.pk).update(reviewer=item.author_id)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Item.objects.filter(pk=item.pk).update(published_on=None)
    address = reverse("portal:news_item", args=[item.pk])
    assert ">0 人</b>" in client.get(address).content.decode()
    hubei.accepted(scenes.YILING, on="03-20")
    said = client.get(address).content.decode()
    assert ">120 人</b>" in said
    assert "截至 2022 年 4 月 8 日" in said


def test_figures_of_a_city_are_those_of_the_city(hubei, client):
    hubei.accepted(scenes.YILING, on="03-20")
    body = "本市计划 {{figure:planning.planned_people}}。"
    for code, shown in ((scenes.YICHANG, ">120 人</b>"), (scenes.WUHAN, ">0 人</b>")):
        city = hubei.city(code)
        item = write_item(words(body=body), year=hubei.year, by=city, at=AT)
        send_item(item, by=city, at=AT)
        publish_item(item, by=hubei.province(), at=AT)
        page = client.get(reverse("portal:news_item", args=[item.pk])).content.decode()
        assert shown in page


def test_unknown_figures_are_refused_and_everything_wrong_is_said_at_once(hubei):
    with pytest.raises(BadInput) as refused:
        write_item(
            words(title=" ", body="{{figure:no.such}}", kind=Kind.SPECIALIST),
            year=hubei.year, by=hubei.province(), at=AT,
        )  # fmt: skip
    assert [fault.field for fault in refused.value.faults] == ["body", "title", "person"]
    assert Item.objects.count() == 0


def test_a_portrait_needs_consent_before_review_and_in_the_database(hubei, keeper, published):
    portrait = words(kind=Kind.SPECIALIST, person="王芳", title="从车间到专利")
    item = write_item(portrait, year=hubei.year, by=hubei.province(), at=AT)
    with pytest.raises(BadInput, match="本人同意"):
        send_item(item, by=hubei.province(), at=AT)
    done = published(kind=Kind.SPECIALIST, person="王芳", consent_on=DAY, consent_note="书面")
    with transaction.atomic(), pytest.raises(IntegrityError):
        Item.objects.filter(pk=done.pk).update(consent_on=None)


def test_a_returned_item_is_mended_and_a_withdrawn_one_is_no_longer_read(hubei, keeper, published):
    by = hubei.province()
    item = send_item(write_item(words(), year=hubei.year, by=by, at=AT), by=by, at=AT)
    with pytest.raises(BadInput):
        return_item(item, opinion=" ", by=keeper, at=AT)
    return_item(item, opinion="请补充人数", by=keeper, at=AT)
    mended = save_item(item, words(title="新题"), revision=1, by=by, at=AT)
    with pytest.raises(Stale):
        save_item(item, words(title="旧题"), revision=1, by=by, at=AT)
    publish_item(send_item(mended, by=by, at=AT), by=keeper, at=AT)
    with pytest.raises(Refused):
        save_item(item, words(), revision=2, by=by, at=AT)
    with pytest.raises(BadInput):
        withdraw_item(item, reason="", by=keeper, at=AT)
    withdraw_item(item, reason="数字有误", by=keeper, at=AT)
    assert not published_items(on=DAY).exists()
    assert [s.what for s in item.steps.all()] == [
        "written", "sent", "returned", "sent", "published", "withdrawn",
    ]  # fmt: skip
    assert Entry.objects.get(verb="publicity.item_withdrawn").reason == "数字有误"


def test_a_city_reads_its_counties_and_never_drafts_or_foreign_ones(hubei):
    county, city = hubei.county(), hubei.city()
    item = write_item(words(), year=hubei.year, by=county, at=AT)
    assert not items_visible_to(city, on=DAY).exists()
    send_item(item, by=county, at=AT)
    assert item_for(city, item.pk, on=DAY) == item
    wuhan = hubei.city(scenes.WUHAN)
    with pytest.raises(OutOfScope):
        item_for(wuhan, item.pk, on=DAY)
    with pytest.raises(OutOfScope):
        publish_item(item, by=wuhan, at=AT)
    with pytest.raises(NotYourPage):
        publish_item(item, by=hubei.body("base", serves=(scenes.YICHANG,)), at=AT)


def test_what_waits_for_review_stands_in_the_inbox_of_colleagues_and_the_office_above(
    hubei, keeper, django_assert_max_num_queries
):
    county = hubei.county()
    send_item(write_item(words(), year=hubei.year, by=county, at=AT), by=county, at=AT)
    (source,) = [s for s in sources() if s.key == "publicity.reviews"]
    counts = [source.count(who, DAY) for who in (county, hubei.city(), keeper, hubei.province())]
    assert counts == [0, 1, 0, 0]
    city = hubei.city()
    with django_assert_max_num_queries(1):
        (waiting,) = source.items(city, DAY, 10)
    assert (waiting.place_code, waiting.since) == (scenes.YILING, DAY)
    direct = hubei.county(scenes.XIANTAO)
    send_item(write_item(words(), year=hubei.year, by=direct, at=AT), by=direct, at=AT)
    assert items_to_review(hubei.province()).count() == 1


def test_the_list_and_an_item_cost_few_queries_however_many_there_are(
    hubei, sign_in, django_assert_max_num_queries
):
    province = hubei.province()
    for number in range(60):
        write_item(words(title=f"稿件{number}"), year=hubei.year, by=province, at=AT)
    client = sign_in(province)
    with django_assert_max_num_queries(FRAME + 6):
        page = client.get(reverse("publicity:items"))
    assert "共 60 篇" in page.content.decode()
    with django_assert_max_num_queries(FRAME + 6):
        client.get(reverse("publicity:item", args=[Item.objects.first().pk]))


@pytest.mark.parametrize("sent", [{}, {"kind": "x", "title": "a" * 500}, {"consent_on": "昨天"}])
def test_a_broken_form_is_shown_again_with_what_is_wrong(hubei, sign_in, sent):
    page = sign_in(hubei.province()).post(reverse("publicity:new_item"), sent)
    assert page.status_code == 422
    assert "以下几处需要修改" in page.content.decode()


def test_what_is_written_is_shown_as_text_and_never_as_html(published, client):
    item = published(body="<script>alert(1)</script> {{figure:publicity.actions}}")
    said = client.get(reverse("portal:news_item", args=[item.pk])).content.decode()
    assert "&lt;script&gt;" in said
    assert "<script>alert" not in said
