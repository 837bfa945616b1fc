"""The reviews app."""

from importlib import import_module

from django.apps import AppConfig

ROOMS = ("permissions", "navigation", "waiting", "own_tables", "verbs", "sections", "merging",
         "erasing")  # fmt: skip


class ReviewsConfig(AppConfig):
    """Upgrade reviews, commendations and evaluations of specialists."""

    name = "zhicai.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Declare permissions, register what waits, the file's section and the own export."""
        for room in ROOMS:
            import_module(f"zhicai.reviews.{room}")
