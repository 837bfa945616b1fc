"""From the bank to the sealed paper: the group's questions, which only named people see before."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from zhicai.exams.actions.papers import open_paper
from zhicai.exams.models import Exam, Item, Paper, PaperItem
from zhicai.exams.queries.bank import latest_of
from zhicai.exams.tests.bank_scenes import CHOICE, NOW, Bank
from zhicai.foundation import clock
from zhicai.foundation.errors import Refused

pytestmark = pytest.mark.django_db
HOME, PAPERS = "/exams/bank/", "/exams/papers/"
STEM = "第{n}题：下列哪一项可以授予发明专利权？"
ROW = {"topic": "know-1", "kind": "single", "easiest": "1", "hardest": "5", "count": "2",
       "marks": "2"}  # fmt: skip


def browser(bank, who):
    client = Client()
    client.force_login(bank.user(who))
    return client


def written(client, n):
    """Someone writes a question in the editor and lays it before a second reader."""
    fields = {"kind": "single", "stem": STEM.format(n=n), "key": "1", "topic": "know-1",
              "difficulty": "2", "marks": "2", "do": "propose",
              "basis.0.text": "patent-law@2020-10-17", "basis.0.article": "第二条"}  # fmt: skip
    for place, option in enumerate(CHOICE["options"]):
        fields[f"options.{place}.text"] = option["text"]
    assert client.post(f"{HOME}new/?kind=single", fields).status_code == 302


def read(client, item):
    client.post(f"{HOME}{item.pk}/read/", {"q1": "1"})
    client.post(f"{HOME}{item.pk}/read/", {"sound": "1"})


@pytest.mark.clause("HB-3.2.6.2.c")
def test_the_group_enters_questions_and_composes_papers_that_only_named_people_see_before():
    with clock.standing_at(NOW):
        bank = Bank()
        group, reader = browser(bank, bank.composer), browser(bank, bank.reader)
        for n in range(1, 5):
            written(group, n)
        for item in Item.objects.all():
            read(reader, item)
        assert set(Item.objects.values_list("state", flat=True)) == {"live"}
        made = group.post(f"{PAPERS}new/", {"do": "keep", "title": "考试", "minutes": "90",
                                            "part": "exam", **ROW})  # fmt: skip
        sealed = {"label": ["A", "B"], "use": ["first", "makeup"]}
        assert group.post(made["Location"], sealed).status_code == 302
        assert Paper.objects.filter(state="sealed").count() == 2
        assert not PaperItem.objects.exists()
        pages = [made["Location"], PAPERS, HOME,
                 *(f"{HOME}{item.pk}/" for item in Item.objects.all())]  # fmt: skip
        others = [bank.unnamed, bank.hubei.county(), bank.hubei.province(), bank.hubei.registry()]
        for client in (*(browser(bank, one) for one in others), Client()):
            for page in pages:
                answer = client.get(page)
                assert answer.status_code in (302, 403, 404)
                assert "可以授予发明专利权" not in answer.content.decode()
        for page in (made["Location"], PAPERS):
            assert "可以授予发明专利权" not in group.get(page).content.decode()
        paper = Paper.objects.get(use="first")
        exam = Exam.objects.create(
            part="exam", round="first", title="考试", paper=paper,
            starts_at=NOW + timedelta(hours=2), minutes=90, made_at=NOW, made_by="x", office="x",
        )  # fmt: skip
        with pytest.raises(Refused):
            open_paper(exam, by=bank.composer, at=NOW)
        opened = open_paper(exam, by=bank.composer, at=exam.starts_at)
        asked = PaperItem.objects.filter(paper=opened).values_list("item_version", flat=True)
        assert set(asked) < {latest_of(item).pk for item in Item.objects.all()}


def test_nothing_in_the_bank_tells_which_items_lie_in_a_sealed_paper():
    with clock.standing_at(NOW):
        bank = Bank()
        group, reader = browser(bank, bank.composer), browser(bank, bank.reader)
        for n in range(1, 4):
            written(group, n)
        for item in Item.objects.all():
            read(reader, item)
        pages = [HOME, f"{HOME}export/", *(f"{HOME}{item.pk}/" for item in Item.objects.all())]
        before = [main_of(group, page) for page in pages]
        made = group.post(f"{PAPERS}new/", {"do": "keep", "title": "考试", "minutes": "90",
                                            "part": "exam", **ROW, "count": "1"})  # fmt: skip
        group.post(made["Location"], {"label": ["A"], "use": ["first"]})
        assert Paper.objects.filter(state="sealed").exists()
        assert [main_of(group, page) for page in pages] == before


def main_of(client, page):
    """What a page says, without what was said of the step before."""
    client.get(page)
    words = client.get(page).content.decode()
    inside = words[words.index("<main") : words.index("</main>")]
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", inside)
