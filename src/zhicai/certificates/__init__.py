"""Certificates of the assessment track: decided by results, numbered, issued as PDF, ended.

One at a time or a class at once, by runs that go on wherever they were stopped; the rows are
frozen, each has its trail, and a code by which anyone verifies it. Serves HB-3.2.0.a, HB-3.2.0.c,
HB-3.2.6.5.d and HB-3.2.6.5.f; how many kinds, whose name, for how long: A-HB-11.
"""
