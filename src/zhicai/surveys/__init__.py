"""Questionnaires: versioned data, rounds, drafts, answers, response rate, results, comparison.

A base mechanism beside filing: it knows no programme. A published version never changes; a round
asks it of someone from one day to another, by name or anonymously. Of an anonymous round nobody,
not even the database, can tell who gave which answer. Serves HB-4.4.g and every later form that
asks people something (evaluation of classes, assessment of needs).
"""
