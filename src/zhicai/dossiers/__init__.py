"""Documents compiled from records: a city's summary of the classes held in the year.

The numbers come from the records and are fixed when the summary is generated; the office writes
the words around them. Serves HB-4.5.k; closing dossiers and rosters come here later.
"""
