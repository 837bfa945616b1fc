"""How examinations are shown: questions of a sitting, where a candidate stands, results."""
