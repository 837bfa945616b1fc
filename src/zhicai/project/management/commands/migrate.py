"""Django's ``migrate`` with its one slow habit taken off, which made up most of a first start."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db.migrations.state import ModelState, ProjectState


class Command(Migrate):
    """Migrate, and render no model again because another one is created."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrate as Django does."""
        with rendering_new_models_alone():
            return super().handle(*args, **options)


@contextmanager
def rendering_new_models_alone() -> Iterator[None]:
    """Let a model that a migration creates be rendered without all those it is related to.

    Django renders them again for each, which grows with the square of their number (two hundred
    models: 20 s). Nothing refers to a model before it exists, so the others stay as they are.
    """
    usual = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        rendered = self.__dict__.pop("apps", None)
        usual(self, model_state)
        if rendered is not None:
            self.__dict__["apps"] = rendered
            rendered.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = usual  # type: ignore[method-assign]
