"""Notices that the province, a city or a county writes: draft, official paper, sending.

A draft is text that survives; sending freezes it, gives it its number and writes a receipt and a
message for every addressee. Receipts are those of the programme's own notice (HB-0.e), one
mechanism: who has it, who has opened and acknowledged it, who has not. A notice sent is never
changed: it is recalled or superseded with a reason and stays readable.
"""
