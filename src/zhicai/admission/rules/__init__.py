"""Eligibility, the waiting list, and what a roster's rows must be: pure."""
