"""Classes from the accepted plan line to the closing: timetable, lecturers, states, evaluation.

A class belongs to one track of its programme year, which says who organises it and what it must
have (practical course, lecturer sent by the province, evaluation). Serves HB-2.1.a, b, i–k,
HB-2.2.1.b–e, HB-2.3.e, f, HB-3.1.0.a, HB-3.1.1.a, HB-3.1.2.a, HB-3.1.7.3.a, HB-3.1.7.4.b, c.
"""
