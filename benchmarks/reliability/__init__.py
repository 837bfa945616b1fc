"""Exam day under blows: a real server, candidates who write, and what is done to both."""
