"""Documents that live: training guide, work handbook, management measures, capability standard.

Which documents there are, what each must hold, who edits, reads and acknowledges them is data of
the programme (``handbooks.yaml``); here are their drafts, the versions published with the day from
which each is in force, who has opened and acknowledged one, and the statements of the capability
standard that designs, papers and tasks name. Serves HB-2.1.c–e, HB-2.4.1.a, HB-2.4.2.f and, from
below, HB-3.2.5.f.
"""
