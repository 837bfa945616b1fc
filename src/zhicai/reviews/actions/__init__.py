"""Writes of reviews."""
