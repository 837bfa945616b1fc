"""The ground: clock, units and money, bilingual sentences, errors, announcements.

Imports nothing above.
"""
