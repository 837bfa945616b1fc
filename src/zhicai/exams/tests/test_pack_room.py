"""The machine of a room without network, from the sealed pack to the signed answers."""

import pytest

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import User
from zhicai.exams.actions import packs_room
from zhicai.exams.actions.room import void_for_all
from zhicai.exams.models import PaperItem, RoomPack, Sitting
from zhicai.exams.packs import keys
from zhicai.exams.packs.answers import read_answers
from zhicai.exams.packs.gate import DOOR, Gate
from zhicai.exams.packs.pack import open_pack
from zhicai.exams.tests.pack_scenes import PEOPLE, RoomMachine, other_pack
from zhicai.exams.tests.room_scenes import text
from zhicai.exams.tests.scenes import after
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.project import exam_room


def said(call):
    with pytest.raises(BadInput) as refusal:
        call()
    return [one.says.en for one in refusal.value.faults]


class TestTheRoom:
    def test_before_the_key_the_machine_holds_no_question_and_lets_nobody_in(self, kept, db):
        packs_room.serve_pack(kept.fields["data"], by=SYSTEM, at=after(-20))
        assert not Sitting.objects.exists()
        assert "belong together" in said(lambda: packs_room.enter_with_slip(kept.codes[0], ""))[0]
        wrong = keys.shown(keys.new_key())
        assert (
            "does not belong"
            in said(lambda: packs_room.enter_with_key(wrong, by=SYSTEM, at=after(-9)))[0]
        )
        assert RoomPack.objects.get().exam is None

    def test_with_the_key_the_paper_still_waits_for_the_hour(self, kept, db):
        machine = RoomMachine(kept)
        assert machine.exam.paper.state == "sealed"
        assert not PaperItem.objects.exists()
        again = packs_room.enter_with_key(keys.shown(kept.fields["key"]), by=SYSTEM, at=after(-3))
        assert again.pk == machine.watcher.user_id
        assert Sitting.objects.count() == PEOPLE

    def test_another_pack_does_not_take_the_place_of_the_first(self, kept, db):
        packs_room.serve_pack(kept.fields["data"], by=SYSTEM, at=after(-20))
        assert packs_room.serve_pack(kept.fields["data"], by=SYSTEM, at=after(-20)).pk == 1
        other = other_pack()
        assert (
            "another pack"
            in said(lambda: packs_room.serve_pack(other, by=SYSTEM, at=after(-20)))[0]
        )

    def test_an_item_that_it_voids_goes_along_with_the_answers(self, kept, db):
        machine = RoomMachine(kept)
        first = machine.exam.sittings.select_related("person").order_by("pk")[0]
        machine.sit(first, right=True)
        void_for_all(machine.exam, 2, reason="印刷不清", by=machine.watcher, at=after(22))
        found = read_answers(machine.export(25), kept.fields["public"])
        assert [(one.number, one.reason, one.at) for one in found.voids] == [
            (2, "印刷不清", after(22))
        ]


class TestItsPages:
    def test_key_and_slip_lead_into_the_room_and_to_the_sitting(self, kept, db, client):
        packs_room.serve_pack(kept.fields["data"], by=SYSTEM, at=after(-20))
        with clock.standing_at(after(-12)):
            page = client.get(DOOR)
            assert "结业考试" in text(page)
            assert "准考证号" not in text(page)
            wrong = client.post(DOOR, {"do": "key", "key": "12345"})
            assert (wrong.status_code, "5 组" in text(wrong)) == (422, True)
            key = keys.shown(kept.fields["key"])
            client.post(DOOR, {"do": "key", "key": key})
            assert "导出答案" in text(client.get(DOOR))
            exam = RoomPack.objects.get().exam
            assert client.get(f"/exams/room/{exam.pk}/").status_code == 200
            file = client.post("/exams/here/answers/")
            assert (file.status_code, file.content[:2]) == (200, b"PK")
            client.logout()
            slip = open_pack(kept.fields["data"], kept.fields["key"])[1].candidates[0]
            none = client.post(DOOR, {"do": "slip", "code": slip.code, "last4": "9999"})
            assert none.status_code == (422 if slip.last4 else 302)
            client.logout()
            came = client.post(DOOR, {"do": "slip", "code": slip.code.lower(), "last4": slip.last4})
            assert came["Location"] == f"/exams/s/{slip.code}/"
            assert client.get(came["Location"]).status_code == 200
            assert client.post("/exams/here/answers/").status_code in (403, 404)

    def test_a_site_with_network_has_no_such_page(self, db, client):
        assert client.get(DOOR)["Location"] == "/"
        assert client.post(DOOR, {"do": "key", "key": "x"})["Location"] == "/"
        assert not User.objects.exists()

    def test_the_gate_lets_the_exam_through_and_nothing_else(self):
        gate, told = Gate(lambda *_: [b"site"]), []
        for path in ("/", "/people/", "/exams/bank/", "/exams/papers/", "/api/x"):
            assert gate({"PATH_INFO": path}, lambda *said: told.append(said)) == [b""]
        assert {dict(head)["Location"] for _, head in told} == {DOOR}
        part = {"PATH_INFO": "/desk/count/", "HTTP_HX_REQUEST": "true"}
        assert gate(part, lambda *said: told.append(said)) == []
        assert told[-1][0].startswith("204")
        for path in (DOOR, "/exams/s/ABC/write/", "/exams/keep/", "/exams/room/1/", "/static/a.js"):
            assert gate({"PATH_INFO": path}, None) == [b"site"]


def test_the_command_says_which_file_it_cannot_read(tmp_path, capsys):
    assert exam_room.main([str(tmp_path / "none.zcpack")]) == 1
    assert "none.zcpack" in capsys.readouterr().err
