"""Reads the rules of a programme and reasons about them: no Django, no clock, no database.

A programme is a folder of YAML (``programmes/hubei-2022``): clauses, obligations, parameters,
bodies, curriculum, calendar, documents. :mod:`schema` says what it may hold, :mod:`library` loads
it and keeps the last good version, :mod:`dates` and :mod:`engine` tell from facts and a date what
each place owes, :mod:`decision` is how a rule answers an action. Serves every clause, as data.
"""
