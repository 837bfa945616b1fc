"""A migration step that sends statements to the database: triggers, say, unknown to Django."""

from collections.abc import Callable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import ProjectState, StateApps

Sending = Callable[[StateApps | None, BaseDatabaseSchemaEditor], None]


class Statements(RunPython):
    """Django's RunPython for code that needs the connection alone.

    It is called without models: to render those of a moment anew takes longer than all else that
    a migration does.
    """

    code: Sending
    reverse_code: Sending

    def __init__(self, code: Sending, reverse_code: Sending) -> None:
        super().__init__(code, reverse_code)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState, to_state: ProjectState,
    ) -> None:  # fmt: skip
        """Send what the step holds."""
        self.code(None, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState, to_state: ProjectState,
    ) -> None:  # fmt: skip
        """Send what takes it back."""
        self.reverse_code(None, schema_editor)
