"""Reads of planning. Every list starts at what is visible to the one who acts."""
