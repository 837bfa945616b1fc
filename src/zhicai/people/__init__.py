"""Who a person is: identity, employers, and the rights of the person over the own data.

One person has one record, whatever programmes they join (HB-2.4.1.b, X-03). The identity number is
sealed at rest, found by its keyed hash and masked on every page; whoever unmasks it gives a reason,
which is recorded and which the person can read. Serves HB-4.4.b and HB-4.4.c from below.
"""
