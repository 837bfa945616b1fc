"""Who is how far: cockpit, matrix, map, calendar, why a state is what it is, and reminders.

Every number of a page comes from one ledger of the programme year, opens to the list behind it and
names its clause. Serves HB-0.d, HB-1.b, HB-1.d, HB-2.2.b, HB-3.1.7.2.b, HB-4.1.f, HB-4.5.a,
HB-4.5.e and HB-4.5.j.
"""
