"""Reads of summaries: the figures as the records have them now, what was sent, who is missing."""
