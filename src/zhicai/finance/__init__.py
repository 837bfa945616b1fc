"""Funds, budgets, expenses and the source rules of the notice; a cost object is an opaque id.

A class has a budget before it starts, drawn on funds that the notice allows; spending keeps to the
budget and to the purpose of its fund, and nobody charges a trainee. Serves HB-3.1.7.4.a, HB-4.2.b,
HB-4.3.b–f.
"""
