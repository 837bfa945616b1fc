"""Measured figures, each beside a baseline taken in the same run (``./dev bench``)."""
