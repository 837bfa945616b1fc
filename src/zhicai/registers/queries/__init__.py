"""Reads of registers: uploads and versions, lists on a day, differences, codes to check."""
