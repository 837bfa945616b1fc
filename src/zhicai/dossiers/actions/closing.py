"""The working group's own verbs before it sends a dossier: begin, evaluate, write, take figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.dossiers.actions.writing import refuse_stale
from zhicai.dossiers.closing import DOSSIER, dossier_document, dossier_handling, has_ended
from zhicai.dossiers.models import ClosingDossier, EffectEvaluation
from zhicai.dossiers.queries.class_figures import effect_questions, gather_class
from zhicai.dossiers.queries.closing import (
    CLOSE,
    class_seen,
    dossier_may_change,
    terms_in_force,
    writes_dossiers,
)
from zhicai.dossiers.rules.class_figures import to_json
from zhicai.dossiers.rules.closing import EVALUATION
from zhicai.dossiers.rules.report import LONGEST, clean
from zhicai.filing.actions import open_filing
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Organisation
from zhicai.planning.queries.asked import series_of
from zhicai.programmes.queries import settings_of
from zhicai.training.models import TrainingClass
from zhicai.training.rules.evaluation import score_faults

EVALUATION_KEYS = ("strengths", "problems", "measures")


@transaction.atomic
def open_dossier(found: TrainingClass, *, by: Acting, at: datetime) -> ClosingDossier:
    """Begin the dossier of a class that is over, or return the one there is.

    Only the working group; Refused while the class goes on (HB-3.2.6.6.a).
    """
    require(by, CLOSE)
    on = at.astimezone(CHINA).date()
    row = class_seen(by, found.pk, on=on)
    if not writes_dossiers(by):
        raise OutOfScope
    year = row.programme_year
    document = dossier_document(year)
    known = ClosingDossier.objects.select_for_update(of=("self",)).filter(training_class=row)
    held = known.first()
    if held is not None:
        return held
    if not has_ended(row, on=on):
        says = Text(
            f"{row.title}要到 {row.ends_on} 结束，结束后才能编制结班材料。",
            f"“{row.title}” ends on {row.ends_on}; its dossier can be written once it is over.",
        )
        raise Refused([Reason(says, document.clause[0])])
    organisation = Organisation.objects.select_related("home").get(pk=by.organisation_id or 0)
    filing = open_filing(
        kind=DOSSIER,
        series=f"{series_of(year)}/{row.pk}",
        title=f"{row.title}结班材料"[:200],
        sender=organisation.home,
        organisation=organisation,
        receiver=year.province,
        receiver_level=Level.PROVINCE,
        handling=dossier_handling(year, settings_of(year, on=on)),
        by=by,
    )
    made = ClosingDossier.objects.create(
        programme_year=year, training_class=row, filing=filing,
        figures=to_json(gather_class(row, on=on)), generated_at=at, generated_by=by.name,
        words=clean({}), edited_by=by.name, edited_at=at,
    )  # fmt: skip
    record(by, "dossiers.dossier_opened", made, place=row.place.code, clause=document.clause[0])
    return made


def locked_dossier(dossier: ClosingDossier, by: Acting) -> ClosingDossier:
    """Return the dossier's row locked; OutOfScope unless the user's group writes it."""
    require(by, CLOSE)
    row = held_dossier(dossier.pk)
    if not writes_dossiers(by) or row.programme_year.province.code != by.province:
        raise OutOfScope
    return row


def held_dossier(pk: int) -> ClosingDossier:
    """Return a dossier's row locked until the transaction ends."""
    return (
        ClosingDossier.objects.select_for_update(of=("self",))
        .select_related(
            "filing__sender_organisation", "training_class__place", "training_class__run_by",
            "training_class__programme_year__province", "programme_year__province",
        )
        .get(pk=pk)
    )  # fmt: skip


def refuse_shut(dossier: ClosingDossier) -> None:
    """Raise Refused where the draft cannot be changed: under review, or archived."""
    if dossier_may_change(dossier):
        return
    archived = dossier.archived_at is not None
    says = (
        Text(
            f"材料已归档（{dossier.number}），只读。有误请登记更正，更正与原件并列。",
            f"The dossier is archived ({dossier.number}) and read-only. Enter a correction beside "
            "it.",
        )
        if archived
        else Text(
            "材料已报送，正在审核，不能修改。要改，请先撤回，或等退回意见。",
            "The dossier is under review. Withdraw it first, or wait for its return.",
        )
    )
    on = dossier.edited_at.astimezone(CHINA).date()
    raise Refused([Reason(says, terms_in_force(dossier.programme_year, on=on).clause or None)])


@transaction.atomic
def evaluate_effect(
    dossier: ClosingDossier,
    scores: Mapping[str, int | None],
    words: Mapping[str, Any],
    *,
    by: Acting,
    at: datetime,
) -> EffectEvaluation:
    """Fill in the effect evaluation, or mend it before it is sent (HB-3.2.6.6.a).

    Feedback and results are fixed with it as they stand. BadInput with every question that has no
    score, and without words where one is 2 or less.
    """
    row = locked_dossier(dossier, by)
    refuse_shut(row)
    on = at.astimezone(CHINA).date()
    kept = {key: str(words.get(key, "")).replace("\r\n", "\n").strip() for key in EVALUATION_KEYS}
    questions = effect_questions(row.training_class, on=on)
    said = max(kept.values(), key=len)
    faults = score_faults(questions, {one.key: scores.get(one.key) for one in questions}, said)
    if faults:
        raise BadInput(faults)
    marks = {one.key: int(scores[one.key] or 0) for one in questions}
    made, fresh = EffectEvaluation.objects.update_or_create(
        dossier=row,
        defaults={
            "figures": to_json(gather_class(row.training_class, on=on)), "scores": marks,
            "words": kept, "on": on, "at": at, "by": by.name, "office": by.office,
        },
    )  # fmt: skip
    if fresh and not row.words.get("effect"):
        row.words, row.revision = {**row.words, "effect": _joined(kept)}, row.revision + 1
        row.edited_by, row.edited_at = by.name, at
        row.save(update_fields=["words", "revision", "edited_by", "edited_at"])
    clause = terms_in_force(row.programme_year, on=on).clause_of(EVALUATION)
    record(by, "dossiers.effect_evaluated", row, place=row.training_class.place.code,
           clause=clause, values={"scores": marks})  # fmt: skip
    return made


def _joined(words: Mapping[str, str]) -> str:
    return "\n".join(text for text in words.values() if text)[:LONGEST]


@transaction.atomic
def save_report(
    dossier: ClosingDossier, *, by: Acting, words: Mapping[str, Any], revision: int, at: datetime
) -> ClosingDossier:
    """Save the words of the report as the next revision; the same words again are none.

    Nothing but words is taken: figures come from the records alone. Stale where another saved
    meanwhile, Refused while under review or archived.
    """
    row = locked_dossier(dossier, by)
    refuse_stale(row, revision, Text("报告", "report"))
    refuse_shut(row)
    fresh = clean(words)
    if fresh == row.words:
        return row
    row.words, row.revision = fresh, row.revision + 1
    row.edited_by, row.edited_at = by.name, at
    row.save(update_fields=["words", "revision", "edited_by", "edited_at"])
    record(by, "dossiers.report_worded", row, place=row.training_class.place.code,
           values={"revision": row.revision})  # fmt: skip
    return row


@transaction.atomic
def take_figures(dossier: ClosingDossier, *, by: Acting, at: datetime) -> ClosingDossier:
    """Take the figures over as the records have them now; the words stay as they are."""
    row = locked_dossier(dossier, by)
    refuse_shut(row)
    on = at.astimezone(CHINA).date()
    row.figures = to_json(gather_class(row.training_class, on=on))
    row.generated_at, row.generated_by = at, by.name
    row.save(update_fields=["figures", "generated_at", "generated_by"])
    record(by, "dossiers.figures_taken", row, place=row.training_class.place.code)
    return row
