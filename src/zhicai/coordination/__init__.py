"""The city's desk: targets and tasks broken down to counties, guidance, the working arrangement
with the base, answerable leaders, problems and their closing, indicators for the local
evaluation.
"""
