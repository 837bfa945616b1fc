"""Upgrade reviews, commendations and evaluations of specialists (HB-2.4.1.f, g, HB-2.4.2.a).

All of them rest on criteria that the province sets as versioned data; none opens without.
"""
