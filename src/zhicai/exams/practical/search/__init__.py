"""A search strategy over a small made-up corpus: scored by what it finds, classes and synonyms."""
