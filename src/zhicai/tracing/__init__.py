"""Which clause is held by which rule and shown by which test: marks, outcomes and the report.

No Django here: the pytest plugin loads before any setting, and ``zhicai trace`` answers without a
database. A mark is a claim; the report says whether it was tried at this commit. Serves every
clause.
"""
