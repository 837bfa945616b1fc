"""Who was there: sign-in and out by code, by staff, on paper, without network; leave; class hours
as a ledger that is only ever added to (HB-2.2.1.d).
"""
