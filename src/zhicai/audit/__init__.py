"""Who did what, when, to what, and why: append-only, sealed in hash-chained batches.

Stores values and points at nobody, so that no later change elsewhere can rewrite it. Serves HB-1.c
and the audit duty behind every other clause.
"""
