"""The pages of the bank: for named people, complete without a script, every fault at its field."""

import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.accounts.waiting import sources
from zhicai.exams.actions.naming import end_member
from zhicai.exams.command import main
from zhicai.exams.models import BankMember, Item, ItemStatistic
from zhicai.exams.queries.bank import latest_of
from zhicai.exams.rules.editing import content_of, nested
from zhicai.exams.rules.items import read_content
from zhicai.exams.tests.bank_scenes import CHOICE, NOW, SHORT
from zhicai.exams.tests.interchange_making import KINDS, contents
from zhicai.people.models import Person

pytestmark = pytest.mark.django_db
HOME = "/exams/bank/"


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

    def test_someone_of_a_unit_who_was_not_named_is_told_whom_to_ask(self, bank, at_bank):
        item = bank.live()
        client = at_bank("unnamed")
        for address in self.ADDRESSES:
            answer = client.get(f"{HOME}{address}")
            assert answer.status_code == 403 or address.endswith("xlsx")
        assert "指定" in client.get(HOME).content.decode()
        for address in (f"{item.pk}/", f"{item.pk}/edit/", f"{item.pk}/read/",
                        f"{item.pk}/versions/"):  # fmt: skip
            assert client.get(f"{HOME}{address}").status_code == 404

    def test_the_group_names_people_and_takes_it_back(self, bank, at_bank):
        client, user = at_bank("composer"), bank.user(bank.unnamed)
        page = client.get(f"{HOME}people/").content.decode()
        assert user.name in page
        client.post(f"{HOME}people/", {"do": "name", "user": user.pk})
        assert BankMember.objects.filter(user=user, ended_at=None).exists()
        client.post(f"{HOME}people/", {"do": "end", "user": user.pk})
        assert not BankMember.objects.filter(user=user, ended_at=None).exists()
        assert client.post(f"{HOME}people/", {"do": "name", "user": "0"}).status_code == 422
        assert at_bank("writer").get(f"{HOME}people/").status_code == 403

    def test_who_names_people_and_is_not_named_is_led_there(self, bank, at_bank):
        end_member(bank.year, bank.composer.user_id, by=bank.composer, at=NOW)
        answer = at_bank("composer").get(HOME)
        assert answer.status_code == 302
        assert answer["Location"].endswith("/people/")


class TestList:
    def test_more_items_than_a_page_in_a_fixed_number_of_queries(
        self, bank, at_bank, django_assert_max_num_queries
    ):
        for _ in range(60):
            bank.item()
        client = at_bank("writer")
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
    def test_filters(self, bank, at_bank, query, shown):
        bank.item(code="a")
        live = bank.item(code="b", by=bank.composer)
        bank.item(code="c", kind="short", content=SHORT, difficulty=4)
        bank.item(code="d", topic="know-2")
        client = at_bank("writer")
        client.post(HOME, {"do": "propose", "selected": live.pk})
        live.refresh_from_db()
        bank.read(live)
        ItemStatistic.objects.create(
            item_version=latest_of(live), n=40, share="0.99", flags=["easy"], counted_at=NOW
        )
        page = client.get(f"{HOME}?{query}").content.decode()
        assert set(re.findall(r"/exams/bank/\d+/\">(\w)</a>", page)) == shown

    def test_chosen_items_are_proposed_at_once_and_each_that_cannot_is_named(self, bank, at_bank):
        good, bad = bank.item(), bank.live()
        client = at_bank("writer")
        answer = client.post(HOME, {"do": "propose", "selected": [good.pk, bad.pk]})
        assert answer.status_code == 422
        assert bad.code in answer.content.decode()
        client.post(HOME, {"do": "propose", "selected": [good.pk]})
        good.refresh_from_db()
        assert good.state == "proposed"

    def test_an_empty_bank_offers_what_ships(self, bank, at_bank):
        client = at_bank("composer")
        assert "载入随软件提供的试题" in client.get(HOME).content.decode()
        client.post(HOME, {"do": "load"})
        assert Item.objects.filter(state="proposed").count() >= 200


class TestEditor:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_written_and_changed_without_a_script(self, bank, at_bank, kind):
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
        client = at_bank("writer")
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
            other = at_bank(who)
            assert other.get(f"{HOME}{item.pk}/edit/").status_code == 404
            assert other.get(f"{HOME}{item.pk}/versions/").status_code == 404

    def test_every_fault_at_once_each_at_its_field_and_nothing_is_lost(self, bank, at_bank):
        client = at_bank("writer")
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

    def test_more_lines_on_request_and_a_copy_of_an_item(self, bank, at_bank):
        client = at_bank("writer")
        sent = {"kind": "single", "options.0.text": "甲", "do": "add options", "stem": "问"}
        page = client.post(f"{HOME}new/?kind=single", sent).content.decode()
        assert 'name="options.4.text"' in page
        item = bank.live()
        page = client.get(f"{HOME}new/?from={item.pk}").content.decode()
        assert CHOICE["stem"] in page
        assert 'name="id" maxlength="40" value=""' in page

    def test_whoever_is_late_is_told_and_bad_settings_of_a_task_stand_at_their_field(
        self, bank, at_bank
    ):
        item = bank.item()
        client = at_bank("writer")
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
    def test_a_reader_answers_then_sees_the_key_and_puts_the_item_in_use(self, bank, at_bank):
        item = bank.proposed()
        client, address = at_bank("reader"), f"{HOME}{item.pk}/read/"
        assert item.code in client.get(f"{HOME}reading/").content.decode()
        for page in (client.get(address), client.get(f"{HOME}{item.pk}/")):
            words = page.content.decode()
            assert CHOICE["why"] not in words
            assert all(option["text"] in words for option in CHOICE["options"])
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

    def test_another_answer_keeps_it_out_of_use_and_the_words_reach_the_author(self, bank, at_bank):
        item = bank.proposed()
        client, address = at_bank("reader"), f"{HOME}{item.pk}/read/"
        client.post(address, {"q1": "0"})
        assert client.post(address, {"sound": "1"}).status_code == 422
        assert client.post(address, {"sound": "0", "says": ""}).status_code == 422
        client.post(address, {"sound": "0", "says": "甲也对"})
        assert "甲也对" in at_bank("writer").get(f"{HOME}{item.pk}/").content.decode()

    def test_the_author_has_nothing_to_read_and_words_are_compared_by_hand(self, bank, at_bank):
        item = bank.proposed(kind="short", content=SHORT)
        assert at_bank("writer").get(f"{HOME}{item.pk}/read/").status_code == 404
        client, address = at_bank("composer"), f"{HOME}{item.pk}/read/"
        client.post(address, {"q1": "单独对比"})
        assert "评分要点" in client.get(address).content.decode()
        client.post(address, {"sound": "1"})
        item.refresh_from_db()
        assert item.state == "live"

    def test_steps_are_put_in_order_without_a_script(self, bank, at_bank):
        content = {"stem": "排", "steps": ["一", "二", "三"]}
        item = bank.proposed(kind="ordering", content=content)
        client, address = at_bank("reader"), f"{HOME}{item.pk}/read/"
        page = client.post(address, {"q1": ["1", "0", "2"], "move": "q1.0.up"}).content.decode()
        assert re.findall(r'name="q1" value="(\d)"', page) == ["0", "1", "2"]
        client.post(address, {"q1": ["0", "1", "2"], "q1.set": "1", "do": "answer"})
        assert "一致" in client.get(address).content.decode()

    def test_more_than_a_page_waits_and_the_inbox_counts_it(
        self, bank, at_bank, django_assert_max_num_queries
    ):
        for _ in range(55):
            bank.proposed()
        client = at_bank("reader")
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
    def test_a_new_text_moves_items_and_every_fault_is_at_its_field(self, bank, at_bank):
        item, client = bank.live(), at_bank("writer")
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

    def test_items_in_review_are_moved_to_the_new_text_many_at_once_and_read_again(
        self, bank, at_bank
    ):
        first, second = bank.live(), bank.live()
        client, address = at_bank("writer"), f"{HOME}bases/{bank.law.pk}/"
        client.post(address, {"version": "2022-03-01", "since": "2022-02-20"})
        page = client.get(address).content.decode()
        rows = re.findall(r'name="article-(\d+)"', page)
        assert len(rows) == 2
        assert client.post(address, {"do": "move"}).status_code == 422
        chosen = {"do": "move", "selected": [first.pk], f"article-{rows[0]}": ""}
        assert client.post(address, chosen).status_code == 422
        client.post(address, chosen | {f"article-{rows[0]}": "第三条"})
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("proposed", "review")
        rest = latest_of(first).bases.get()
        assert (rest.basis_version.version, rest.article) == ("2022-03-01", "第三条")
        assert latest_of(first).content == CHOICE
        assert client.get(f"{HOME}{first.pk}/read/").status_code == 404
        assert bank.read(first).state == "live"

    def test_another_document_is_entered(self, bank, at_bank, django_assert_max_num_queries):
        client = at_bank("writer")
        sent = {"zh": "商标法", "kind": "statute", "code": "Trade Mark", "version": "2019",
                "since": "2019-11-01", "until": "2019-10-01"}  # fmt: skip
        answer = client.post(f"{HOME}bases/", sent)
        assert answer.status_code == 422
        good = sent | {"code": "trademark", "until": ""}
        assert client.post(f"{HOME}bases/", good).status_code == 302
        with django_assert_max_num_queries(25):
            assert "商标法" in client.get(f"{HOME}bases/").content.decode()


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
