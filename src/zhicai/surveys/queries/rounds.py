"""Questionnaires and rounds within one's reach, and what a link or token opens."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import PlaceFacts, path_of, places_under, tree
from zhicai.surveys.models import Answer, Invitation, Questionnaire, Round, Target
from zhicai.surveys.rules.content import Content, content_of


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(f"zhicai.surveys:{token}".encode()).hexdigest()


def is_open(round_: Round, on: date) -> bool:
    """Say whether a round takes answers on a day."""
    return round_.opens_on <= on <= round_.closes_on


def content_of_round(round_: Round) -> Content:
    """Return what a round asks."""
    return content_of(round_.version.content)


def questionnaires_visible_to(acting: Acting, *, on: date) -> QuerySet[Questionnaire]:
    """Return the questionnaires of the offices within the user's reach, the last edited first."""
    places = places_under(reach_of(acting, "surveys.read"), on=on)
    rows = Questionnaire.objects.filter(place__in=places).select_related("place")
    return rows.annotate(published=Count("versions")).order_by("-edited_at", "-pk")


def questionnaire_for(acting: Acting, pk: int, *, on: date) -> Questionnaire:
    """Return one questionnaire within the user's reach, else OutOfScope."""
    found = questionnaires_visible_to(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def rounds_visible_to(acting: Acting, *, on: date) -> QuerySet[Round]:
    """Return the rounds within the user's reach with how many answers are expected and there."""
    places = places_under(reach_of(acting, "surveys.read"), on=on)
    return with_counts(Round.objects.filter(place__in=places))


def with_counts(rows: QuerySet[Round]) -> QuerySet[Round]:
    """Return rounds with ``expected`` and ``answered``."""
    targets = Target.objects.filter(round=OuterRef("pk")).order_by().values("round")
    answers = Answer.objects.filter(round=OuterRef("pk")).order_by().values("round")
    expected = Subquery(targets.annotate(n=Sum("expected")).values("n"))
    answered = Subquery(answers.annotate(n=Count("pk")).values("n"))
    return rows.select_related("place", "version__questionnaire").annotate(
        expected=Coalesce(expected, 0, output_field=IntegerField()),
        answered=Coalesce(answered, 0, output_field=IntegerField()),
    )


def round_for(acting: Acting, pk: int, *, on: date) -> Round:
    """Return one round within the user's reach, else OutOfScope."""
    found = rounds_visible_to(acting, on=on).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def rounds_about(about: str) -> QuerySet[Round]:
    """Return the rounds that an app has opened about one thing, the latest first.

    Who may see them is the business of the app that asks.
    """
    return with_counts(Round.objects.filter(about=about)).order_by("-opens_on", "-pk")


def round_by_link(link: str) -> Round:
    """Return the round that a link opens, else OutOfScope."""
    rows = Round.objects.select_related("version__questionnaire", "place")
    found = rows.filter(link=link).first() if link else None
    if found is None:
        raise OutOfScope
    return found


def invitation_by_token(token: str) -> Invitation:
    """Return the invitation that a token opens, else OutOfScope."""
    rows = Invitation.objects.select_related("round__version__questionnaire", "round__place")
    found = rows.filter(token_hash=hash_of(token)).first()
    if found is None:
        raise OutOfScope
    return found


def invitations_of_user(acting: Acting, *, on: date) -> QuerySet[Invitation]:
    """Return what a signed-in user is asked and has not answered, in rounds open on a day."""
    rows = Invitation.objects.filter(
        user_id=acting.user_id, used=False, round__opens_on__lte=on, round__closes_on__gte=on
    )
    return rows.select_related("round__place").order_by("round__closes_on", "pk")


def invitation_of_user(acting: Acting, pk: int) -> Invitation:
    """Return an invitation of the user's own, else OutOfScope."""
    rows = Invitation.objects.select_related("round__version__questionnaire", "round__place")
    found = rows.filter(pk=pk, user_id=acting.user_id).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def places_asked(round_: Round, *, on: date) -> list[PlaceFacts]:
    """Return the places that a respondent may name: those with a target, else all cities below."""
    ids = set(Target.objects.filter(round=round_).values_list("place", flat=True))
    path = path_of(round_.place, on=on)
    places = tree(path.split("/")[0], on=on)
    if ids - {round_.place_id}:
        return [place for place in places.below(path) if place.id in ids]
    return places.seats(Level.CITY, path) or [places.by_code[round_.place.code]]


def place_named(round_: Round, code: str, *, on: date) -> Place | None:
    """Return the place with this code if a respondent may name it, else None."""
    known = {place.code: place.id for place in places_asked(round_, on=on)}
    return Place.objects.filter(pk=known[code]).first() if code in known else None


def places_named(codes: Iterable[str]) -> dict[str, Place]:
    """Return places by their code."""
    return {place.code: place for place in Place.objects.filter(code__in=list(codes))}
