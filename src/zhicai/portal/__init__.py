"""The public site: what the programme is, where it runs, how far it is. Serves HB-P.c.

Its figures come from the same ledger as the cockpit's; it shows no person and no office's lateness.
"""
