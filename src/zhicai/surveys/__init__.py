"""Questionnaires: versions, conditional questions, drafts, answers, response rate, anonymous or
not.
"""
