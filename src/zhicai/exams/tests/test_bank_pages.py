"""The pages of the bank: for named people, complete without a script, every fault at its field."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.accounts.waiting import sources
from zhicai.audit.models import Entry
from zhicai.exams.actions.naming import end_member
from zhicai.exams.command import main
from zhicai.exams.interchange.formats import FORMATS, WRITTEN
from zhicai.exams.models import BankMember, Intake, Item, ItemStatistic
from zhicai.exams.queries.bank import latest_of
from zhicai.exams.rules.editing import content_of, nested
from zhicai.exams.rules.items import read_content
from zhicai.exams.tests.bank_scenes import CHOICE, NOW, SHORT, Bank
from zhicai.exams.tests.interchange_making import KINDS, contents
from zhicai.foundation import clock
from zhicai.people.models import Person

pytestmark = pytest.mark.django_db
HOME = "/exams/bank/"


@pytest.fixture
def bank(db):
    with clock.standing_at(NOW):
        yield Bank()


@pytest.fixture
def at(bank):
    """A browser of someone of the bank."""

    def signed_in(who):
        client = Client()
        client.force_login(bank.user(getattr(bank, who)))
        return client

    return signed_in


def flat(content, prefix=""):
    """The fields of the editor's form that hold a content."""
    fields = {}
    for key, value in content.items():
        name = f"{prefix}{key}"
        if key == "options":
            for n, one in enumerate(value):
                fields[f"{name}.{n}.text"] = one["text"]
                if one.get("right"):
                    fields[f"{name}.{n}.right"] = "1"
                    fields[f"{prefix}key"] = str(n)
        elif key == "right":
            fields[name] = "1" if value else "0"
        elif key == "blanks":
            fields |= {f"{name}.{n}.text": "\r\n".join(one) for n, one in enumerate(value)}
        elif key == "steps":
            fields |= {f"{name}.{n}.text": one for n, one in enumerate(value)}
        elif key in ("pairs", "rubric"):
            for n, one in enumerate(value):
                fields |= {f"{name}.{n}.{inner}": str(text) for inner, text in one.items()}
        elif key == "distractors":
            fields[name] = "\n".join(value)
        elif key == "accepts":
            fields[name] = value
        elif key == "parts":
            for n, one in enumerate(value):
                fields |= flat(one, f"{name}.{n}.")
        else:
            fields[name] = str(value)
    return fields


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_what_the_form_sends_is_what_was_written(kind, data):
    content = data.draw(contents(kind))
    sent = {key: one if isinstance(one, list) else [one] for key, one in flat(content).items()}
    assert content_of(kind, nested(sent)) == content


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.lists(
            st.sampled_from(["stem", "options", "parts", "key", "0", "1", "x", "text", "-1", "kind",
                             "rubric", "accepts", "blanks", "config", ""]),
            min_size=1, max_size=6,
        ).map(".".join),
        st.lists(st.text(max_size=4), max_size=2),
    ),
    st.sampled_from([*KINDS, "task", "riddle"]),
)  # fmt: skip
def test_whatever_a_form_sends_is_read(sent, kind):
    content = content_of(kind, nested(sent))
    read_content(kind, content)


class TestNamedPeopleOnly:
    ADDRESSES = ("", "new/", "reading/", "bases/", "import/", "export/", "import/template.xlsx")

    def test_a_trainee_and_an_officer_of_a_county_see_nothing(self, bank):
        item = bank.live()
        county = Client()
        county.force_login(bank.user(bank.hubei.county()))
        for address in (*self.ADDRESSES, "people/", f"{item.pk}/", f"{item.pk}/edit/"):
            answer = county.get(f"{HOME}{address}")
            assert answer.status_code == 403
            assert CHOICE["options"][1]["text"] not in answer.content.decode()
        assert Client().get(HOME).status_code == 302

    def test_someone_of_a_unit_who_was_not_named_is_told_whom_to_ask(self, bank, at):
        item = bank.live()
        client = at("unnamed")
        for address in self.ADDRESSES:
            answer = client.get(f"{HOME}{address}")
            assert answer.status_code == 403 or address.endswith("xlsx")
        assert "指定" in client.get(HOME).content.decode()
        for address in (f"{item.pk}/", f"{item.pk}/edit/", f"{item.pk}/read/",
                        f"{item.pk}/versions/"):  # fmt: skip
            assert client.get(f"{HOME}{address}").status_code == 404

    def test_the_group_names_people_and_takes_it_back(self, bank, at):
        client, user = at("composer"), bank.user(bank.unnamed)
        page = client.get(f"{HOME}people/").content.decode()
        assert user.name in page
        client.post(f"{HOME}people/", {"do": "name", "user": user.pk})
        assert BankMember.objects.filter(user=user, ended_at=None).exists()
        client.post(f"{HOME}people/", {"do": "end", "user": user.pk})
        assert not BankMember.objects.filter(user=user, ended_at=None).exists()
        assert client.post(f"{HOME}people/", {"do": "name", "user": "0"}).status_code == 422
        assert at("writer").get(f"{HOME}people/").status_code == 403

    def test_who_names_people_and_is_not_named_is_led_there(self, bank, at):
        end_member(bank.year, bank.composer.user_id, by=bank.composer, at=NOW)
        answer = at("composer").get(HOME)
        assert answer.status_code == 302
        assert answer["Location"].endswith("/people/")


class TestList:
    def test_more_items_than_a_page_in_a_fixed_number_of_queries(
        self, bank, at, django_assert_max_num_queries
    ):
        for _ in range(60):
            bank.item()
        client = at("writer")
        with django_assert_max_num_queries(40):
            page = client.get(HOME).content.decode()
        assert "共 60 道" in page
        assert "know-1-050" in page
        assert "know-1-051" not in page
        assert "know-1-060" in client.get(f"{HOME}?page=2").content.decode()

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("topic=know-1", {"a", "b", "c"}), ("topic=know-2", {"d"}), ("kind=short", {"c"}),
            ("state=live", {"b"}), ("difficulty=4", {"c"}), ("basis=patent-law", set("abcd")),
            ("basis=nothing", set("abcd")), ("q=区别", {"c"}), ("q=d", {"d"}),
            ("what=unchecked", set("abcd")), ("what=mine", set("acd")), ("what=flagged", {"b"}),
            ("state=riddle&page=x&sort=-nothing", set("abcd")),
        ],
    )  # fmt: skip
    def test_filters(self, bank, at, query, shown):
        bank.item(code="a")
        live = bank.item(code="b", by=bank.composer)
        bank.item(code="c", kind="short", content=SHORT, difficulty=4)
        bank.item(code="d", topic="know-2")
        client = at("writer")
        client.post(HOME, {"do": "propose", "selected": live.pk})
        live.refresh_from_db()
        bank.read(live)
        ItemStatistic.objects.create(
            item_version=latest_of(live), n=40, share="0.99", flags=["easy"], counted_at=NOW
        )
        page = client.get(f"{HOME}?{query}").content.decode()
        assert set(re.findall(r"/exams/bank/\d+/\">(\w)</a>", page)) == shown

    def test_chosen_items_are_proposed_at_once_and_each_that_cannot_is_named(self, bank, at):
        good, bad = bank.item(), bank.live()
        client = at("writer")
        answer = client.post(HOME, {"do": "propose", "selected": [good.pk, bad.pk]})
        assert answer.status_code == 422
        assert bad.code in answer.content.decode()
        client.post(HOME, {"do": "propose", "selected": [good.pk]})
        good.refresh_from_db()
        assert good.state == "proposed"

    def test_an_empty_bank_offers_what_ships(self, bank, at):
        client = at("composer")
        assert "载入随软件提供的试题" in client.get(HOME).content.decode()
        client.post(HOME, {"do": "load"})
        assert Item.objects.filter(state="proposed").count() >= 200


class TestEditor:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_written_and_changed_without_a_script(self, bank, at, kind):
        content = {
            "single": CHOICE, "short": SHORT,
            "multiple": {"stem": "选", "options": [
                {"text": "甲", "right": True}, {"text": "乙", "right": True}, {"text": "丙"}]},
            "true-false": {"stem": "断", "right": False},
            "fill-in": {"stem": "____和____", "blanks": [["甲", "子"], ["乙"]]},
            "matching": {"stem": "配", "pairs": [{"left": "甲", "right": "1"},
                                                {"left": "乙", "right": "2"}],
                         "distractors": ["3"]},
            "ordering": {"stem": "排", "steps": ["一", "二", "三"]},
            "upload": SHORT | {"accepts": ["docx"]},
            "case": {"passage": "案情", "parts": [
                {"kind": "true-false", "stem": "问", "right": True, "marks": 2},
                {"kind": "short"} | SHORT]},
        }[kind]  # fmt: skip
        client = at("writer")
        assert client.get(f"{HOME}new/?kind={kind}").status_code == 200
        fields = flat(content) | {
            "kind": kind, "topic": "know-1", "difficulty": "2", "marks": "2", "do": "save",
            "basis.0.text": "patent-law@2020-10-17", "basis.0.article": "第二条",
        }  # fmt: skip
        answer = client.post(f"{HOME}new/?kind={kind}", fields)
        assert answer.status_code == 302
        item = Item.objects.get()
        assert latest_of(item).content == content
        page = client.get(f"{HOME}{item.pk}/edit/").content.decode()
        assert (content.get("stem") or content["passage"]) in page
        again = fields | {"why": "因为", "do": "propose", "revision": item.revision}
        assert client.post(f"{HOME}{item.pk}/edit/", again).status_code == 302
        item.refresh_from_db()
        assert (item.state, latest_of(item).number) == ("proposed", 2)
        assert client.get(f"{HOME}{item.pk}/").status_code == 200
        changed = client.get(f"{HOME}{item.pk}/versions/").content.decode()
        assert "因为" in changed
        for who in ("reader", "composer"):
            other = at(who)
            assert other.get(f"{HOME}{item.pk}/edit/").status_code == 404
            assert other.get(f"{HOME}{item.pk}/versions/").status_code == 404

    def test_every_fault_at_once_each_at_its_field_and_nothing_is_lost(self, bank, at):
        client = at("writer")
        answer = client.post(f"{HOME}new/?kind=single", {
            "kind": "single", "options.0.text": "甲", "options.1.text": "甲", "stem": "",
            "marks": "0", "topic": "", "difficulty": "2", "basis.0.article": "第二条",
            "why": "写了一半",
        })  # fmt: skip
        page = answer.content.decode()
        assert answer.status_code == 422
        for field in ("stem", "options", "marks", "topic", "basis"):
            assert f'href="#id_{field}"' in page
            assert f'id="id_{field}"' in page
        assert "写了一半" in page
        assert not Item.objects.exists()

    def test_more_lines_on_request_and_a_copy_of_an_item(self, bank, at):
        client = at("writer")
        sent = {"kind": "single", "options.0.text": "甲", "do": "add options", "stem": "问"}
        page = client.post(f"{HOME}new/?kind=single", sent).content.decode()
        assert 'name="options.4.text"' in page
        item = bank.live()
        page = client.get(f"{HOME}new/?from={item.pk}").content.decode()
        assert CHOICE["stem"] in page
        assert 'name="id" maxlength="40" value=""' in page

    def test_whoever_is_late_is_told_and_bad_settings_of_a_task_stand_at_their_field(
        self, bank, at
    ):
        item = bank.item()
        client = at("writer")
        fields = flat(CHOICE) | {"topic": "know-1", "difficulty": "2", "marks": "3",
                                 "basis.0.text": "patent-law@2020-10-17",
                                 "basis.0.article": "第二条"}  # fmt: skip
        late = client.post(f"{HOME}{item.pk}/edit/", fields | {"revision": "0"})
        assert late.status_code == 409
        answer = client.post(f"{HOME}new/?kind=task", fields | {
            "kind": "task", "task": "search", "config": "{不是",
        })  # fmt: skip
        assert answer.status_code == 422
        assert 'href="#id_config"' in answer.content.decode()


class TestSecondReading:
    def test_a_reader_answers_then_sees_the_key_and_puts_the_item_in_use(self, bank, at):
        item = bank.proposed()
        client, address = at("reader"), f"{HOME}{item.pk}/read/"
        assert item.code in client.get(f"{HOME}reading/").content.decode()
        for page in (client.get(address), client.get(f"{HOME}{item.pk}/")):
            assert CHOICE["why"] not in page.content.decode()
        assert client.post(address, {"do": "answer"}).status_code == 422
        client.post(address, {"q1": "1", "do": "answer"})
        page = client.get(address).content.decode()
        assert "与命题人一致" in page
        assert CHOICE["why"] in page
        assert client.post(address, {}).status_code == 422
        assert client.post(address, {"sound": "1"}).status_code == 302
        item.refresh_from_db()
        assert item.state == "live"
        assert client.get(address).status_code == 404

    def test_another_answer_keeps_it_out_of_use_and_the_words_reach_the_author(self, bank, at):
        item = bank.proposed()
        client, address = at("reader"), f"{HOME}{item.pk}/read/"
        client.post(address, {"q1": "0"})
        assert client.post(address, {"sound": "1"}).status_code == 422
        assert client.post(address, {"sound": "0", "says": ""}).status_code == 422
        client.post(address, {"sound": "0", "says": "甲也对"})
        assert "甲也对" in at("writer").get(f"{HOME}{item.pk}/").content.decode()

    def test_the_author_has_nothing_to_read_and_words_are_compared_by_hand(self, bank, at):
        item = bank.proposed(kind="short", content=SHORT)
        assert at("writer").get(f"{HOME}{item.pk}/read/").status_code == 404
        client, address = at("composer"), f"{HOME}{item.pk}/read/"
        client.post(address, {"q1": "单独对比"})
        assert "评分要点" in client.get(address).content.decode()
        client.post(address, {"sound": "1"})
        item.refresh_from_db()
        assert item.state == "live"

    def test_steps_are_put_in_order_without_a_script(self, bank, at):
        content = {"stem": "排", "steps": ["一", "二", "三"]}
        item = bank.proposed(kind="ordering", content=content)
        client, address = at("reader"), f"{HOME}{item.pk}/read/"
        page = client.post(address, {"q1": ["1", "0", "2"], "move": "q1.0.up"}).content.decode()
        assert re.findall(r'name="q1" value="(\d)"', page) == ["0", "1", "2"]
        client.post(address, {"q1": ["0", "1", "2"], "q1.set": "1", "do": "answer"})
        assert "一致" in client.get(address).content.decode()

    def test_more_than_a_page_waits_and_the_inbox_counts_it(
        self, bank, at, django_assert_max_num_queries
    ):
        for _ in range(55):
            bank.proposed()
        client = at("reader")
        with django_assert_max_num_queries(35):
            assert "共 55 道" in client.get(f"{HOME}reading/").content.decode()
        found = {one.key: one for one in sources()}
        source = found["exams.to_read"]
        assert source.count(bank.reader, NOW.date()) == 55
        assert source.count(bank.writer, NOW.date()) == 0
        assert source.count(bank.hubei.county(), NOW.date()) == 0
        with django_assert_max_num_queries(8):
            assert len(source.items(bank.reader, NOW.date(), 10)) == 10
        item = Item.objects.first()
        bank.read(item, sound=False, says="不清楚")
        back = found["exams.sent_back"]
        assert back.count(bank.writer, NOW.date()) == 1
        assert "不清楚" in back.items(bank.writer, NOW.date(), 5)[0].title.zh


class TestBases:
    def test_a_new_text_moves_items_and_every_fault_is_at_its_field(self, bank, at):
        item, client = bank.live(), at("writer")
        address = f"{HOME}bases/{bank.law.pk}/"
        assert client.post(address, {"version": "", "since": "x"}).status_code == 422
        client.post(address, {"version": "2022-03-01", "since": "2022-03-10"})
        item.refresh_from_db()
        assert item.state == "review"
        page = client.get(f"{HOME}{item.pk}/").content.decode()
        assert "2022-03-10" in page
        text = bank.law.versions.order_by("since").last()
        ended = {"do": "end", "text": text.pk, "until": "2022-03-01"}
        assert client.post(address, ended).status_code == 422
        assert client.post(address, ended | {"until": "2023-01-01"}).status_code == 302
        assert client.get(f"{HOME}bases/0/").status_code == 404

    def test_another_document_is_entered(self, bank, at, django_assert_max_num_queries):
        client = at("writer")
        sent = {"zh": "商标法", "kind": "statute", "code": "Trade Mark", "version": "2019",
                "since": "2019-11-01", "until": "2019-10-01"}  # fmt: skip
        answer = client.post(f"{HOME}bases/", sent)
        assert answer.status_code == 422
        assert client.post(f"{HOME}bases/", sent | {"code": "trademark", "until": ""}).status_code == 302  # fmt: skip
        with django_assert_max_num_queries(25):
            assert "商标法" in client.get(f"{HOME}bases/").content.decode()


class TestInAndOut:
    TEXT = (
        "1.【单选题】问？\nA. 甲\nB. 乙\n答案：B\n依据：专利法第二条\n\n"
        "2.【判断题】断。\n答案：也许\n依据：专利法第二条\n"
    )

    def bring(self, client, **changes):
        sent = {"form": "marked", "topic": "know-1", "difficulty": "2", "text": self.TEXT}
        return client.post(f"{HOME}import/", sent | changes)

    def test_all_errors_are_shown_and_nothing_comes_in_before_it_is_confirmed(self, bank, at):
        client = at("writer")
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
            assert at(who).get(answer["Location"]).status_code == 404

    def test_an_earlier_import_is_dropped_and_one_can_be_given_up(self, bank, at):
        client = at("writer")
        first, second = self.bring(client), self.bring(client)
        assert "已放弃" in client.get(first["Location"]).content.decode()
        client.post(second["Location"], {"do": "drop"})
        assert set(Intake.objects.values_list("state", flat=True)) == {"dropped"}
        assert not any(one.drafts for one in Intake.objects.all())

    @pytest.mark.parametrize("form", sorted(WRITTEN))
    def test_what_goes_out_comes_back_and_each_time_is_recorded(self, bank, at, form):
        bank.live()
        bank.live(kind="short", content=SHORT)
        waits = bank.proposed()
        answer = at("reader").post(f"{HOME}export/", {"form": form})
        assert answer.status_code == 200
        assert waits.code not in str(answer.content)
        entry = Entry.objects.get(verb="exams.items_exported")
        assert entry.values == {"form": form, "items": 2}
        client = at("writer")
        file = SimpleUploadedFile("x", answer.content)
        kept = self.bring(client, form=form, text="", file=file)
        page = client.get(kept["Location"]).content.decode()
        assert "无误 2 道，有误 0 道" in page
        client.post(kept["Location"], {"do": "all"})
        assert Item.objects.count() == 3
        assert set(Item.objects.values_list("versions__number", flat=True)) == {1}

    def test_a_number_of_another_kind_is_a_fault(self, bank, at):
        item = bank.item()
        text = f"{self.TEXT.split('2.')[0].strip()}\n题号：{item.code}\n".replace(
            "【单选题】", "【多选题】"
        ).replace("答案：B", "答案：AB")
        client = at("writer")
        page = client.get(self.bring(client, text=text)["Location"]).content.decode()
        assert "另一种题型" in page

    def test_nothing_chosen_and_nothing_to_export(self, bank, at):
        client = at("writer")
        assert self.bring(client, text="").status_code == 422
        assert self.bring(client, form="excel").status_code == 422
        assert client.post(f"{HOME}export/", {"form": "excel"}).status_code == 422
        assert client.post(f"{HOME}export/", {"form": "riddle"}).status_code == 404
        assert client.get(f"{HOME}import/template.xlsx").status_code == 200

    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.sampled_from(sorted(FORMATS)), st.binary(min_size=1, max_size=200))
    def test_whatever_file_is_sent_the_page_answers(self, bank, at, form, data):
        file = io.BytesIO(data)
        file.name = "a.bin"
        answer = self.bring(at("writer"), form=form, text="", file=file)
        assert answer.status_code in (302, 422)


def test_the_command_loads_and_looks_every_night(bank, capsys):
    assert main(["load", "--programme", "hubei-2022"]) == 0
    assert "new" in capsys.readouterr().out
    assert main(["load"]) == 0
    assert " 0 new" in capsys.readouterr().out
    assert main(["nightly"]) == 0
    assert "0 items to review" in capsys.readouterr().out
    assert main(["load", "--programme", "nowhere"]) == 2


def test_a_trainee_has_no_bank(bank):
    user = bank.user(bank.hubei.county("420502"))
    Person.objects.create(name="学员", home=bank.hubei.places["420502"], user=user,
                          entered_at=NOW, entered_by="x")  # fmt: skip
    client = Client()
    client.force_login(user)
    assert client.get(HOME).status_code == 403
    assert "题库" not in client.get("/desk/").content.decode()
