"""Criteria: drafted, changed as tables, put in force for a year, never changed afterwards."""

import pytest
from django.db import DatabaseError, transaction

from zhicai.foundation.errors import BadInput, NotYourPage, Refused, Stale
from zhicai.reviews.actions import criteria as actions
from zhicai.reviews.models import CriteriaSet
from zhicai.reviews.presenters import tables_of
from zhicai.reviews.queries.law import law_of_year
from zhicai.reviews.rules.content import KINDS, content_of
from zhicai.reviews.tests.scenes import AT, ON, client_of


def drafted(scene, kind="upgrade"):
    return actions.draft_criteria(
        scene.law, kind, start=f"{kind}-example", by=scene.province, at=AT
    )


@pytest.mark.clause("HB-2.4.1.f")
def test_examples_are_never_in_force_by_themselves_and_every_kind_has_one(scene):
    assert {one.kind for one in scene.law.examples} == set(KINDS)
    assert all(scene.law.in_force(kind) is None for kind in KINDS)
    made = drafted(scene)
    assert (made.is_example, made.state, scene.law.in_force("upgrade")) == (True, "draft", None)
    assert "示例" in client_of(scene.province).get("/reviews/criteria/").content.decode()


def test_a_draft_is_changed_in_its_tables_and_put_in_force_with_its_document(scene):
    client = client_of(scene.province)
    assert (
        client.post("/reviews/criteria/", {"start": "evaluation:evaluation-example"}).status_code
        == 302
    )
    made = CriteriaSet.objects.get()
    url = f"/reviews/criteria/{made.pk}/"
    posted = {"do": "save", "name": "2022年评价指标", "revision": "1"}
    for one in tables_of(made.content, scene.law, spare=2):
        posted[f"{one['name']}-count"] = one["count"]
        for n, row in enumerate(one["rows"]):
            posted |= {cell["name"]: cell["value"] for cell in row["cells"]}
            if row["id"]:
                posted[f"{one['name']}-{n}-id"] = row["id"]
    assert client.post(url, posted | {"indicators-0-weight": "99"}).status_code == 422
    added = {
        "indicators-0-weight": "5", "indicators-6-zh": "带教", "indicators-6-group": "评议",
        "indicators-6-weight": "10", "indicators-6-how": "hand",
        "indicators-1-kinds": "中级、副高级",
    }  # fmt: skip
    assert client.post(url, posted | added).status_code == 302
    made.refresh_from_db()
    rows = content_of(made.content).indicators
    assert (len(rows), rows[6].zh, rows[1].kinds) == (7, "带教", ("intermediate", "vice-senior"))
    assert not made.is_example
    assert client.post(url, {"do": "enact", "basis": " "}).status_code == 422
    assert client.post(url, {"do": "enact", "basis": "鄂知发〔2022〕9号"}).status_code == 302
    assert scene.law.in_force("evaluation").pk == made.pk
    assert client.post(url, posted).status_code == 422


def test_one_set_is_in_force_a_year_and_rounds_keep_the_one_they_began_with(scene):
    round_ = scene.upgrade()
    later = scene.enact("upgrade")
    round_.refresh_from_db()
    assert round_.criteria.state == "ended"
    assert scene.law.in_force("upgrade").pk == later.pk
    with pytest.raises(DatabaseError), transaction.atomic():
        CriteriaSet.objects.filter(pk=later.pk).update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        CriteriaSet.objects.filter(pk=round_.criteria_id).update(state="in-force")
    with pytest.raises(DatabaseError), transaction.atomic():
        CriteriaSet.objects.filter(pk=later.pk).delete()
    copy = actions.draft_criteria(
        scene.law, "upgrade", start=f"set-{later.pk}", by=scene.province, at=AT
    )
    assert (copy.state, copy.content) == ("draft", later.content)


def test_only_the_province_sets_criteria_and_nobody_writes_over_another(scene):
    made = drafted(scene)
    for by in (scene.group, scene.county):
        with pytest.raises(NotYourPage):
            actions.draft_criteria(scene.law, "upgrade", by=by, at=AT)
    how = {"name": "x", "content": made.content, "by": scene.province}
    actions.revise_criteria(made, scene.law, revision=1, **how)
    with pytest.raises(Stale):
        actions.revise_criteria(made, scene.law, revision=1, **how | {"name": "y"})
    with pytest.raises(BadInput):
        actions.revise_criteria(made, scene.law, revision=2, **how | {"content": {"levels": 1}})
    with pytest.raises(BadInput):
        actions.draft_criteria(scene.law, "upgrade", start="nothing", by=scene.province, at=AT)
    assert client_of(scene.county).get(f"/reviews/criteria/{made.pk}/").status_code == 404
    actions.drop_draft(made, scene.law, by=scene.province)
    kept = scene.enact("upgrade")
    with pytest.raises(Refused):
        actions.drop_draft(kept, scene.law, by=scene.province)
    assert law_of_year(scene.hubei.year, on=ON).in_force("upgrade") == kept


def test_an_empty_form_says_what_is_missing(scene):
    for url in ("/reviews/", "/reviews/commendations/"):
        assert client_of(scene.province).post(url).status_code == 422
