"""What the files in the sealed slot must name: version and items of the capability standard."""

from collections.abc import Collection, Iterator, Sequence

from zhicai.foundation.text import Text
from zhicai.planning.rules.checks import Check
from zhicai.planning.rules.package import PAPER, SORT_WORDS, TASK, PaperLine

WHERE = "papers"


def slot_checks(papers: Sequence[PaperLine], clause: str | None) -> Iterator[Check]:
    """Say whether there is exam content at all."""
    content = sum(one.sort == PAPER for one in papers)
    if content:
        says = Text(f"考题内容 {content} 份，已密封", f"Exam content: {content} files, sealed")
        yield Check("ok", says, clause, WHERE)
        return
    says = Text("还没有考题内容，请放入密封袋", "The exam content is missing; put it in the slot")
    yield Check("error", says, clause, WHERE)


def task_checks(papers: Sequence[PaperLine], clause: str | None) -> Iterator[Check]:
    """Remind of the practical task: the test on the systems is compulsory (HB-3.2.5.e)."""
    tasks = sum(one.sort == TASK for one in papers)
    if tasks:
        says = Text(f"实操任务 {tasks} 份，已密封", f"Practical tasks: {tasks} files, sealed")
        yield Check("ok", says, clause, WHERE)
    elif clause:
        says = Text(
            "密封袋里还没有实操任务，系统实操是必考内容",
            "The slot holds no practical task; the practical test is compulsory",
        )
        yield Check("warn", says, clause, WHERE)


def naming_checks(
    papers: Sequence[PaperLine],
    *,
    in_force: int | None,
    known: Collection[str],
    clause: str | None,
) -> Iterator[Check]:
    """Say which file names no item, or not the version in force (HB-3.2.5.f).

    ``known`` are the items of the year's list; without a version in force there is none to name,
    and that is said elsewhere.
    """
    if in_force is None or not papers:
        return
    faulty = [Check("error", says, clause, WHERE) for says in _faults(papers, in_force, known)]
    yield from faulty
    if not faulty:
        says = Text(
            f"每份考题和实操任务都写明对照能力标准第 {in_force} 版的哪些条目",
            f"Every paper and task names the items of version {in_force} of the standard it meets",
        )
        yield Check("ok", says, clause, WHERE)


def _faults(papers: Sequence[PaperLine], in_force: int, known: Collection[str]) -> Iterator[Text]:
    for one in papers:
        sort, name = SORT_WORDS[one.sort], one.name
        if not one.items:
            yield Text(
                f"{sort.zh}“{name}”没有写明对应能力标准的哪些条目，请在密封袋页面选择",
                f"“{name}” ({sort.en}) names no item of the capability standard; choose them in "
                "the slot",
            )
        elif one.standard != in_force:
            had = one.standard or "—"
            yield Text(
                f"{sort.zh}“{name}”对照的是能力标准第 {had} 版，现行第 {in_force} 版，"
                "请重新确认条目",
                f"“{name}” ({sort.en}) goes by version {had} of the standard; version {in_force} "
                "is in force, confirm its items",
            )
        elif not set(one.items) <= set(known):
            yield Text(
                f"{sort.zh}“{name}”对应的条目不在课程清单里",
                f"“{name}” ({sort.en}) names items that the list does not hold",
            )
