"""The programme-year in force: notice and receipts, dated settings, deadlines, what each seat owes.

Holds the metric registry through which the apps above say what they can count, and the ledger that
turns counts into states. Serves HB-0.a, HB-0.b, HB-0.e, HB-P.b, HB-1.a–c, f, g, HB-2.2.a,
HB-2.2.1.a, HB-2.3.ZHI.5, HUI.6, SHI.1–2, ZJ-0.e, ZJ-2.0.a, b, ZJ-4.a, b, and every open point.
"""
