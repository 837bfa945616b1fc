"""What apps above know of certificates, asked by results: registered at start, never imported.

Who certifies says how many of a class hold a certificate, and which outcomes may not be lost since
one rests on them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from zhicai.foundation.errors import Reason


@dataclass(frozen=True, slots=True)
class Certifier:
    """``by_class`` counts people with a valid certificate by class; ``holds`` names, among
    registrations, those whose outcome a certificate rests on, each with the reason.
    """

    by_class: Callable[[Collection[int]], Mapping[int, int]]
    holds: Callable[[Collection[int]], Mapping[int, Reason]]


_certifiers: list[Certifier] = []


def register_certifier(certifier: Certifier) -> None:
    """Say who certifies; called once from an app's ``ready``."""
    if _certifiers:
        raise ImproperlyConfigured("somebody certifies already")
    _certifiers.append(certifier)


def certified_in(class_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many of each class hold a valid certificate; a statement."""
    return _certifiers[0].by_class(class_ids) if _certifiers else {}


def held_by_certificates(registrations: Collection[int]) -> Mapping[int, Reason]:
    """Return whose outcome may not be lost, and why; nothing is asked about nobody."""
    return _certifiers[0].holds(registrations) if _certifiers and registrations else {}
