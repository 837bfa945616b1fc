"""Who may come in, and what they may do where: users, memberships, the guard of every page.

A user acts for one office or organisation at a time. What that membership permits is declared by
each app as permissions; the guard on a view names one, and a test walks all URLs. Serves HB-2.2.a,
HB-2.2.b, HB-3.1.3.*, HB-3.1.4.*, HB-3.1.5.a (each body acts within its own rights).
"""
