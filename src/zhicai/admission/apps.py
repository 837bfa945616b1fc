"""The admission app."""

from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    """Registration, eligibility, recommendation."""

    name = "zhicai.admission"
    label = "admission"
