"""Items brought in and handed out on the pages: all errors first, nothing before it is taken."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.audit.models import Entry
from zhicai.exams.interchange.formats import FORMATS, WRITTEN
from zhicai.exams.models import Intake, Item
from zhicai.exams.tests.bank_scenes import SHORT

pytestmark = pytest.mark.django_db
HOME = "/exams/bank/"


class TestInAndOut:
    TEXT = (
        "1.【单选题】问？\nA. 甲\nB. 乙\n答案：B\n依据：专利法第二条\n\n"
        "2.【判断题】断。\n答案：也许\n依据：专利法第二条\n"
    )

    def bring(self, client, **changes):
        sent = {"form": "marked", "topic": "know-1", "difficulty": "2", "text": self.TEXT}
        return client.post(f"{HOME}import/", sent | changes)

    def test_all_errors_are_shown_and_nothing_comes_in_before_it_is_confirmed(self, bank, at_bank):
        client = at_bank("writer")
        answer = self.bring(client)
        page = client.get(answer["Location"]).content.decode()
        assert "无误 1 道，有误 1 道" in page
        assert "请写明对还是错" in page
        assert not Item.objects.exists()
        assert client.post(answer["Location"], {"do": "all"}).status_code == 422
        client.post(answer["Location"], {"do": "sound"})
        item = Item.objects.get()
        assert (item.state, item.author, item.topic) == ("draft", bank.writer.name, "know-1")
        assert Intake.objects.get().drafts == []
        assert client.post(answer["Location"], {"do": "sound"}).status_code == 422
        for who in ("reader", "composer"):
            assert at_bank(who).get(answer["Location"]).status_code == 404

    def test_an_earlier_import_is_dropped_and_one_can_be_given_up(self, bank, at_bank):
        client = at_bank("writer")
        first, second = self.bring(client), self.bring(client)
        assert "已放弃" in client.get(first["Location"]).content.decode()
        client.post(second["Location"], {"do": "drop"})
        assert set(Intake.objects.values_list("state", flat=True)) == {"dropped"}
        assert not any(one.drafts for one in Intake.objects.all())

    @pytest.mark.parametrize("form", sorted(WRITTEN))
    def test_what_goes_out_comes_back_and_each_time_is_recorded(self, bank, at_bank, form):
        bank.live()
        bank.live(kind="short", content=SHORT)
        waits = bank.proposed()
        answer = at_bank("reader").post(f"{HOME}export/", {"form": form})
        assert answer.status_code == 200
        assert waits.code not in str(answer.content)
        entry = Entry.objects.get(verb="exams.items_exported")
        assert entry.values == {"form": form, "items": 2}
        client = at_bank("writer")
        file = SimpleUploadedFile("x", answer.content)
        kept = self.bring(client, form=form, text="", file=file)
        page = client.get(kept["Location"]).content.decode()
        assert "无误 2 道，有误 0 道" in page
        client.post(kept["Location"], {"do": "all"})
        assert Item.objects.count() == 3
        assert set(Item.objects.values_list("versions__number", flat=True)) == {1}

    def test_a_number_of_another_kind_is_a_fault(self, bank, at_bank):
        item = bank.item()
        text = f"{self.TEXT.split('2.')[0].strip()}\n题号：{item.code}\n".replace(
            "【单选题】", "【多选题】"
        ).replace("答案：B", "答案：AB")
        client = at_bank("writer")
        page = client.get(self.bring(client, text=text)["Location"]).content.decode()
        assert "另一种题型" in page

    def test_nothing_chosen_and_nothing_to_export(self, bank, at_bank):
        client = at_bank("writer")
        assert self.bring(client, text="").status_code == 422
        assert self.bring(client, form="excel").status_code == 422
        assert client.post(f"{HOME}export/", {"form": "excel"}).status_code == 422
        assert client.post(f"{HOME}export/", {"form": "riddle"}).status_code == 404
        assert client.get(f"{HOME}import/template.xlsx").status_code == 200

    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.sampled_from(sorted(FORMATS)), st.binary(min_size=1, max_size=200))
    def test_whatever_file_is_sent_the_page_answers(self, bank, at_bank, form, data):
        file = io.BytesIO(data)
        file.name = "a.bin"
        answer = self.bring(at_bank("writer"), form=form, text="", file=file)
        assert answer.status_code in (302, 422)


def test_the_same_stem_is_pointed_out_and_stops_nothing(bank, at_bank):
    item = bank.item()
    stem = item.versions.get().plain
    text = f"【判断题】{stem}\n答案：对\n依据：专利法第二条\n"
    client = at_bank("writer")
    sent = {"form": "marked", "topic": "know-1", "difficulty": "2", "text": text}
    page = client.get(client.post(f"{HOME}import/", sent)["Location"]).content.decode()
    assert f"题干和“{item.code}”相同" in page
    assert "导入全部 1 道" in page


def test_a_lawyer_s_check_is_noted_for_everything_within_the_filters(bank, at_bank):
    bank.item()
    other = bank.item(topic="know-2")
    client, address = at_bank("composer"), f"{HOME}export/?topic=know-1"
    assert client.post(address, {"do": "lawyer", "reason": ""}).status_code == 422
    client.post(address, {"do": "lawyer", "reason": "王律师 2022-02-20"})
    assert list(Item.objects.filter(lawyer_checked=False)) == [other]
    refused = at_bank("writer").post(address, {"do": "lawyer", "reason": "我"})
    assert refused.status_code == 403
