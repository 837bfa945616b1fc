"""The specialist's file: employers, training, certificates, titles, achievements, guidance.

It keeps what no app below keeps, gathers the rest, and shows one page and one career timeline. What
a specialist writes stands once an officer confirmed it. Serves HB-2.4.1.b–e, HB-2.4.2.b, c, e and
HB-3.2.0.d.
"""
