"""Notices that a province or a city writes: paper in the official layout, addressees, receipts."""
