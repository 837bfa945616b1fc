"""Practical tasks that ship, in a paper that somebody writes."""

from decimal import Decimal
from functools import lru_cache

from zhicai.exams.interchange.shipped import FOLDER, read_folder
from zhicai.exams.models import Blueprint, Exam
from zhicai.exams.tests.scenes import Scene

SEARCH, LICENCE, SHEET = "practical-1-001", "practical-2-001", "skill-2-t01"
NARROW = "电池 AND 液冷"
BEST = "(电池 OR 电芯) AND (液冷 OR 水冷 OR 冷却液) AND IPC=H01M10/6* NOT TI=(风冷 OR 导风)"


@lru_cache(maxsize=1)
def shipped():
    """The tasks that ship, as raw items by their ids."""
    _bases, found = read_folder(FOLDER)
    return {
        raw.values["id"]: dict(raw.values) for raw in found.raws if raw.values.get("kind") == "task"
    }


def content_of(code):
    """The content of a task that ships."""
    raw = shipped()[code]
    return {key: raw[key] for key in ("stem", "task", "config", "why")}


def mended(code=LICENCE):
    """Everything right in a declaration: its defects found, named and mended as its author did."""
    defects = content_of(code)["config"]["defects"]
    told = {"found[]": [one["field"] for one in defects]}
    for one in defects:
        told |= {f"kind.{one['field']}": one["kind"], f"fix.{one['field']}": one["model"]}
    return told


class TaskScene(Scene):
    """A practical test of three tasks: 1 the search, 2 the declaration, 3 the disclosure sheet."""

    def __init__(self):
        super().__init__(choices=0, short=False)
        for number, code in enumerate((SEARCH, LICENCE, SHEET), start=1):
            marks = Decimal(shipped()[code]["marks"])
            self._item(number, "task", content_of(code), marks)
        Blueprint.objects.update(part="practical", total=100)
        Exam.objects.update(part="practical", round="first", title="实操考试")
        self.exam.refresh_from_db()
