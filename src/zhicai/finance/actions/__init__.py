"""Writes of money: funds, budgets, notes on other sources, expenses, payments."""

from zhicai.finance.actions.budgets import close_budget, release_budget, set_budget
from zhicai.finance.actions.bundling import take_bundle
from zhicai.finance.actions.charging import enter_charge, refund_charge
from zhicai.finance.actions.funds import change_fund, enter_fund
from zhicai.finance.actions.noting import answer_note, ask_note
from zhicai.finance.actions.refusing import keep_refused_expense, keep_refused_lines
from zhicai.finance.actions.settling import settle
from zhicai.finance.actions.spending import (
    add_voucher,
    book_expense,
    book_expenses,
    reverse_expense,
)
from zhicai.finance.actions.supporting import enter_support, withdraw_support

__all__ = [
    "add_voucher",
    "answer_note",
    "ask_note",
    "book_expense",
    "book_expenses",
    "change_fund",
    "close_budget",
    "enter_charge",
    "enter_fund",
    "enter_support",
    "keep_refused_expense",
    "keep_refused_lines",
    "refund_charge",
    "release_budget",
    "reverse_expense",
    "set_budget",
    "settle",
    "take_bundle",
    "withdraw_support",
]
