"""Reads of monitoring: every page starts from one scope, whose ledger is what the user may see."""
