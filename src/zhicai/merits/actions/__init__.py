"""Acts upon points, grades and categories."""

from zhicai.merits.actions.grades import give_grade

__all__ = ["give_grade"]
