"""Sealed papers for the slot of the assessment package, in place of a file (HB-3.2.6.2.c)."""

from collections.abc import Sequence

from django.urls import reverse

from zhicai.exams.models import Blueprint, Paper
from zhicai.exams.queries.composing import SOURCE, blueprint_of, sealed_papers
from zhicai.foundation.text import Text
from zhicai.planning.rules.package import PAPER, TASK
from zhicai.planning.sources import Sealed, Source, register_source
from zhicai.programmes.models import ProgrammeYear


def offered(year: ProgrammeYear) -> Sequence[Sealed]:
    """Return the sealed papers of a year's exams; nothing is told of what is in them."""
    return [_sealed(paper) for paper in sealed_papers(year)]


def _sealed(paper: Paper) -> Sealed:
    blueprint = paper.blueprint
    practical = blueprint.part == Blueprint.Part.PRACTICAL
    items = tuple(dict.fromkeys(str(row.get("topic", "")) for row in blueprint.rows))
    return Sealed(
        str(paper.pk), f"{blueprint.title} {paper.label}（{paper.get_use_display()}）",
        paper.sha256, len(paper.sealed), TASK if practical else PAPER, items,
    )  # fmt: skip


def page(key: str) -> str:
    """Return the page of the blueprint of a paper."""
    blueprint = blueprint_of(int(key)) if key.isascii() and key.isdigit() else None
    return reverse("exams:blueprint", args=[blueprint]) if blueprint else ""


register_source(Source(SOURCE, Text("考试系统密封卷", "Sealed paper of the exams"), offered, page))
