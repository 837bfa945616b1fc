"""Writes of admission: register, decide, import a roster, take it back."""

from zhicai.admission.actions.deciding import (
    accept,
    jump,
    put_on_list,
    refuse,
    withdraw,
    withdraw_oneself,
)
from zhicai.admission.actions.feedback import give_feedback
from zhicai.admission.actions.importing import (
    Way,
    check_again,
    import_roster,
    name_columns,
    upload_roster,
)
from zhicai.admission.actions.registering import (
    Application,
    Receipt,
    application_faults,
    register,
    register_oneself,
)
from zhicai.admission.actions.undoing import undo_import

__all__ = [
    "Application",
    "Receipt",
    "Way",
    "accept",
    "application_faults",
    "check_again",
    "give_feedback",
    "import_roster",
    "jump",
    "name_columns",
    "put_on_list",
    "refuse",
    "register",
    "register_oneself",
    "undo_import",
    "upload_roster",
    "withdraw",
    "withdraw_oneself",
]
