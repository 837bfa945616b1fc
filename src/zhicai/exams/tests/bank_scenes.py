"""A bank with named people: who composes, who writes at a base, who reads at the centre."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.exams.actions.bases import NewText, enter_basis
from zhicai.exams.actions.items import propose_items, write_item
from zhicai.exams.actions.naming import name_member
from zhicai.exams.actions.reading import Read, read_items
from zhicai.exams.interchange.drafts import Draft, Rest
from zhicai.exams.models import Basis, Item
from zhicai.exams.queries.bank import latest_of
from zhicai.exams.rules.bank import key_of
from zhicai.exams.rules.items import marks_of, read_content
from zhicai.planning.tests.scenes import Hubei, at, hubei

LAW = "patent-law"
TEXT = NewText("2020-10-17", date(2021, 6, 1))
NOW = at("02-20")
CHOICE = {
    "stem": "下列哪一项可以授予发明专利权？",
    "options": [
        {"text": "科学发现"}, {"text": "新的技术方案", "right": True}, {"text": "智力活动规则"},
        {"text": "疾病诊断方法"},
    ],
    "why": "发明是新的技术方案。",
}  # fmt: skip
SHORT = {"stem": "说明新颖性和创造性的区别。", "rubric": [
    {"point": "单独对比", "marks": 2}, {"point": "结合对比", "marks": 3},
]}  # fmt: skip


class Bank:
    """The bank of Hubei with one document, three named people and one who is not."""

    def __init__(self) -> None:
        self.hubei: Hubei = hubei()
        self.year = self.hubei.year
        self.composer: Acting = self.hubei.body("working-group")
        self.writer: Acting = self.hubei.body("base", home="420500", serves=("420500",))
        self.reader: Acting = self.hubei.body("development-centre", serves=("420000",))
        self.unnamed: Acting = self.hubei.body("base", home="420100", serves=("420100",))
        for one in (self.composer, self.writer, self.reader):
            self.name(one)
        self.law: Basis = enter_basis(
            self.year, code=LAW, kind="statute", zh="中华人民共和国专利法", en="Patent Law",
            text=TEXT, by=self.composer, at=NOW,
        )  # fmt: skip

    def name(self, one: Acting) -> None:
        """Name someone to see the bank."""
        name_member(self.year, self.user(one), by=self.composer, at=NOW)

    def user(self, one: Acting) -> User:
        """The account behind someone who acts."""
        return User.objects.get(pk=one.user_id)

    def draft(self, **changes: object) -> Draft:
        """A draft that passes every check."""
        rest = Rest(LAW, TEXT.version, "第二条")
        found = Draft("single", CHOICE, Decimal(2), 2, "know-1", (rest,))
        made = replace(found, **changes)  # type: ignore[arg-type]
        return replace(made, marks=marks_of(made.kind, made.content) or made.marks)

    def item(self, *, by: Acting | None = None, **changes: object) -> Item:
        """An item that somebody wrote."""
        return write_item(self.year, self.draft(**changes), by=by or self.writer, at=NOW)

    def proposed(self, **changes: object) -> Item:
        """An item that waits for a reader."""
        item = self.item(**changes)
        propose_items([item], by=self.writer, at=NOW)
        item.refresh_from_db()
        return item

    def read(self, item: Item, *, sound: bool = True, says: str = "", by: Acting | None = None):
        """The second reader answers with the key and says what he found."""
        version = latest_of(item)
        content = read_content(item.kind, version.content)
        assert not isinstance(content, tuple)
        answer = key_of(content)
        given = Read(version.pk, "按要点" if answer is None else answer, sound, says)
        read_items([given], by=by or self.reader, at=NOW)
        item.refresh_from_db()
        return item

    def live(self, **changes: object) -> Item:
        """An item in use."""
        return self.read(self.proposed(**changes))
