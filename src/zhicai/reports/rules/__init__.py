"""Pure rules of reports: tallies, sentences, tables, suppression of small counts."""
