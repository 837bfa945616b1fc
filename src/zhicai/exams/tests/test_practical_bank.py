"""Practical tasks in the bank: their configs checked at once, read again on the task itself."""

from decimal import Decimal

import pytest

from zhicai.exams.rules.editing import LONGEST_CONFIG
from zhicai.exams.tests.practical_scenes import LICENCE, SEARCH, SHEET, content_of, shipped
from zhicai.exams.tests.room_scenes import text

pytestmark = pytest.mark.django_db


def test_a_wrong_config_is_told_when_the_item_is_edited(bank, at_bank):
    client = at_bank("writer")
    sent = {"kind": "task", "stem": "检索", "task": "search-strategy", "config": '{"ipc": []}',
            "topic": "practical-1", "difficulty": "2", "marks": "40", "do": "save",
            "basis.0.text": "patent-law@2020-10-17", "basis.0.article": "第二条"}  # fmt: skip
    found = client.post("/exams/bank/new/?kind=task", sent)
    assert found.status_code == 422
    for key in ("subject", "ipc", "concepts"):
        assert f"{key}：" in text(found)
    unknown = client.post("/exams/bank/new/?kind=task", sent | {"task": "juggling"})
    assert "没有“juggling”这种任务" in text(unknown)
    sound = {"subject": "citrus-vision-sorting", "ipc": ["B07C5"], "concepts": [["柑橘", "脐橙"]]}
    kept = client.post("/exams/bank/new/?kind=task", sent | {
        "config": str(sound).replace("'", '"')
    })  # fmt: skip
    assert kept.status_code == 302
    page = text(client.get(kept.url))
    assert "检索式" in page
    assert "运行检索" not in page
    assert "主题 citrus-vision-sorting" in page


def test_a_second_reader_works_on_the_task_itself(bank, at_bank):
    raw = shipped()[LICENCE]
    item = bank.proposed(kind="task", content=content_of(LICENCE), topic="practical-2",
                         marks=Decimal(raw["marks"]))  # fmt: skip
    client, address = at_bank("reader"), f"/exams/bank/{item.pk}/read/"
    page = text(client.get(address))
    assert "专利开放许可声明" in page
    assert "可改为" not in page
    client.post(address, {"q1.found[]": ["term"], "q1.kind.term": "beyond-term",
                          "do": "answer"})  # fmt: skip
    page = text(client.get(address))
    assert "许可期限：许可期限超出专利权期限；—" in page
    assert "可改为“自公告之日起至 2030-05-11”" in page
    assert client.post(address, {"sound": "1", "says": ""}).status_code == 302
    item.refresh_from_db()
    assert item.state == "live"


def test_tasks_come_back_from_the_editor_as_they_were(bank, at_bank):
    client = at_bank("writer")
    for code in (SEARCH, LICENCE, SHEET):
        raw = shipped()[code]
        item = bank.item(kind="task", content=content_of(code), topic="skill-2",
                         marks=Decimal(raw["marks"]))  # fmt: skip
        address = f"/exams/bank/{item.pk}/edit/"
        fields = client.get(address).context["fields"]
        assert len(fields["config"]) < LONGEST_CONFIG
        texts = {name: fields[name].replace("\n", "\r\n") for name in ("stem", "config", "why")}
        sent = texts | {
            "kind": "task", "task": fields["task"], "revision": item.revision, "topic": "skill-2",
            "difficulty": "2", "marks": raw["marks"], "basis.0.text": "patent-law@2020-10-17",
            "basis.0.article": "第二条", "do": "save",
        }  # fmt: skip
        assert client.post(address, sent).status_code == 302
        assert item.versions.count() == 1
