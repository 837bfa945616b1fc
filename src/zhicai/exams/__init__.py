"""Examinations: the bank, blueprints and papers, sittings that lose nothing, marking, practicals.

Serves HB-3.2.5.d, e, f, HB-3.2.6.2.c, HB-3.2.6.5.a–c, e; what it finds it writes down into results.
"""
