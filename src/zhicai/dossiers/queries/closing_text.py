"""What the papers of a dossier say, gathered from its records."""

from datetime import date

from zhicai.documents.writing import chinese_day
from zhicai.dossiers.closing_papers import DossierText, EvaluationText
from zhicai.dossiers.models import ClosingDossier, EffectEvaluation
from zhicai.dossiers.queries.class_figures import effect_questions, effect_score
from zhicai.dossiers.queries.closing import terms_in_force
from zhicai.dossiers.queries.rosters import draft_lines, frozen_lines, roster_of_class
from zhicai.dossiers.rules.class_figures import from_json
from zhicai.dossiers.rules.report import Facts
from zhicai.finance.queries import settlement_of
from zhicai.foundation.text import Text
from zhicai.programmes.queries import law_of
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_key


def evaluation_of(dossier: ClosingDossier) -> EffectEvaluation | None:
    """Return the effect evaluation of a dossier, None before it was filled in."""
    return EffectEvaluation.objects.filter(dossier=dossier).first()


def facts_of(found: TrainingClass, evaluation: EffectEvaluation | None) -> Facts:
    """Return what the sentences of the report say of a class besides figures."""
    return Facts(
        title=found.title,
        venue=found.venue,
        host=found.run_by.name if found.run_by is not None else found.place.name,
        starts=_day(found.starts_on),
        ends=_day(found.ends_on),
        effect=effect_score(evaluation),
    )


def _day(day: date) -> Text:
    return Text(chinese_day(day), day.isoformat())


def text_of(dossier: ClosingDossier, *, on: date) -> DossierText:
    """Return everything that the papers of a dossier say on a day."""
    found, year = dossier.training_class, dossier.programme_year
    evaluation, law = evaluation_of(dossier), law_of(dossier.programme_year)
    frozen = roster_of_class(found)
    lines = (
        [one.line for one in frozen_lines([frozen])]
        if frozen is not None
        else draft_lines(year, class_id=found.pk)
    )
    sender = dossier.filing.sender_organisation
    return DossierText(
        title=found.title,
        number=found.number,
        facts=facts_of(found, evaluation),
        figures=from_json(dossier.figures),
        words=dossier.words,
        evaluation=_evaluation(found, evaluation, on) if evaluation is not None else None,
        settlement=settlement_of(cost_key(found.pk)),
        roster=lines,
        terms=terms_in_force(year, on=on),
        notice=law.head.notice.title.zh,
        issuer=sender.name if sender is not None else dossier.filing.sender.name,
        addressee=f"{year.province.name}知识产权局办公室",
        dated=on,
    )


def _evaluation(found: TrainingClass, row: EffectEvaluation, on: date) -> EvaluationText:
    return EvaluationText(
        from_json(row.figures), row.scores, row.words, effect_questions(found, on=on), row.on,
        row.by,
    )  # fmt: skip
