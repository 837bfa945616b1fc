"""A letter to enterprises as a paper: one, or all that were written at once with a list of them."""

from collections.abc import Sequence

from zhicai.documents.paper import Annex, Block, Citation, Paper, Paragraph, Table
from zhicai.documents.writing import chinese_day
from zhicai.foundation.clock import CHINA
from zhicai.programmes.queries import law_of
from zhicai.registers.models import Letter
from zhicai.results.queries.coverage import CoverageLaw
from zhicai.training.models import TrainingClass

MOST_CLASSES = 8


def letter_paper(
    letters: Sequence[Letter], classes: Sequence[TrainingClass], law: CoverageLaw
) -> Paper:
    """Return the paper of letters that share one text; ``classes`` are those open nearby."""
    first = letters[0]
    one = len(letters) == 1
    body: list[Block] = [Paragraph(first.says)]
    if classes:
        body.append(Paragraph("近期接受报名的培训班："))
        body.append(_classes(classes[:MOST_CLASSES]))
    asked = next((kind for kind in law.kinds if first.about == law.about + kind.id), None)
    for clause in asked.clause if asked else ():
        body.append(Citation(clause, where=law_of(law.year).head.notice.title.zh))
    annexes = () if one else (Annex("有关企业名单", (_names(letters),)),)
    return Paper(
        title=first.title,
        body=tuple(body),
        addressees=(first.organisation.name,) if one else ("各有关企业",),
        annexes=annexes,
        issuer=first.office,
        dated=first.written_at.astimezone(CHINA).date(),
        contact=f"联系人：{first.written_by}",
    )


def _classes(classes: Sequence[TrainingClass]) -> Table:
    rows = [("班次", "时间", "地点", "联系电话")]
    rows += [
        (
            one.title,
            f"{chinese_day(one.starts_on)}至{chinese_day(one.ends_on)}",
            one.venue,
            one.phone,
        )
        for one in classes
    ]
    return Table(tuple(rows))


def _names(letters: Sequence[Letter]) -> Table:
    rows = [("序号", "企业名称", "统一社会信用代码", "所在地")]
    rows += [
        (str(n), row.organisation.name, row.organisation.code, row.organisation.home.name)
        for n, row in enumerate(letters, start=1)
    ]
    return Table(tuple(rows))
