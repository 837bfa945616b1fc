"""Writes of registers: upload, name columns, import, undo; decide on a code."""

from zhicai.registers.actions.codes import decide_code
from zhicai.registers.actions.importing import (
    Listed,
    check_again,
    import_list,
    name_columns,
    upload_list,
)
from zhicai.registers.actions.undoing import undo_list

__all__ = [
    "Listed",
    "check_again",
    "decide_code",
    "import_list",
    "name_columns",
    "undo_list",
    "upload_list",
]
