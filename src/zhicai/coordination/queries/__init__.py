"""Reads of coordination: everything starts at the place paths that the user reaches."""
