"""The finance app."""

from importlib import import_module

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Funds, budgets, expenses."""

    name = "zhicai.finance"
    label = "finance"

    def ready(self) -> None:
        """Declare the permissions, what can be counted, what can wait, where it stands."""
        for room in ("permissions", "metrics", "waiting", "navigation"):
            import_module(f"zhicai.finance.{room}")
