"""Tables of the reviews: criteria, upgrade rounds, commendations, evaluations."""

from zhicai.reviews.models.commending import CommendationRound, Nomination
from zhicai.reviews.models.criteria import CriteriaSet
from zhicai.reviews.models.evaluating import Evaluation, Score, Sheet
from zhicai.reviews.models.upgrading import Application, Evidence, Review, UpgradeRound

__all__ = [
    "Application",
    "CommendationRound",
    "CriteriaSet",
    "Evaluation",
    "Evidence",
    "Nomination",
    "Review",
    "Score",
    "Sheet",
    "UpgradeRound",
]
