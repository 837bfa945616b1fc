"""Directories defined by data: dated lists of enterprises whose people are to be trained.

Which lists there are says the law's data (``lists`` of the programme). A list comes as an Excel
file of the province or of a city, with a date of its own; later ones leave the earlier ones as they
were, so that any day's list can be read and two be compared. Serves HB-1.j to HB-1.l, ZJ-2.3.11.c.
"""
