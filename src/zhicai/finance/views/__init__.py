"""Pages of money: the year's overview, funds, budgets, expenses, notes, the report."""
