"""The ground: the clock, units and money, bilingual sentences, errors and announcements. Imports nothing above."""
