"""Two certified specialists of Yiling, rules that count from 2022, facts that earn."""

from datetime import date, datetime

from zhicai.archive.actions.claims import claim, decide_claim
from zhicai.archive.rules import ClaimFacts
from zhicai.archive.tests.scenes import AT, ON, Archive, client_of, paper
from zhicai.foundation.clock import CHINA
from zhicai.merits.actions.ledger import book
from zhicai.merits.actions.sets import draft_set, enact
from zhicai.merits.models import Entry, Posting
from zhicai.merits.queries.law import merit_law

PARTS = ("points", "grades", "categories")


def noon(day):
    """A moment of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)


class Merits(Archive):
    """The archive's scene with points, grades and categories in use."""

    def __init__(self):
        super().__init__()
        self.open()

    def open(self, *parts, to=True):
        """Take parts into use, or out of it."""
        for part in parts or PARTS:
            self.hubei.decide(f"{part}-open", to)

    def rules(self, on=ON):
        """The law of the day."""
        return merit_law(self.province, on=on)

    def draft(self, **more):
        """The example as a draft."""
        known = {"example": "example", "by": self.province, "at": AT}
        return draft_set(self.rules(), "2022 年规则", **(known | more))

    def enacted(self, year=2022):
        """The example in force."""
        return enact(self.draft(), self.rules(), year=year, basis="鄂知发〔2022〕1号",
                     by=self.province, at=AT)  # fmt: skip

    def claimed(self, what="title", kind="intermediate", name="知识产权师", on=date(2022, 3, 20)):
        """Something that Guo wrote and the county confirmed."""
        row = claim(self.guo, ClaimFacts(what, name, on, kind=kind), self.law, upload=paper(),
                    by=self.own, at=AT)  # fmt: skip
        return decide_claim(row, confirm=True, reason="", by=self.county, at=AT)

    def book(self, on=ON, **more):
        """Book what is due by a day."""
        return book(self.rules(on), at=noon(on), **more)

    def tenths(self, person=None):
        """The postings of someone, in order: kind, tenths."""
        rows = Posting.objects.filter(person=person or self.guo).order_by("pk")
        return [(one.kind, one.tenths) for one in rows]


def balanced():
    """Every posting has two lines that sum to nothing."""
    sums = {}
    for posting, side, tenths in Entry.objects.values_list("posting", "side", "tenths"):
        sums.setdefault(posting, {})[side] = tenths
    return len(sums) == Posting.objects.count() and all(
        set(one) == {"person", "rule"} and sum(one.values()) == 0 for one in sums.values()
    )


__all__ = ["AT", "ON", "PARTS", "Merits", "balanced", "client_of", "noon"]
