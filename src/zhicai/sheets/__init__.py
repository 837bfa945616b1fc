"""Excel in and out: one mechanism for every table that an office sends or takes away.

An upper app says what its table looks like (:mod:`.shape`), reads a file by it with every fault of
every row at once (:mod:`.reading`), gives the user's own file back with red cells
(:mod:`.marking`), and writes tables and templates that can be read again (:mod:`.writing`). Serves
no clause itself; it carries uploads and lists such as those of HB-3.1.BZ.b (registrations by
spreadsheet). No tables, no rights, no clock.
"""
