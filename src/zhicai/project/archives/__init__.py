"""One archive of a whole site: database, files, optionally keys, and a manifest that proves them.

:mod:`.manifest` says what is inside, :mod:`.packing` writes and proves the archive itself,
:mod:`.sqlite` and :mod:`.postgresql` take and put back a database while others use it,
:mod:`.taking` and :mod:`.giving_back` do the whole.
"""
