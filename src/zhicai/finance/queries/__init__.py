"""Reads of money: terms of the notice, funds, budgets, expenses, sums by place, the report."""

from zhicai.finance.queries.budgets import budget_of, has_budget, has_budgets
from zhicai.finance.queries.settlements import SettlementFacts, settlement_of

__all__ = ["SettlementFacts", "budget_of", "has_budget", "has_budgets", "settlement_of"]
