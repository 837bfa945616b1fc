"""Reads of money: terms of the notice, funds, budgets, expenses, sums by place, the report."""

from zhicai.finance.queries.budgets import budget_of, has_budget, has_budgets

__all__ = ["budget_of", "has_budget", "has_budgets"]
