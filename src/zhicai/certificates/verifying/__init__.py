"""Checking a certificate: by its code, its number and name, its file, or its signed text alone."""
